import { later, type Instant } from '../base/clock.js'
import type { Problem } from '../base/problem.js'
import type { ApiId, ParticipantId } from '../model/registry.js'
import {
  longestRoundMs,
  type Availability,
  type Conformance,
  type ControlResult,
  type MissedReason,
  type RoundFact,
  type RoundId,
  type RoundResult,
  type TestTrouble,
  type Trigger,
  type WorksKind,
} from '../model/round.js'
import { json, type Queryable } from './database.js'

/** A round that a worker holds: `takeovers` tells it from one that was taken from it meanwhile. */
export interface HeldRound {
  readonly id: RoundId
  readonly api: ApiId
  readonly dueAt: Instant
  readonly trigger: Trigger
  readonly takeovers: number
}

/** Milliseconds between rounds of the API $1, as its budget and tests are now (as `intervalMs` of the schedule). */
const intervalNow = '(select 86400000 / nullif(budget / nullif(tests, 0), 0) from api where id = $1)'

/** Enters a round that is to be carried out; undefined where another one of the API is open or fills that slot. */
export async function openRound(
  db: Queryable,
  { api, dueAt, trigger }: { readonly api: ApiId; readonly dueAt: Instant; readonly trigger: Trigger },
): Promise<RoundId | undefined> {
  const row = await db.row<{ id: number }>(
    `insert into round (api, due_at, trigger, state, interval_ms) values ($1, $2, $3, 'due', ${intervalNow})
     on conflict do nothing returning id`,
    [api, dueAt, trigger],
  )
  return row?.id
}

/** Records slots that went by; false where they are filled already. */
export async function missRound(
  db: Queryable,
  m: {
    readonly api: ApiId
    readonly dueAt: Instant
    readonly why: MissedReason
    readonly slots: number
    readonly now: Instant
  },
): Promise<boolean> {
  const done = await db.run(
    `insert into round (api, due_at, slots, trigger, state, missed, ended_at, interval_ms)
     values ($1, $2, $3, 'scheduled', 'missed', $4, $5, ${intervalNow}) on conflict do nothing`,
    [m.api, m.dueAt, m.slots, m.why, m.now],
  )
  return done === 1
}

/** A worker takes a round; undefined where it was taken or is past already. */
export async function claimRound(
  db: Queryable,
  id: RoundId,
  { worker, now, leaseUntil }: { readonly worker: string; readonly now: Instant; readonly leaseUntil: Instant },
): Promise<HeldRound | undefined> {
  const row = await db.row<{ id: number; api: string; due_at: Instant; trigger: Trigger; takeovers: number }>(
    `update round set state = 'running', worker = $2, started_at = $3, lease_until = $4
     where id = $1 and state = 'due' returning id, api, due_at, trigger, takeovers`,
    [id, worker, now, leaseUntil],
  )
  if (!row) return undefined
  const { due_at: dueAt, ...rest } = row
  return { ...rest, dueAt }
}

