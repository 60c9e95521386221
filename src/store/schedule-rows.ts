import type { Instant } from '../base/clock.js'
import type { Problem } from '../base/problem.js'
import type { ApiId, ParticipantId } from '../model/registry.js'
import { excusingWorks } from '../model/round.js'
import { json, type Queryable } from './database.js'
import { worksRunAt, worksTouch } from './works-rows.js'

/** An API whose slot has come. */
export interface DueRow {
  readonly id: ApiId
  readonly number: number
  readonly participant: ParticipantId
  readonly budget: number
  readonly tests: number
  readonly next_at: Instant
  readonly not_before: Instant | null
  readonly open: boolean
  /** It has had no round yet. */
  readonly first: boolean
  /** Works that were announced in time, or the operator's own, are going on. */
  readonly works: boolean
}

/** Those that are probed: published once, and of a participant that is not blocked. */
const probed = `a.budget > 0 and a.state <> 'draft' and exists (
  select 1 from participant p where p.id = a.participant and not p.blocked)`

const worksNow = `exists (
  select 1 from works w where w.kind = any($2) and ${worksRunAt('$1')} and ${worksTouch})`

/** APIs whose slot has come, longest due first. */
export async function dueApis(db: Queryable, now: Instant): Promise<DueRow[]> {
  return db.rows(
    `select a.id, a.number, a.participant, a.budget, a.tests, a.next_at, a.not_before,
       exists (select 1 from round r where r.api = a.id and r.state in ('due', 'running')) as open,
       not exists (select 1 from round r where r.api = a.id) as first,
       ${worksNow} as works
     from api a where a.next_at <= $1 and a.tests is not null and ${probed} order by a.next_at for update of a skip locked`,
    [now, excusingWorks],
  )
}

/** An API of which it is not known when it is due, or how many tests it has. */
export interface UnplannedRow {
  readonly id: ApiId
  readonly number: number
  readonly budget: number
  readonly tests: number | null
  readonly first: boolean
}

/** At most so many of them, in the order of their registration. */
export async function unplannedApis(db: Queryable, limit: number): Promise<UnplannedRow[]> {
  return db.rows(
    `select a.id, a.number, a.budget, a.tests, not exists (select 1 from round r where r.api = a.id) as first
     from api a where a.next_at is null and a.problem is null and ${probed} order by a.number limit $1`,
    [limit],
  )
}

/** When an API is due that was not planned yet. */
export async function planNext(
  db: Queryable,
  api: ApiId,
  { tests, nextAt }: { readonly tests: number; readonly nextAt: Instant },
): Promise<void> {
  await db.run('update api set tests = $2, next_at = $3, problem = null where id = $1 and next_at is null', [
    api,
    tests,
    nextAt,
  ])
}

/** When the next round of an API is due; never where nothing is given. */
export async function setNext(db: Queryable, api: ApiId, nextAt: Instant | undefined): Promise<void> {
  await db.run('update api set next_at = $2 where id = $1', [api, nextAt ?? null])
}

/** How many tests a round of an API has. */
export async function setTests(db: Queryable, api: ApiId, tests: number): Promise<void> {
  await db.run('update api set tests = $2, problem = null where id = $1', [api, tests])
}

/** What keeps an API from being probed. */
export async function setProblem(db: Queryable, api: ApiId, problems: readonly Problem[], now: Instant): Promise<void> {
  await db.run('update api set problem = $2, next_at = null, updated_at = $3 where id = $1', [api, json(problems), now])
}

/**
 * What a clock wrote down that was ahead, since it has been set back: slots that lie further away than two intervals, or all of
 * them where it is known by how much it was; waits for as long; buckets that were filled in the future.
 */
export async function setBack(db: Queryable, now: Instant, byMs: number | undefined): Promise<void> {
  await db.run(
    `update api set next_at = null where next_at is not null and ($2::double precision is not null
       or (budget >= tests and tests > 0 and next_at > $1::timestamptz + make_interval(secs => 2 * 86400.0 / (budget / tests) + 60)))`,
    [now, byMs ?? null],
  )
  await db.run(
    `update api set not_before = least(not_before - make_interval(secs => $2), $1::timestamptz + interval '1 day')
     where not_before > $1 and ($2 > 0 or not_before > $1::timestamptz + interval '1 day')`,
    [now, (byMs ?? 0) / 1000],
  )
  await db.run('update bucket set at = $1 where at > $1', [now])
}

/** What an API's rounds are reckoned with; undefined where it is not known. */
export async function rhythmOf(
  db: Queryable,
  api: ApiId,
): Promise<{ readonly number: number; readonly budget: number; readonly tests: number } | undefined> {
  return db.row('select number, budget, coalesce(tests, 0) as tests from api where id = $1', [api])
}

/** The same of all APIs. */
export async function rhythms(
  db: Queryable,
): Promise<{ readonly id: ApiId; readonly number: number; readonly budget: number; readonly tests: number }[]> {
  return db.rows('select id, number, budget, coalesce(tests, 0) as tests from api')
}

/** APIs with a problem are tried again. */
export async function forgetProblems(db: Queryable): Promise<void> {
  await db.run('update api set problem = null where problem is not null')
}

/** An API is left alone until then. */
export async function setNotBefore(db: Queryable, api: ApiId, until: Instant): Promise<void> {
  await db.run('update api set not_before = $2 where id = $1', [api, until])
}

export async function buckets(
  db: Queryable,
  of: readonly ParticipantId[],
): Promise<{ participant: ParticipantId; tokens: number; at: Instant }[]> {
  return db.rows('select participant, tokens, at from bucket where participant = any($1)', [of])
}

export async function saveBucket(
  db: Queryable,
  b: { readonly participant: ParticipantId; readonly tokens: number; readonly at: Instant },
): Promise<void> {
  await db.run(
    `insert into bucket (participant, tokens, at) values ($1, $2, $3)
     on conflict (participant) do update set tokens = $2, at = $3`,
    [b.participant, b.tokens, b.at],
  )
}
