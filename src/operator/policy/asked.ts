import { type Instant, later } from '../../base/clock.js'
import type { RoundFact, RoundId } from '../../model/round.js'
import { isBad, saysSomething } from './charge.js'
import { decide, isEnough, type PolicyView, type Proposal } from './decide.js'
import { History } from './history.js'
import type { Policy } from './policy.js'

/** Where history is read: it is large, and a decision asks for little of it. */
export interface HistoryReader {
  /** The last rounds of the API that is decided on, oldest first. */
  last(limit: number): Promise<readonly RoundFact[]>
  /** Rounds of all APIs that began in a time, in the order in which they ended. */
  between(from: Instant, until: Instant): Promise<readonly RoundFact[]>
}

/** As many rounds of an API as a policy may look back at. */
export const longestMemory = 2000
/** As many as nearly every decision does with: a day at the usual rhythm. */
const usualMemory = 128

/** What the policy makes of an API, with as much of history as the decision asks for. */
export async function decideByReading(
  policy: Policy,
  view: Omit<PolicyView, 'rounds' | 'history'>,
  reader: HistoryReader,
): Promise<Proposal | undefined> {
  for (const limit of [usualMemory, longestMemory]) {
    const rounds = await reader.last(limit)
    const whole = { ...view, rounds, history: new AskedHistory(policy, rounds) }
    const proposal = await settled(whole, reader, () => decide(policy, whole))
    if (rounds.length < limit || limit === longestMemory) return proposal
    if (await settled(whole, reader, () => isEnough(policy, whole))) return proposal
  }
  return undefined
}

/** Which of these rounds are common faults, with the time around each that is bad. */
export async function historyOf(policy: Policy, rounds: readonly RoundFact[], reader: Pick<HistoryReader, 'between'>) {
  const history = new AskedHistory(policy, rounds)
  await settled({ history }, reader, () => rounds.forEach((round) => history.isCommon(round)))
  return history
}

type Asked = { readonly history: AskedHistory }

/** An answer that no longer rests on what was not read. */
async function settled<T>({ history }: Asked, reader: Pick<HistoryReader, 'between'>, answer: () => T): Promise<T> {
  for (;;) {
    const given = answer()
    const wanted = history.wanted()
    if (wanted.length === 0) return given
    for (const { from, until } of wanted) history.learn(await reader.between(from, until), { from, until })
  }
}

interface Window {
  readonly from: Instant
  readonly until: Instant
}

/** A history that notes what it was asked for and does not know: until then nothing is common. */
class AskedHistory implements Pick<History, 'isCommon'> {
  private readonly onsets: ReadonlyMap<RoundId, Instant>
  private readonly facts: Map<RoundId, RoundFact>
  private readonly asked = new Set<Instant>()
  private readonly known: Window[] = []
  private history: History

  constructor(
    private readonly policy: Policy,
    own: readonly RoundFact[],
  ) {
    this.onsets = onsetsOf(own)
    this.facts = new Map(own.map((fact) => [fact.id, fact]))
    this.history = new History(policy.commonCause, own)
  }

  isCommon(round: RoundFact): boolean {
    const onset = this.onsets.get(round.id)
    if (onset === undefined) return false
    if (this.known.some(({ from, until }) => from <= onset && onset <= until)) return this.history.isCommon(round)
    this.asked.add(onset)
    return false
  }

  /** The time around what it was asked for; what overlaps is one. */
  wanted(): readonly Window[] {
    const { withinMs } = this.policy.commonCause
    const windows: { from: Instant; until: Instant }[] = []
    for (const onset of [...this.asked].sort()) {
      const [from, until] = [later(onset, -2 * withinMs), later(onset, withinMs)]
      const last = windows.at(-1)
      if (last && from <= last.until) last.until = until
      else windows.push({ from, until })
    }
    this.asked.clear()
    return windows
  }

  learn(facts: readonly RoundFact[], { from, until }: Window): void {
    const { withinMs } = this.policy.commonCause
    for (const fact of facts) this.facts.set(fact.id, fact)
    this.known.push({ from: later(from, 2 * withinMs), until: later(until, -withinMs) })
    const inOrder = [...this.facts.values()].sort((a, b) => (a.endedAt < b.endedAt ? -1 : 1))
    this.history = new History(this.policy.commonCause, inOrder)
  }
}

/** Of each bad round, when the row of bad rounds began that it stands in. */
function onsetsOf(rounds: readonly RoundFact[]): ReadonlyMap<RoundId, Instant> {
  const onsets = new Map<RoundId, Instant>()
  let onset: Instant | undefined
  for (const round of rounds.filter(saysSomething)) {
    onset = isBad(round) ? (onset ?? round.at) : undefined
    if (onset !== undefined) onsets.set(round.id, onset)
  }
  return onsets
}
