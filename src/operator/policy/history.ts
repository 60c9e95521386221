import type { ApiId, ParticipantId } from '../../model/registry.js'
import type { RoundFact, RoundId } from '../../model/round.js'
import { isBad, saysSomething } from './charge.js'
import type { CommonCause } from './policy.js'

/** A row of bad rounds of one API: judged by its beginning, in milliseconds. */
interface Streak {
  readonly onset: number
  readonly participant: ParticipantId
  /** Whether its cause was common; known for good once all that could speak for it has been heard. */
  common?: boolean
}

interface Said {
  readonly at: number
  readonly endedAt: number
  readonly participant: ParticipantId
}

/** Rounds that take longer are not waited for. */
const longestRoundMs = 3_600_000
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
    if (!saysSomething(fact)) return
    const [at, endedAt] = [Date.parse(fact.at), Date.parse(fact.endedAt)]
    this.said.push({ at, endedAt, participant: fact.participant })
    if (isBad(fact)) {
      const streak = this.current.get(fact.api) ?? this.begin(fact, at)
      this.streaks.set(fact.id, streak)
    } else this.current.delete(fact.api)
    this.sinceSweep += 1
    if (this.sinceSweep >= sweepEvery) this.sweep(endedAt)
  }

  /** True where so many others began to fail with it that the line, the clock or the certificate must be ours. */
  isCommon({ id }: RoundFact): boolean {
    const streak = this.streaks.get(id)
    return streak !== undefined && (streak.common ?? this.judge(streak))
  }

  private begin({ api, participant }: RoundFact, onset: number): Streak {
    const streak = { onset, participant }
    this.current.set(api, streak)
    this.begun.push(streak)
    return streak
  }

  private judge(streak: Streak): boolean {
    const { withinMs, participants, share } = this.rule
    const [from, until] = [streak.onset - withinMs, streak.onset + withinMs]
    const probed = new Set<ParticipantId>()
    for (let i = this.firstEndedAt(from); i < this.said.length; i++) {
      const one = this.said[i]
      if (!one || one.endedAt > until + longestRoundMs) break
      if (one.at >= from && one.at <= until) probed.add(one.participant)
    }
    const began = this.begun.filter(({ onset }) => onset >= from && onset <= until)
    const failing = new Set(began.map(({ participant }) => participant)).size
    const common = failing >= participants && failing >= share * probed.size
    if ((this.said.at(-1)?.endedAt ?? 0) > until + longestRoundMs) streak.common = common
    return common
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
    for (const streak of this.begun)
      if (streak.onset < oldest + this.rule.withinMs) streak.common ??= this.judge(streak)
    this.begun = this.begun.filter(({ onset }) => onset >= oldest)
    this.said = this.said.slice(this.firstEndedAt(oldest))
  }
}
