import type { Instant } from '../base/clock.js'
import type { Problem } from '../base/problem.js'
import type { Text } from '../base/text.js'
import type { DecisionAction } from '../model/decision.js'
import type { ApiId, ParticipantId } from '../model/registry.js'
import type {
  Availability,
  Conformance,
  ControlResult,
  MissedReason,
  RoundId,
  TestTrouble,
  WorksKind,
} from '../model/round.js'
import type { SystemId } from '../model/system.js'
import type { Queryable } from './database.js'

/** What is looked at every few seconds to see what is not well. Nothing here takes a lock. */

const probed = `a.budget > 0 and a.state <> 'draft' and exists (
  select 1 from participant p where p.id = a.participant and not p.blocked)`
const bad = (round: string): string => `(${round}.conformance = 'departs' or ${round}.availability = 'down')`
const good = (round: string): string => `(${round}.conformance = 'conforms' and ${round}.availability <> 'down')`

/** A published API with the last round that says something of it. */
export interface LastWord {
  readonly api: ApiId
  readonly participant: ParticipantId
  readonly id: RoundId
  readonly at: Instant
  readonly endedAt: Instant
  readonly conformance: Conformance
  readonly availability: Availability
  readonly control: ControlResult
  readonly worker: string
  readonly works: WorksKind | null
  readonly tests: number
  readonly passed: number
  readonly trouble: readonly TestTrouble[]
}

/** Of published APIs whose last word is bad. */
export async function badLastWords(db: Queryable): Promise<LastWord[]> {
  return db.rows(
    `select a.id as api, a.participant, r.id, r.started_at as at, r.ended_at as "endedAt", r.conformance, r.availability, r.control,
       r.worker, r.works, r.tests, r.passed, r.trouble
     from api a cross join lateral (
       select * from round r where r.api = a.id and r.state = 'done' and (${bad('r')} or ${good('r')})
       order by r.ended_at desc limit 1) r
     where a.state = 'published' and ${probed} and ${bad('r')}`,
  )
}

/** A row of bad rounds that goes on. */
export interface Streak {
  readonly api: ApiId
  /** When its first round began. */
  readonly onset: Instant
  readonly rounds: number
}

/** Of each of these APIs, the bad rounds since the last good one. */
export async function badStreaks(db: Queryable, apis: readonly ApiId[]): Promise<Streak[]> {
  return db.rows(
    `select r.api, min(r.started_at) as onset, count(*) as rounds from round r
     where r.api = any($1) and r.state = 'done' and ${bad('r')} and r.ended_at > coalesce(
       (select g.ended_at from round g where g.api = r.api and g.state = 'done' and ${good('g')}
        order by g.ended_at desc limit 1), '-infinity')
     group by r.api`,
    [apis],
  )
}

/** An API that is limited, or off, by the decision that made it so. */
export interface Withdrawn {
  readonly api: ApiId
  readonly participant: ParticipantId
  readonly state: 'limited' | 'unpublished'
  readonly decision: number
  readonly rule: string
  readonly why: Text
  readonly by: string
  /** In all rounds that it rests on the API did not answer. */
  readonly down: boolean
}

const restsOnSilence = `(select coalesce(bool_and(r.availability = 'down'), false) from round r where r.id = any(d.rounds)) as down`

export async function withdrawnApis(db: Queryable): Promise<Withdrawn[]> {
  return db.rows(
    `select a.id as api, a.participant, a.state, d.id as decision, d.rule, d.why, d.proposed_by as by, d.down
     from api a cross join lateral (
       select d.id, d.rule, d.why, d.proposed_by, ${restsOnSilence} from decision d
       where d.api = a.id and d.status = 'in-force' order by d.at desc, d.id desc limit 1) d
     where a.state in ('limited', 'unpublished')`,
  )
}

/** A decision that waits for a second person. */
export interface OpenProposal {
  readonly decision: number
  readonly api: ApiId
  readonly participant: ParticipantId
  readonly action: DecisionAction
  readonly why: Text
  readonly down: boolean
}

export async function openProposals(db: Queryable): Promise<OpenProposal[]> {
  return db.rows(
    `select d.id as decision, d.api, a.participant, d.action, d.why, ${restsOnSilence}
     from decision d join api a on a.id = d.api where d.status = 'proposed'`,
  )
}

