import type { ParticipantId } from '../../model/registry.js'
import type { RoundFact } from '../../model/round.js'
import type { CommonCause } from './policy.js'

/** Whether a bad round is held against the API; if not, why. */
export type Charge = 'charged' | 'control' | 'common-cause' | 'works'

/** It departs, or did not answer. */
export const isBad = ({ conformance, availability }: Pick<RoundFact, 'conformance' | 'availability'>): boolean =>
  conformance === 'departs' || availability === 'down'

/** Something is said of the API by it. */
export const saysSomething = (round: RoundFact): boolean => isBad(round) || round.conformance === 'conforms'

/** Answers of each round whether it counts; `all` are the rounds of all APIs around that time, these included. */
export function chargeOf(round: RoundFact, all: readonly RoundFact[], rule: CommonCause): Charge {
  if (round.works === 'planned' || round.works === 'operator') return 'works'
  if (!isBad(round)) return 'charged'
  // Without a good control nothing tells a fault of theirs from one of ours.
  if (round.control === 'bad') return 'control'
  return isCommon(round, all, rule) ? 'common-cause' : 'charged'
}

/**
 * Many unrelated participants that begin to fail together: the line, the clock, the certificate are ours. Those that have failed
 * for long do not count: a streak is judged by its beginning.
 */
function isCommon(round: RoundFact, all: readonly RoundFact[], rule: CommonCause): boolean {
  const onset = onsetOf(round, all)
  const from = onset - rule.withinMs
  const until = onset + rule.withinMs
  const probed = new Set<ParticipantId>()
  const failing = new Set<ParticipantId>()
  for (const other of all) {
    const at = Date.parse(other.at)
    if (at < from || at > until || !saysSomething(other)) continue
    probed.add(other.participant)
    if (!isBad(other)) continue
    const began = onsetOf(other, all)
    if (began >= from && began <= until) failing.add(other.participant)
  }
  return failing.size >= rule.participants && failing.size >= rule.share * probed.size
}

/** When the row of bad rounds that this one belongs to began, in milliseconds. */
function onsetOf(round: RoundFact, all: readonly RoundFact[]): number {
  const before = all.filter(({ api, at }) => api === round.api && at <= round.at).sort((a, b) => (a.at < b.at ? 1 : -1))
  let onset = Date.parse(round.at)
  for (const earlier of before) {
    if (!saysSomething(earlier)) continue
    if (!isBad(earlier)) break
    onset = Date.parse(earlier.at)
  }
  return onset
}
