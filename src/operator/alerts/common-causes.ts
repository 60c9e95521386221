import type { Instant } from '../../base/clock.js'
import type { RoundFact, RoundId } from '../../model/round.js'
import type { Queryable } from '../../store/database.js'
import { factsBetween } from '../../store/round-rows.js'
import type { LastWord, Streak } from '../../store/trouble-rows.js'
import { History } from '../policy/history.js'
import type { CommonCause } from '../policy/policy.js'

/** What is known of bad rounds: those that were judged, and those of them whose cause is ours. */
export interface JudgedRounds {
  readonly judged: ReadonlySet<RoundId>
  readonly common: ReadonlySet<RoundId>
}

/** Thousands of rounds are read for it: not more often than this, least of all while everything fails. */
const restMs = 15_000

/** Tells bad rounds that many unrelated participants began to have together, by the policy's own rule. */
export class CommonCauses {
  private last: JudgedRounds & { readonly at: Instant } = { judged: new Set(), common: new Set(), at: '' }

  constructor(private readonly rule: CommonCause) {}

  /** `bad`: the last words of those that fail. What came since it was looked at last is not judged yet. */
  async judge(
    db: Queryable,
    bad: readonly RoundFact[],
    streaks: ReadonlyMap<string, Streak>,
    now: Instant,
  ): Promise<JudgedRounds> {
    const all = new Set(bad.map(({ id }) => id))
    const failing = new Set(bad.map(({ participant }) => participant))
    // One alone has nothing in common with anybody.
    if (failing.size < 2) return { judged: all, common: new Set() }
    const age = Date.parse(now) - Date.parse(this.last.at)
    const isNew = [...all].some((id) => !this.last.judged.has(id))
    // A clock that was set back makes the age negative.
    if (isNew && !(age >= 0 && age < restMs))
      this.last = { at: now, judged: all, common: await this.commonOf(db, bad, streaks) }
    return this.last
  }

  private async commonOf(
    db: Queryable,
    bad: readonly RoundFact[],
    streaks: ReadonlyMap<string, Streak>,
  ): Promise<ReadonlySet<RoundId>> {
    const { participants, withinMs } = this.rule
    const failing = new Set(bad.map(({ participant }) => participant)).size
    const enough = Math.min(participants, failing)
    const newestFirst = [...streaks.values()].map(({ onset }) => Date.parse(onset)).sort((a, b) => b - a)
    // Those that began long before the last few have nothing to do with them.
    const horizon = (newestFirst[enough - 1] ?? 0) - 2 * withinMs
    const [newest] = newestFirst
    const oldest = newestFirst.findLast((onset) => onset >= horizon)
    if (newest === undefined || oldest === undefined) return new Set()
    // Fewer than the rule asks for can only have fallen silent together.
    if (enough < participants && newest - oldest > withinMs) return new Set()
    const facts = await factsBetween(db, at(oldest - 2 * withinMs), at(newest + withinMs))
    const known = new Set(facts.map(({ id }) => id))
    const all = [...facts, ...bad.filter(({ id }) => !known.has(id))]
    all.sort((a, b) => (a.endedAt < b.endedAt ? -1 : 1))
    const history = new History(this.rule, all)
    return new Set(bad.filter((round) => history.isCommon(round)).map(({ id }) => id))
  }
}

/** A last word as the policy sees rounds. */
export function factOf(word: LastWord): RoundFact {
  const { id, api, participant, at, endedAt, conformance, availability, control, worker, works } = word
  const fact = { id, api, participant, at, endedAt, conformance, availability, control, worker }
  return works === null ? fact : { ...fact, works }
}

const at = (ms: number): Instant => new Date(ms).toISOString()