/** What a worker holds is held on to; answers which of it was not taken from it meanwhile. */
export async function extendLeases(
  db: Queryable,
  worker: string,
  held: readonly HeldRound[],
  leaseUntil: Instant,
): Promise<ReadonlySet<RoundId>> {
  if (held.length === 0) return new Set()
  const rows = await db.rows<{ id: number }>(
    `update round r set lease_until = $2 from unnest($3::bigint[], $4::int[]) as held (id, takeovers)
     where r.id = held.id and r.takeovers = held.takeovers and r.worker = $1 and r.state = 'running' returning r.id`,
    [worker, leaseUntil, held.map(({ id }) => id), held.map(({ takeovers }) => takeovers)],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Records what a round found, once: false where it was taken from this worker meanwhile. */
export async function finishRound(
  db: Queryable,
  { id, takeovers }: HeldRound,
  worker: string,
  result: RoundResult,
  beside: {
    readonly control: ControlResult
    readonly controlRound?: number
    readonly works?: WorksKind
    /** When it really began, if the clock was moved meanwhile. */
    readonly startedAt: Instant
    readonly now: Instant
  },
): Promise<boolean> {
  const done = await db.run(
    `update round set state = 'done', started_at = $16, ended_at = $4, run = $5, conformance = $6, availability = $7, tests = $8, passed = $9,
       unanswered = $10, times = $11, trouble = $12, control = $13, control_round = $14, works = $15, lease_until = null
     where id = $1 and worker = $2 and takeovers = $3 and state = 'running'`,
    [
      id,
      worker,
      takeovers,
      beside.now,
      result.run,
      result.conformance,
      result.availability,
      result.tests,
      result.passed,
      result.unanswered,
      result.times.map(Math.round),
      json(result.trouble),
      beside.control,
      beside.controlRound ?? null,
      beside.works ?? null,
      beside.startedAt,
    ],
  )
  return done === 1
}

/** A round that could not be carried out after all, and what has to be mended: false where it was taken from this worker meanwhile. */
export async function giveUpRound(
  db: Queryable,
  { id, takeovers }: HeldRound,
  worker: string,
  { why, problems, now }: { readonly why: MissedReason; readonly problems?: readonly Problem[]; readonly now: Instant },
): Promise<boolean> {
  const done = await db.run(
    `update round set state = 'missed', missed = $4, ended_at = $5, problem = $6, lease_until = null
     where id = $1 and worker = $2 and takeovers = $3 and state = 'running'`,
    [id, worker, takeovers, why, now, problems ? json(problems) : null],
  )
  return done === 1
}

/** A round that a worker has. */
export interface RunningRound {
  readonly id: RoundId
  readonly worker: string
  readonly takeovers: number
  /** Written anew as long as its worker holds on to it. */
  readonly lease: Instant
}

/** Rounds under way. */
export async function runningRounds(db: Queryable): Promise<RunningRound[]> {
  return db.rows(`select id, worker, takeovers, lease_until as lease from round where state = 'running' order by id`)
}

/** Gives a round to whoever takes it next; false where this worker no longer holds it. */
export async function releaseRound(
  db: Queryable,
  { id, worker, takeovers }: Pick<RunningRound, 'id' | 'worker' | 'takeovers'>,
): Promise<boolean> {
  const done = await db.run(
    `update round set state = 'due', takeovers = takeovers + 1, worker = null, lease_until = null, started_at = null
     where id = $1 and state = 'running' and worker = $2 and takeovers = $3`,
    [id, worker, takeovers],
  )
  return done === 1
}

/** A round that nobody took is past; false where somebody took it meanwhile. */
export async function expireRound(db: Queryable, id: RoundId, why: MissedReason, now: Instant): Promise<boolean> {
  const done = await db.run(
    `update round set state = 'missed', missed = $2, ended_at = $3 where id = $1 and state = 'due'`,
    [id, why, now],
  )
  return done === 1
}

/** A round that waits for a worker, with the rhythm of its API. */
export interface WaitingRound {
  readonly id: RoundId
  readonly api: ApiId
  readonly dueAt: Instant
  readonly trigger: Trigger
  readonly takeovers: number
  readonly number: number
  readonly budget: number
  readonly tests: number
}

/** Rounds that wait for a worker, the oldest first. */
export async function waitingRounds(db: Queryable): Promise<WaitingRound[]> {
  return db.rows(
    `select r.id, r.api, r.due_at as "dueAt", r.trigger, r.takeovers, a.number, a.budget, coalesce(a.tests, 0) as tests
     from round r join api a on a.id = r.api where r.state = 'due' order by r.due_at`,
  )
}

interface FactRow {
  readonly id: number
  readonly api: string
  readonly participant: string
  readonly at: Instant
  readonly ended_at: Instant
  readonly conformance: Conformance
  readonly availability: Availability
  readonly control: ControlResult
  readonly worker: string
  readonly works: WorksKind | null
}

const factOf = ({ ended_at, works, ...row }: FactRow): RoundFact => ({
  ...row,
  endedAt: ended_at,
  ...(works === null ? {} : { works }),
})

const factQuery = `select r.id, r.api, a.participant, r.started_at as at, r.ended_at, r.conformance, r.availability, r.control,
    coalesce(w.host, r.worker) as worker, r.works
  from round r join api a on a.id = r.api left join worker w on w.id = r.worker where r.state = 'done'`

/** The last finished rounds of an API since an instant, oldest first. */
export async function factsOf(db: Queryable, api: ApiId, since: Instant, limit: number): Promise<RoundFact[]> {
  const rows = await db.rows<FactRow>(
    `${factQuery} and r.api = $1 and r.ended_at > $2 order by r.ended_at desc, r.id desc limit $3`,
    [api, since, limit],
  )
  return rows.map(factOf).reverse()
}

/**
 * Finished rounds of all APIs since an instant, and up to another where one is given, in the order in which they ended, a handful
 * at a time: they may be millions.
 */
export async function* factsSince(
  db: Queryable,
  since: Instant,
  { until = 'infinity', handful = 5000 }: { readonly until?: Instant; readonly handful?: number } = {},
): AsyncGenerator<RoundFact, void> {
  let [endedAt, id] = [since, 0]
  for (;;) {
    const rows = await db.rows<FactRow>(
      `${factQuery} and (r.ended_at, r.id) > ($1, $2) and r.ended_at < $4 order by r.ended_at, r.id limit $3`,
      [endedAt, id, handful, until],
    )
    for (const row of rows) yield factOf(row)
    const last = rows.at(-1)
    if (!last || rows.length < handful) return
    endedAt = last.ended_at
    id = last.id
  }
}

/** Finished rounds of all APIs that began in a time, in the order in which they ended. */
export async function factsBetween(db: Queryable, from: Instant, until: Instant): Promise<RoundFact[]> {
  const endedBy = later(until, longestRoundMs)
  const rows = await db.rows<FactRow>(
    `${factQuery} and r.ended_at between $1 and $3 and r.started_at <= $2 order by r.ended_at, r.id`,
    [from, until, endedBy],
  )
  return rows.map(factOf)
}

/** A round as the page of an API shows it. */
export interface RoundRow {
  readonly id: RoundId
  readonly due_at: Instant
  readonly slots: number
  readonly trigger: Trigger
  readonly state: 'due' | 'running' | 'done' | 'missed'
  readonly missed: MissedReason | null
  readonly takeovers: number
  readonly worker: string | null
  readonly started_at: Instant | null
  readonly ended_at: Instant | null
  readonly run: string | null
  readonly conformance: Conformance | null
  readonly availability: Availability | null
  readonly tests: number | null
  readonly passed: number | null
  readonly unanswered: number | null
  readonly times: readonly number[] | null
  readonly trouble: readonly TestTrouble[] | null
  readonly control: ControlResult | null
  /** The run of that control. */
  readonly control_run: string | null
  readonly works: WorksKind | null
  /** What kept it from being carried out. */
  readonly problem: readonly Problem[] | null
}

const roundColumns = `id, due_at, slots, trigger, state, missed, takeovers, worker, started_at, ended_at, run, conformance,
  availability, tests, passed, unanswered, times, trouble, control, (select c.run from control_round c where c.id = control_round) as control_run, works, problem`

/** The last rounds of an API, newest first; those that were due before an instant where one is given. */
export async function lastRounds(db: Queryable, api: ApiId, limit: number, before?: Instant): Promise<RoundRow[]> {
  return db.rows(
    `select ${roundColumns} from round where api = $1 and ($3::timestamptz is null or due_at < $3)
     order by due_at desc limit $2`,
    [api, limit, before ?? null],
  )
}

/** Rounds by their ids, oldest first. */
export async function roundsById(db: Queryable, ids: readonly RoundId[]): Promise<RoundRow[]> {
  return db.rows(`select ${roundColumns} from round where id = any($1::bigint[]) order by due_at`, [ids])
}

/** Which API and participant a run belongs to; undefined for runs that are no rounds. */
export async function ownerOfRun(
  db: Queryable,
  run: string,
): Promise<{ readonly api: ApiId; readonly participant: ParticipantId } | undefined> {
  return db.row(`select r.api, a.participant from round r join api a on a.id = r.api where r.run = $1`, [run])
}
