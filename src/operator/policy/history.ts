import type { ApiId, ParticipantId } from '../../model/registry.js'
import { longestRoundMs, type RoundFact, type RoundId } from '../../model/round.js'
import { isBad, saysSomething } from './charge.js'
import type { CommonCause } from './policy.js'

/** A row of bad rounds of one API: judged by its beginning, in milliseconds. */
interface Streak {
  readonly onset: number
  readonly participant: ParticipantId
  /** Whether its cause was common; known for good once all that could speak for it has been heard. */
  cause?: Cause
}

interface Cause {
  /** So many others began to fail with it. */
  readonly common: boolean
  /** Others began to fail too, and nobody else who was called from then on answered. */
  readonly silence: boolean
}

interface Said {
  readonly at: number
  readonly endedAt: number
  readonly participant: ParticipantId
  readonly answered: boolean
  /** Something is said of the API by it. */
  readonly tells: boolean
}

/** How often what is too old is let go, in rounds. */
const sweepEvery = 5000

/**
 * Rounds of all APIs in the order in which they ended: tells of a bad one whether many unrelated participants began to fail
 * together with it. Those that have failed for long do not count.
 */
export class History {
  private readonly current = new Map<ApiId, Streak>()
  private readonly streaks = new Map<RoundId, Streak>()
  private said: Said[] = []
  private begun: Streak[] = []
  private sinceSweep = 0

  constructor(
    private readonly rule: CommonCause,
    facts: readonly RoundFact[] = [],
  ) {
    for (const fact of facts) this.add(fact)
  }

  /** The next round that ended. */
  add(fact: RoundFact): void {
    const tells = saysSomething(fact)
    const answered = fact.availability === 'up'
    if (!tells && !answered) return
    const [at, endedAt] = [Date.parse(fact.at), Date.parse(fact.endedAt)]
    this.said.push({ at, endedAt, participant: fact.participant, answered, tells })
    if (isBad(fact)) {
      const streak = this.current.get(fact.api) ?? this.begin(fact, at)
      this.streaks.set(fact.id, streak)
    } else if (tells) this.current.delete(fact.api)
    this.sinceSweep += 1
    if (this.sinceSweep >= sweepEvery) this.sweep(endedAt)
  }

  /**
   * True where so many others began to fail with it that the line, the clock or the certificate must be ours; or where it was
   * silent, and everybody else fell silent too.
   */
  isCommon({ id, availability }: RoundFact): boolean {
    const streak = this.streaks.get(id)
    if (!streak) return false
    const { common, silence } = streak.cause ?? this.judge(streak)
    return common || (silence && availability === 'down')
  }

  private begin({ api, participant }: RoundFact, onset: number): Streak {
    const streak = { onset, participant }
    this.current.set(api, streak)
    this.begun.push(streak)
    return streak
  }

  private judge(streak: Streak): Cause {
    const { withinMs, participants, share } = this.rule
    const [from, until] = [streak.onset - withinMs, streak.onset + withinMs]
    const failing = new Set<ParticipantId>()
    for (const { onset, participant } of this.begun) if (onset >= from && onset <= until) failing.add(participant)
    const probed = new Set(failing)
    let answered = false
    // Who was well before says nothing of our line since.
    for (let i = this.firstEndedAt(streak.onset); i < this.said.length; i++) {
      const one = this.said[i]
      if (!one || one.endedAt > until + longestRoundMs) break
      if (one.at < streak.onset || one.at > until) continue
      if (one.tells) probed.add(one.participant)
      if (one.answered && one.participant !== streak.participant) answered = true
    }
    const cause = {
      common: failing.size >= participants && failing.size >= share * probed.size,
      silence: failing.size > 1 && !answered,
    }
    if ((this.said.at(-1)?.endedAt ?? 0) > until + longestRoundMs) streak.cause = cause
    return cause
  }

  private firstEndedAt(from: number): number {
    let [low, high] = [0, this.said.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.said[middle]?.endedAt ?? 0) < from) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A month of a thousand APIs goes through a window of an hour or two. */
  private sweep(now: number): void {
    this.sinceSweep = 0
    const oldest = now - 3 * this.rule.withinMs - 2 * longestRoundMs
    for (const streak of this.begun) if (streak.onset < oldest + this.rule.withinMs) streak.cause ??= this.judge(streak)
    this.begun = this.begun.filter(({ onset }) => onset >= oldest)
    this.said = this.said.slice(this.firstEndedAt(oldest))
  }
}
