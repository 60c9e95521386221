import type { Clock, Instant } from '../base/clock.js'
import { problem, ProblemError } from '../base/problem.js'
import type { Text } from '../base/text.js'
import { stateAfter, type DecisionAction, type DecisionRecord } from '../model/decision.js'
import type { PlatformOrder } from '../model/order.js'
import type { ApiId, ApiRecord, PublicationState } from '../model/registry.js'
import { changed } from '../store/changes.js'
import type { Queryable } from '../store/database.js'
import { addDecision, openProposal, settleDecision } from '../store/decision-rows.js'
import { note, type Actor } from '../store/journal-rows.js'
import { post } from '../store/outbox-rows.js'
import { lockApi, moveApi, participant as participantById } from '../store/registry-rows.js'
import { operatorsInForce } from '../store/token-rows.js'
import { gateProblems, type Gate } from './admission/gate.js'
import type { Proposal } from './policy/decide.js'
import { orderKey, orderSubject, platformCarrierName } from './platform.js'

/** The rule of what a person decided. */
export const byHand = 'by-hand'
/** The rule of what begins and ends with works. */
export const forWorks = 'works'
/** The rule of what comes with the block of a participant. */
export const forBlock = 'participant-blocked'
/** The rule by which a trial publishes its invented banks, past the gate. */
export const byTrial = 'trial'
export const trialActor: Actor = { name: 'trial', role: 'system' }

/** Where an action leads from. */
const movesFrom: Readonly<Record<DecisionAction, readonly PublicationState[]>> = {
  publish: ['draft'],
  unpublish: ['published', 'limited'],
  limit: ['published'],
  republish: ['limited', 'unpublished'],
}

/** Of the problem of an API that has no such move. */
export const noSuchMove = 'publication-state'

export interface HandMove {
  readonly actor: Actor
  readonly why: Text
  /** Actions that wait for another operator, where there is one. */
  readonly secondPerson?: readonly DecisionAction[]
}

/**
 * A person moves an API that is locked, or proposes it to a second one; what was proposed before is settled by that. The first
 * publication takes an open gate, whoever asks. @throws ProblemError where the state has no such move, the participant is blocked, or
 * with everything that the gate misses
 */
export async function moveByHand(
  { clock, gate }: { readonly clock: Clock; readonly gate: Gate },
  tx: Queryable,
  api: ApiRecord,
  action: DecisionAction,
  { actor, why, secondPerson = [] }: HandMove,
): Promise<number> {
  refuseWrongState(api, action)
  const now = clock.now()
  if (action === 'publish') {
    const [first, ...rest] = gateProblems(await gate.report(tx, api, now, 'anew'))
    if (first) throw new ProblemError([first, ...rest])
  }
  if (action === 'republish' && (await isBlocked(tx, api))) throw blocked(api)
  await lapse(tx, api, actor, now)
  const second = secondPerson.includes(action) && (await operatorsInForce(tx, now)) > 1
  const how = second ? propose : enforce
  return how(tx, api, { action, rule: byHand, why, rounds: [], proposedBy: actor.name }, actor, now)
}

/** Takes an API of a participant that was blocked off publication; one that was not on it stays as it is. */
export async function takeOffForBlock(tx: Queryable, id: ApiId, actor: Actor, now: Instant): Promise<void> {
  const api = await lockApi(tx, id)
  if (!api || !movesFrom.unpublish.includes(api.state)) return
  await lapse(tx, api, actor, now)
  const decision = {
    action: 'unpublish',
    rule: forBlock,
    why: blockedWhy(api),
    rounds: [],
    proposedBy: actor.name,
  } as const
  await enforce(tx, api, decision, actor, now)
}

/** Nothing of a blocked participant is published. */
export async function isBlocked(tx: Queryable, { participant }: Pick<ApiRecord, 'participant'>): Promise<boolean> {
  return (await participantById(tx, participant))?.blocked === true
}

async function lapse(tx: Queryable, { id }: ApiRecord, actor: Actor, now: Instant): Promise<void> {
  const open = await openProposal(tx, id)
  if (open) await settleDecision(tx, open.id, 'lapsed', actor.name, now)
}

const blockedWhy = ({ participant }: ApiRecord): Text => ({
  ru: `Участник ${participant} заблокирован в реестре.`,
  kk: `${participant} қатысушысы тізілімде бұғатталған.`,
  en: `The participant ${participant} was blocked in the registry.`,
})

const blocked = ({ participant }: ApiRecord): ProblemError =>
  problem(
    'participant-blocked',
    `the participant «${participant}» is blocked, and nothing of it is published`,
    'Unblock it in the registry first: blocked: false.',
  )

/** Publishes an invented bank of a trial without the gate; the record says so by its rule. */
export async function publishForTrial(tx: Queryable, api: ApiRecord, why: Text, now: Instant): Promise<number> {
  refuseWrongState(api, 'publish')
  const made = { action: 'publish', rule: byTrial, why, rounds: [], proposedBy: trialActor.name } as const
  return enforce(tx, api, made, trialActor, now)
}

function refuseWrongState({ state }: ApiRecord, action: DecisionAction): void {
  if (movesFrom[action].includes(state)) return
  throw problem(
    noSuchMove,
    `an API that is ${state} cannot be moved by «${action}»`,
    `It can from: ${movesFrom[action].join(', ')}.`,
  )
}

/** A decision before it is recorded. */
export interface Made extends Proposal {
  readonly policy?: string
  readonly proposedBy: string
}

/** A decision as it is recorded. */
function recordOf(api: ApiRecord, made: Made, now: Instant) {
  return { ...made, api: api.id, at: now, before: api.state, after: stateAfter[made.action] }
}

/** Records a decision that waits for a second person. */
export async function propose(tx: Queryable, api: ApiRecord, made: Made, actor: Actor, now: Instant): Promise<number> {
  const id = await addDecision(tx, { ...recordOf(api, made, now), status: 'proposed' })
  const details = { decision: id, action: made.action, rule: made.rule }
  await note(tx, actor, { at: now, did: 'decision.propose', object: api.id, details })
  await changed(tx, api.id)
  return id
}

/** Records a decision that is in force at once, and follows it. */
export async function enforce(tx: Queryable, api: ApiRecord, made: Made, actor: Actor, now: Instant): Promise<number> {
  const decision = { ...recordOf(api, made, now), status: 'in-force' as const }
  const id = await addDecision(tx, decision)
  await note(tx, actor, {
    at: now,
    did: `api.${made.action}`,
    object: api.id,
    participant: api.participant,
    details: { decision: id, rule: made.rule },
  })
  await carryOut(tx, api, { ...decision, id }, now)
  return id
}

/** The state, and word of it to the platform, in one transaction. */
export async function carryOut(tx: Queryable, api: ApiRecord, decision: DecisionRecord, now: Instant): Promise<void> {
  const { id, action, before, after, why } = decision
  await moveApi(tx, api.id, after, now)
  const order: PlatformOrder = {
    action,
    before,
    after,
    api: api.id,
    participant: api.participant,
    system: api.system,
    decision: id,
    at: now,
    why,
  }
  await post(tx, {
    carrier: platformCarrierName,
    key: orderKey(id),
    subject: orderSubject(api.id),
    payload: order,
    now,
  })
  await changed(tx, api.id)
}
