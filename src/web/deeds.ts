import { isProblemError, type Problem } from '../base/problem.js'
import { literal } from '../base/text.js'
import type { DecisionAction } from '../model/decision.js'
import { noSuchMove } from '../operator/moves.js'
import { orderKey } from '../operator/platform.js'
import { changed } from '../store/changes.js'
import { decision as decisionById } from '../store/decision-rows.js'
import { note } from '../store/journal-rows.js'
import { sendAgain } from '../store/outbox-rows.js'
import { lockApi } from '../store/registry-rows.js'
import { openRound } from '../store/round-rows.js'
import type { WebParts } from './parts.js'
import { forbidden, notFound, Refusal, type RefusedProblem } from './refusal.js'
import type { Visitor } from './visitor.js'

/** A round at once; refused where one is open already. */
export async function runNow({ db, queue, clock, wake }: WebParts, id: string, by: Visitor): Promise<void> {
  await db.transaction(async (tx) => {
    const api = await lockApi(tx, id)
    if (!api) throw notFound(`There is no API «${id}».`)
    const now = clock.now()
    const round = await openRound(tx, { api: id, dueAt: now, trigger: 'manual' })
    if (round === undefined) {
      throw new Refusal(409, 'round-open', 'A round of this API is under way.', 'Wait until it has ended.')
    }
    await queue.send(tx, [round])
    await note(tx, by, { at: now, did: 'round.open', object: id, participant: api.participant })
    await changed(tx, id)
  })
  wake()
}

/** Moves a publication by hand, or proposes it where a second person has to confirm; answers the decision. @throws Refusal where that is not possible as things stand */
export async function move(
  { db, governor, wake, access }: WebParts,
  id: string,
  action: DecisionAction,
  reason: string,
  by: Visitor,
): Promise<number> {
  const decision = await db
    .transaction(async (tx) => {
      const api = await lockApi(tx, id)
      if (!api) throw notFound(`There is no API «${id}».`)
      return governor.move(tx, api, action, { actor: by, why: literal(reason), alone: access === 'open' })
    })
    .catch((error: unknown) => {
      if (!isProblemError(error)) throw error
      const [{ code, what, remedy }] = error.problems
      if (action !== 'publish' || code === noSuchMove) throw new Refusal(409, code, what, remedy)
      const missing = `${error.problems.length} things are missing before the first publication.`
      throw new Refusal(409, 'gate', missing, 'The page of the API says how to come by each.', error.problems.map(bare))
    })
  wake()
  return decision
}

const bare = ({ code, what, remedy }: Problem): RefusedProblem => ({ code, what, remedy })

/** A second person confirms or rejects; answers the API. */
export async function settle(
  { db, governor, wake }: WebParts,
  id: number,
  confirmed: boolean,
  by: Visitor,
): Promise<string> {
  const api = await db.transaction(async (tx) => {
    const proposal = await decisionById(tx, id)
    if (!proposal) throw notFound(`There is no decision ${id}.`)
    // Whoever proposed something may take it back.
    if (confirmed && proposal.proposedBy === by.name) throw forbidden('Who proposed it cannot be the second person.')
    if (!(await governor.settle(tx, proposal, confirmed, by)))
      throw new Refusal(409, 'settled', 'The decision is settled already.', 'Load the page again.')
    return proposal.api
  })
  wake()
  return api
}

/** Tells the platform once more what it did not take; answers the API. */
export async function orderAgain({ db, clock, wake }: WebParts, id: number, by: Visitor): Promise<string> {
  const api = await db.transaction(async (tx) => {
    const decision = await decisionById(tx, id)
    if (!decision) throw notFound(`There is no decision ${id}.`)
    const now = clock.now()
    if (!(await sendAgain(tx, orderKey(id), now))) {
      const what = `The order of decision ${id} was not given up.`
      throw new Refusal(409, 'order-not-given-up', what, 'Load the page again: it says how the order fares.')
    }
    await note(tx, by, { at: now, did: 'order.send-again', object: `decision ${id}`, details: { api: decision.api } })
    await changed(tx, decision.api)
    return decision.api
  })
  wake()
  return api
}

/** In trial mode: spoils a bank, or mends it, and has a look at once. */
export async function plant(
  { db, trial, clock, queue, wake }: WebParts,
  id: string,
  defects: readonly string[],
  by: Visitor,
): Promise<void> {
  if (!trial) throw notFound('This is no trial.')
  await trial.plant(id, defects)
  await db.transaction(async (tx) => {
    const now = clock.now()
    await note(tx, by, { at: now, did: 'trial.plant', object: id, details: { defects } })
    // Where a round is under way already, it or the next one sees what was done.
    const round = await openRound(tx, { api: id, dueAt: now, trigger: 'manual' })
    if (round !== undefined) await queue.send(tx, [round])
    await changed(tx, id)
  })
  wake()
}
