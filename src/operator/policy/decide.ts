import type { Instant } from '../../base/clock.js'
import type { Text } from '../../base/text.js'
import { stateAfter, type DecisionAction } from '../../model/decision.js'
import type { PublicationState } from '../../model/registry.js'
import type { RoundFact, RoundId } from '../../model/round.js'
import { chargeOf, isBad, saysSomething } from './charge.js'
import type { History } from './history.js'
import type { Policy, Rule } from './policy.js'
import { words } from './words.js'

/** In intervals: one slot may be missed, and the next one begin late. */
const missedSlots = 2.5

/** All that a decision rests on. */
export interface PolicyView {
  readonly state: PublicationState
  /** The last change, or the last word of a person: older rounds are dealt with. */
  readonly since: Instant
  /** A person took it off or limited it: only a person puts it back. */
  readonly byHand: boolean
  /** Of the API, oldest first. */
  readonly rounds: readonly RoundFact[]
  /** Of all APIs around the time when the bad ones began; these included. */
  readonly history: Pick<History, 'isCommon'>
  /** Machines with a worker: where there is one, nobody can second it. */
  readonly workers: number
  /** How often it is probed now; time that was not watched is no silence. */
  readonly everyMs?: number
}

/** What the policy would do. */
export interface Proposal {
  readonly action: DecisionAction
  readonly rule: string
  readonly why: Text
  /** The rounds that it rests on. */
  readonly rounds: readonly RoundId[]
}

/** What a policy makes of an API's history: pure. Undefined where all stays as it is. */
export function decide(policy: Policy, view: PolicyView): Proposal | undefined {
  if (view.state === 'draft') return undefined
  for (const rule of policy.rules) {
    if (!leadsOn(rule, view.state)) continue
    const proposal = rule.when === 'down' ? down(rule, view) : nonconforming(rule, view)
    if (proposal) return proposal
  }
  return view.byHand || view.state === 'published' ? undefined : back(policy, view)
}

/** True where rounds that are older than those of the view could not change what the policy makes of it. */
export function isEnough(policy: Policy, view: PolicyView): boolean {
  const rounds = Math.max(
    policy.back.rounds,
    ...policy.rules.map((rule) => (rule.when === 'nonconforming' ? rule.of : 2)),
  )
  const lastsMs = Math.max(policy.back.forMs, ...policy.rules.map((rule) => (rule.when === 'down' ? rule.forMs : 0)))
  const known: RoundFact[] = []
  for (const round of counted(view)) {
    // One that counts for a rule of silence may not count for one of conformance.
    if (round.conformance !== 'unsaid') known.unshift(round)
    if (known.length >= rounds && (lengthOf(known) ?? 0) >= lastsMs) return true
  }
  return false
}

/** Rounds that count, newest first, as far back as they are asked for. What led to the last change has been dealt with by it. */
function* counted({ rounds, since, history }: PolicyView): Generator<RoundFact, void> {
  for (let i = rounds.length - 1; i >= 0; i--) {
    const round = rounds[i]
    if (!round || round.endedAt <= since) return
    if (saysSomething(round) && chargeOf(round, history) === 'charged') yield round
  }
}

/** An API that is limited may still be taken off; one that is off is not limited. */
function leadsOn({ then }: Rule, state: PublicationState): boolean {
  return stateAfter[then] !== state && state !== 'unpublished'
}

function nonconforming(rule: Extract<Rule, { when: 'nonconforming' }>, view: PolicyView): Proposal | undefined {
  const said: RoundFact[] = []
  for (const round of counted(view)) {
    if (said.length === rule.of) break
    if (round.conformance !== 'unsaid') said.unshift(round)
  }
  const departing = said.filter(({ conformance }) => conformance === 'departs')
  if (departing.length < rule.rounds) return undefined
  return {
    action: rule.then,
    rule: rule.name,
    why: words.nonconforming(departing.length, said.length, rule),
    rounds: departing.map(({ id }) => id),
  }
}

function down(rule: Extract<Rule, { when: 'down' }>, view: PolicyView): Proposal | undefined {
  const streak = watched(
    lastWhile(counted(view), ({ availability }) => availability === 'down'),
    view.everyMs,
  )
  const lasted = lengthOf(streak)
  // One round alone takes nothing off, however long it waited.
  if (lasted === undefined || lasted < rule.forMs || streak.length < 2) return undefined
  const seenBy = new Set(streak.map(({ worker }) => worker)).size
  if (seenBy < Math.min(rule.workers, view.workers)) return undefined
  return {
    action: rule.then,
    rule: rule.name,
    why: words.down(lasted, streak.length, seenBy, rule),
    rounds: streak.map(({ id }) => id),
  }
}

function back({ back: rule }: Policy, view: PolicyView): Proposal | undefined {
  const streak = lastWhile(counted(view), (round) => !isBad(round))
  const lasted = lengthOf(streak)
  if (lasted === undefined || streak.length < rule.rounds || lasted < rule.forMs) return undefined
  return {
    action: 'republish',
    rule: 'back',
    why: words.back(streak.length, lasted),
    rounds: streak.map(({ id }) => id),
  }
}

/** The newest that hold, oldest first. */
function lastWhile(newestFirst: Iterable<RoundFact>, holds: (round: RoundFact) => boolean): readonly RoundFact[] {
  const streak: RoundFact[] = []
  for (const round of newestFirst) {
    if (!holds(round)) break
    streak.unshift(round)
  }
  return streak
}

/**
 * The newest without a gap: of the time in which rounds were missed, since our machines stood still, the clock jumped, or the
 * API was not to be called, nobody can say that it was down.
 */
function watched(streak: readonly RoundFact[], everyMs: number | undefined): readonly RoundFact[] {
  if (everyMs === undefined) return streak
  const isGap = (round: RoundFact, i: number): boolean => {
    const before = streak[i - 1]
    return before !== undefined && Date.parse(round.at) - Date.parse(before.endedAt) > missedSlots * everyMs
  }
  return streak.slice(Math.max(0, streak.findLastIndex(isGap)))
}

/** From the beginning of the first to the end of the last, in milliseconds. */
function lengthOf(rounds: readonly RoundFact[]): number | undefined {
  const [first] = rounds
  const last = rounds.at(-1)
  return first && last && Date.parse(last.endedAt) - Date.parse(first.at)
}