/** APIs that should be probed and cannot be. */
export async function apisWithProblem(
  db: Queryable,
): Promise<{ api: ApiId; participant: ParticipantId; problem: readonly Problem[] }[]> {
  return db.rows(`select a.id as api, a.participant, a.problem from api a where a.problem is not null and ${probed}`)
}

/** A decision that did not arrive. */
export interface LateOrder {
  readonly api: ApiId
  readonly participant: ParticipantId
  readonly decision: number
  readonly since: Instant
  readonly tries: number
  readonly given_up_at: Instant | null
  readonly error: string | null
}

/** Those of a carrier that were tried, and did not arrive since an instant, or are given up. */
export async function lateOrders(db: Queryable, carrier: string, since: Instant): Promise<LateOrder[]> {
  return db.rows(
    `select a.id as api, a.participant, (o.payload ->> 'decision')::int as decision, o.created_at as since, o.tries,
       o.given_up_at, o.error
     from outbox o join api a on a.id = o.payload ->> 'api'
     where o.carrier = $1 and o.delivered_at is null and o.superseded_at is null
       and (o.given_up_at is not null or (o.error is not null and o.created_at < $2))`,
    [carrier, since],
  )
}

/** How the newest control of each system and set of scripts since an instant ended. */
export async function lastControls(
  db: Queryable,
  since: Instant,
): Promise<{ system: SystemId; result: ControlResult; at: Instant; trouble: readonly TestTrouble[] }[]> {
  return db.rows(
    `select distinct on (system, scripts) system, result, ended_at as at, trouble from control_round
     where system is not null and ended_at > $1 order by system, scripts, ended_at desc`,
    [since],
  )
}

/** Workers that ended without a word between two instants, and that none on their machine has taken the place of. */
export async function lostWorkers(
  db: Queryable,
  from: Instant,
  until: Instant,
): Promise<{ id: string; host: string; seen_at: Instant }[]> {
  return db.rows(
    `select w.id, w.host, w.seen_at from worker w where w.stopped_at is null and w.seen_at > $1 and w.seen_at < $2
       and not exists (select 1 from worker heir where heir.host = w.host and heir.started_at > w.seen_at)`,
    [from, until],
  )
}

/** APIs whose slot came before an instant and was not looked at. */
export async function overdueApis(db: Queryable, before: Instant): Promise<{ apis: number; since: Instant | null }> {
  const row = await db.row<{ apis: number; since: Instant | null }>(
    `select count(*) as apis, min(a.next_at) as since from api a
     where a.next_at < $1 and a.tests is not null and ${probed}`,
    [before],
  )
  return row ?? { apis: 0, since: null }
}

/** How many rounds since an instant took place, and how many did not for one of these reasons. */
export async function missedSince(
  db: Queryable,
  since: Instant,
  reasons: readonly MissedReason[],
): Promise<{ done: number; missed: number }> {
  const row = await db.row<{ done: number; missed: number }>(
    `select (select count(*) from round where state = 'done' and ended_at > $1) as done,
       (select coalesce(sum(slots), 0) from round where state = 'missed' and ended_at > $1 and missed = any($2)) as missed`,
    [since, reasons],
  )
  return row ?? { done: 0, missed: 0 }
}

/** Somebody whom messages of alerts do not reach, and who got none later. */
export interface Unreached {
  readonly receiver: string
  readonly since: Instant
  readonly error: string | null
}

/** Messages that are late since `late`, or were given up after `givenUp`. */
export async function unreachedReceivers(db: Queryable, late: Instant, givenUp: Instant): Promise<Unreached[]> {
  return db.rows(
    `select m.receiver, min(o.created_at) as since, max(o.error) as error
     from outbox o join alert_message m on m.parcel = o.key
     where o.delivered_at is null and o.superseded_at is null
       and (o.given_up_at > $2 or (o.given_up_at is null and o.error is not null and o.created_at < $1))
       and not exists (
         select 1 from alert_message n join outbox got on got.key = n.parcel
         where n.receiver = m.receiver and n.address = m.address and got.delivered_at > coalesce(o.given_up_at, o.created_at))
     group by m.receiver`,
    [late, givenUp],
  )
}
