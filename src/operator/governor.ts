import { type Clock, earlier, type Instant } from '../base/clock.js'
import type { DecisionAction, DecisionRecord } from '../model/decision.js'
import type { Text } from '../base/text.js'
import type { ApiId, ApiRecord } from '../model/registry.js'
import type { RoundId } from '../model/round.js'
import { changed } from '../store/changes.js'
import type { Database, Queryable } from '../store/database.js'
import { keepPolicy, lastMove, lastRejection, openProposal, settleDecision } from '../store/decision-rows.js'
import { note, type Actor } from '../store/journal-rows.js'
import { lockApi } from '../store/registry-rows.js'
import { factsBetween, factsOf } from '../store/round-rows.js'
import { rhythmOf } from '../store/schedule-rows.js'
import { workersSince } from '../store/worker-rows.js'
import type { Gate } from './admission/gate.js'
import { byHand, carryOut, enforce, forWorks, isBlocked, moveByHand, propose, type HandMove } from './moves.js'
import { decideByReading, historyOf, longestMemory } from './policy/asked.js'
import { chargeOf, type Charge } from './policy/charge.js'
import type { Proposal } from './policy/decide.js'
import type { PolicyText } from './policy/read.js'
import { intervalMs } from './schedule.js'

export interface GovernorParts {
  readonly db: Database
  readonly clock: Clock
  readonly policy: PolicyText
  readonly gate: Gate
  /** Workers that were seen within this time are at work. */
  readonly leaseMs: number
}

/** Of decisions that no person made. */
export const policyActor: Actor = { name: 'policy', role: 'system' }
/** Of decisions that come with the time of works. */
export const worksActor: Actor = { name: 'works', role: 'system' }

/** Older rounds have no say. */
const memoryMs = 30 * 86_400_000

/** Moves publications: by the policy after each round, and by people. Every move is a record, and goes out to the platform. */
export class Governor {
  constructor(private readonly parts: GovernorParts) {}

  /** Asks the policy about an API; answers the decision that came of it. */
  async consider(id: ApiId): Promise<number | undefined> {
    const { db, clock, policy } = this.parts
    return db.transaction(async (tx) => {
      const api = await lockApi(tx, id)
      // Its last round may end after it was blocked.
      if (!api || (await isBlocked(tx, api))) return undefined
      const now = clock.now()
      const { view, since } = await this.viewOf(tx, api, now)
      const proposal = await decideByReading(policy.policy, view, {
        last: (limit) => factsOf(tx, id, since, limit),
        between: (from, until) => factsBetween(tx, from, until),
      })
      const open = await openProposal(tx, id)
      // What a person proposed waits for a person, unless the policy has come to something else.
      const stands = open && (open.action === proposal?.action || (open.rule === byHand && !proposal))
      if (stands) return undefined
      if (open) {
        await settleDecision(tx, open.id, 'lapsed', policyActor.name, now)
        await changed(tx, id)
      }
      return proposal && this.follow(tx, api, proposal, now)
    })
  }

  /**
   * A person moves an API, as `moveByHand` says; where the policy wants a second person for it, that one is asked. `alone`: nobody
   * is told apart here. @throws ProblemError
   */
  async move(
    tx: Queryable,
    api: ApiRecord,
    action: DecisionAction,
    { alone = false, ...how }: HandMove & { readonly alone?: boolean },
  ): Promise<number> {
    const { secondPerson } = this.parts.policy.policy
    return moveByHand(this.parts, tx, api, action, { ...how, secondPerson: alone ? [] : secondPerson })
  }

  /** Works limit an API, or put it back. What the policy proposed stays open: it does not rest on works. */
  async moveForWorks(tx: Queryable, api: ApiRecord, action: 'limit' | 'republish', why: Text): Promise<number> {
    const decision = { action, rule: forWorks, why, rounds: [], proposedBy: worksActor.name }
    return enforce(tx, api, decision, worksActor, this.parts.clock.now())
  }

  /** A second person confirms or rejects a proposal; false where it is settled already. */
  async settle(tx: Queryable, proposal: DecisionRecord, confirmed: boolean, actor: Actor): Promise<boolean> {
    const now = this.parts.clock.now()
    const status = confirmed ? 'in-force' : 'rejected'
    // First the API, as `consider` does: two that lock in different orders wait for each other.
    const api = await lockApi(tx, proposal.api)
    if (!(await settleDecision(tx, proposal.id, status, actor.name, now))) return false
    await note(tx, actor, {
      at: now,
      did: confirmed ? 'decision.confirm' : 'decision.reject',
      object: proposal.api,
      details: { decision: proposal.id, action: proposal.action },
    })
    if (confirmed && api) await carryOut(tx, api, proposal, now)
    await changed(tx, proposal.api)
    return true
  }

  /** Which rounds of an API since an instant are held against it, and why not the others. */
  async charges(id: ApiId, since: Instant): Promise<ReadonlyMap<RoundId, Charge>> {
    const { db } = this.parts
    const rounds = await factsOf(db, id, since, longestMemory)
    const history = await historyOf(this.parts.policy.policy, rounds, {
      between: (from, until) => factsBetween(db, from, until),
    })
    return new Map(rounds.map((round) => [round.id, chargeOf(round, history)]))
  }

  private async viewOf(tx: Queryable, api: ApiRecord, now: Instant) {
    const rejected = await lastRejection(tx, api.id, byHand)
    const last = await lastMove(tx, api.id)
    // Works deal with no round, and what they limit comes back by itself: the policy looks past them.
    const works = last?.rule === forWorks
    const move = works ? await lastMove(tx, api.id, forWorks) : last
    const moved = works ? (move?.at ?? '') : api.stateSince
    // Who rejected a proposal has judged the rounds that it rested on.
    const since = latest(moved, earlier(now, memoryMs), rejected ?? '')
    const workers = await workersSince(tx, earlier(now, this.parts.leaseMs))
    const rhythm = await rhythmOf(tx, api.id)
    const everyMs = rhythm && intervalMs(rhythm)
    const view = {
      state: works ? (move?.after ?? api.state) : api.state,
      since,
      byHand: move?.rule === byHand,
      // Two on one machine have one line.
      workers: Math.max(1, new Set(workers.map(({ host }) => host)).size),
      ...(everyMs === undefined ? {} : { everyMs }),
    }
    return { view, since }
  }

  private async follow(tx: Queryable, api: ApiRecord, proposal: Proposal, now: Instant): Promise<number> {
    const { policy } = this.parts
    await keepPolicy(tx, { ...policy, name: policy.policy.name, now })
    const decision = { ...proposal, policy: policy.digest, proposedBy: policyActor.name }
    const how = policy.policy.secondPerson.includes(proposal.action) ? propose : enforce
    return how(tx, api, decision, policyActor, now)
  }
}

const latest = (...instants: readonly Instant[]): Instant => [...instants].sort().at(-1) ?? ''
