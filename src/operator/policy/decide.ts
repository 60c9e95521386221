import type { Instant } from '../../base/clock.js'
import type { Text } from '../../base/text.js'
import { stateAfter, type DecisionAction } from '../../model/decision.js'
import type { PublicationState } from '../../model/registry.js'
import type { RoundFact, RoundId } from '../../model/round.js'
import { chargeOf, isBad, saysSomething, type Charge } from './charge.js'
import type { Policy, Rule } from './policy.js'
import { words } from './words.js'

/** All that a decision rests on. */
export interface PolicyView {
  readonly state: PublicationState
  readonly stateSince: Instant
  /** A person took it off or limited it: only a person puts it back. */
  readonly byHand: boolean
  /** Of the API, oldest first. */
  readonly rounds: readonly RoundFact[]
  /** Of all APIs around the time of the bad ones; these included. */
  readonly all: readonly RoundFact[]
  /** Workers at work: where there is one, nobody can second it. */
  readonly workers: number
}

/** What the policy would do. */
export interface Proposal {
  readonly action: DecisionAction
  readonly rule: string
  readonly why: Text
  /** The rounds that it rests on. */
  readonly rounds: readonly RoundId[]
}

/** A round with its charge. */
interface Weighed {
  readonly round: RoundFact
  readonly charge: Charge
}

/** What a policy makes of an API's history: pure. Undefined where all stays as it is. */
export function decide(policy: Policy, view: PolicyView): Proposal | undefined {
  if (view.state === 'draft') return undefined
  // What led to the last change has been dealt with by it.
  const counted = view.rounds
    .filter((round) => round.endedAt > view.stateSince && saysSomething(round))
    .map((round): Weighed => ({ round, charge: chargeOf(round, view.all, policy.commonCause) }))
    .filter(({ charge }) => charge === 'charged')
    .map(({ round }) => round)
  for (const rule of policy.rules) {
    if (!leadsOn(rule, view.state)) continue
    const proposal = rule.when === 'down' ? down(rule, counted, view.workers) : nonconforming(rule, counted)
    if (proposal) return proposal
  }
  return view.byHand || view.state === 'published' ? undefined : back(policy, counted)
}

/** An API that is limited may still be taken off; one that is off is not limited. */
function leadsOn({ then }: Rule, state: PublicationState): boolean {
  return stateAfter[then] !== state && state !== 'unpublished'
}

function nonconforming(
  rule: Extract<Rule, { when: 'nonconforming' }>,
  counted: readonly RoundFact[],
): Proposal | undefined {
  const said = counted.filter(({ conformance }) => conformance !== 'unsaid').slice(-rule.of)
  const departing = said.filter(({ conformance }) => conformance === 'departs')
  if (departing.length < rule.rounds) return undefined
  return {
    action: rule.then,
    rule: rule.name,
    why: words.nonconforming(departing.length, said.length, rule),
    rounds: departing.map(({ id }) => id),
  }
}

function down(
  rule: Extract<Rule, { when: 'down' }>,
  counted: readonly RoundFact[],
  workers: number,
): Proposal | undefined {
  const streak = lastWhile(counted, ({ availability }) => availability === 'down')
  const [first] = streak
  const last = streak.at(-1)
  if (!first || !last) return undefined
  const lasted = Date.parse(last.endedAt) - Date.parse(first.at)
  if (lasted < rule.forMs) return undefined
  const seenBy = new Set(streak.map(({ worker }) => worker)).size
  if (seenBy < Math.min(rule.workers, workers)) return undefined
  return {
    action: rule.then,
    rule: rule.name,
    why: words.down(lasted, streak.length, seenBy, rule),
    rounds: streak.map(({ id }) => id),
  }
}

function back({ back: rule }: Policy, counted: readonly RoundFact[]): Proposal | undefined {
  const streak = lastWhile(counted, (round) => !isBad(round))
  const [first] = streak
  const last = streak.at(-1)
  if (!first || !last || streak.length < rule.rounds) return undefined
  const lasted = Date.parse(last.endedAt) - Date.parse(first.at)
  if (lasted < rule.forMs) return undefined
  return {
    action: 'republish',
    rule: 'back',
    why: words.back(streak.length, lasted),
    rounds: streak.map(({ id }) => id),
  }
}

function lastWhile<T>(list: readonly T[], holds: (item: T) => boolean): readonly T[] {
  return list.slice(list.findLastIndex((item) => !holds(item)) + 1)
}
