import { later, type Instant } from '../base/clock.js'
import type { ApiId, ApiRecord, ParticipantId } from '../model/registry.js'
import { excusingWorks, type WorksKind } from '../model/round.js'
import type { Span, WorksId, WorksNotice, WorksPhase, WorksRules } from '../model/works.js'
import { json, type Queryable } from './database.js'
import { locks } from './locks.js'

/** Works as they were announced. */
export interface WorksRow {
  readonly id: WorksId
  /** The operator's own where there is none. */
  readonly participant: ParticipantId | null
  /** All of the participant's where there is none. */
  readonly api: ApiId | null
  readonly kind: WorksKind
  readonly notice: WorksNotice
  readonly announced_at: Instant
  readonly starts_at: Instant
  /** When the service is back. */
  readonly ends_at: Instant
  /** As it was announced; they may be over earlier. */
  readonly announced_end: Instant
  /** The API is in limited mode meanwhile. */
  readonly limited: boolean
  readonly note: string
  readonly cancelled_at: Instant | null
  readonly phase: WorksPhase
}

/** SQL: works `w` go on at an instant. */
export const worksRunAt = (at: string): string =>
  `w.cancelled_at is null and w.starts_at <= ${at} and w.ends_at > ${at}`
/** SQL: works `w` touch an API `a`. */
export const worksTouch = '(w.participant is null or w.participant = a.participant) and (w.api is null or w.api = a.id)'

/** What is recorded of works that overlap: the kind that excuses most. */
export const worksKinds: readonly WorksKind[] = [...excusingWorks, 'late', 'unplanned']

/** Works that touched an API in a time that includes its end. */
export async function worksWithin(
  db: Queryable,
  api: Pick<ApiRecord, 'id' | 'participant'>,
  from: Instant,
  until: Instant,
): Promise<WorksKind | undefined> {
  const rows = await db.rows<{ kind: WorksKind }>(
    `select w.kind from works w where w.cancelled_at is null and w.starts_at <= $4 and w.ends_at > $3
       and (w.participant is null or w.participant = $2) and (w.api is null or w.api = $1)`,
    [api.id, api.participant, from, until],
  )
  return worksKinds.find((kind) => rows.some((row) => row.kind === kind))
}

const columns = `w.id, w.participant, w.api, w.kind, w.notice, w.announced_at, w.starts_at, w.ends_at, w.announced_end, w.limited,
  w.note, w.cancelled_at, w.phase`

/** One notice at a time: what is counted over all of them still holds when this one is entered. */
export async function lockAnnouncements(tx: Queryable): Promise<void> {
  await tx.run('select pg_advisory_xact_lock($1)', [locks.announcements])
}

/** Enters works; answers them. */
export async function addWorks(
  db: Queryable,
  w: Omit<WorksRow, 'id' | 'announced_end' | 'cancelled_at' | 'phase'>,
): Promise<WorksRow> {
  const row = await db.row<WorksRow>(
    `insert into works as w (participant, api, kind, notice, announced_at, starts_at, ends_at, announced_end, limited, note)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) returning ${columns}`,
    [w.participant, w.api, w.kind, w.notice, w.announced_at, w.starts_at, w.ends_at, w.limited, w.note],
  )
  if (!row) throw new Error('a row that is entered is answered')
  return row
}

/**
 * A notice that says the same and still stands: somebody pressed twice. What cannot wait begins when it is told of, so that its
 * beginning is not compared.
 */
export async function sameNotice(
  db: Queryable,
  w: Pick<WorksRow, 'participant' | 'api' | 'notice' | 'starts_at' | 'ends_at' | 'limited' | 'note'>,
): Promise<WorksRow | undefined> {
  return db.row(
    `select ${columns} from works w where w.cancelled_at is null and w.ends_at = w.announced_end and w.ends_at = $5
       and w.participant is not distinct from $1 and w.api is not distinct from $2 and w.limited = $6 and w.note = $7
       and (w.notice = 'at-once') = ($3 = 'at-once') and (w.notice = 'at-once' or w.starts_at = $4)`,
    [w.participant, w.api, w.notice, w.starts_at, w.ends_at, w.limited, w.note],
  )
}

export async function works(db: Queryable, id: WorksId): Promise<WorksRow | undefined> {
  return db.row(`select ${columns} from works w where id = $1`, [id])
}

/** Works, kept from others until the transaction ends; undefined where there are none, or somebody else has them and is not waited for. */
export async function lockWorks(
  tx: Queryable,
  id: WorksId,
  wait: 'wait' | 'skip' = 'wait',
): Promise<WorksRow | undefined> {
  return tx.row(`select ${columns} from works w where id = $1 for update ${wait === 'skip' ? 'skip locked' : ''}`, [id])
}

/** They will not take place. */
export async function cancelWorks(db: Queryable, id: WorksId, now: Instant): Promise<void> {
  await db.run('update works set cancelled_at = $2 where id = $1', [id, now])
}

/** They are over earlier than announced. */
export async function endWorks(db: Queryable, id: WorksId, now: Instant): Promise<void> {
  await db.run('update works set ends_at = $2 where id = $1', [id, now])
}

/** How far they were carried out. */
export async function setWorksPhase(db: Queryable, id: WorksId, phase: WorksPhase): Promise<void> {
  await db.run('update works set phase = $2 where id = $1', [id, phase])
}

/** Works whose phase may be another one by now; a clock that was set back by more than `wobbleMs` leads back. */
export async function worksToMove(db: Queryable, now: Instant, wobbleMs: number): Promise<WorksId[]> {
  const back = later(now, wobbleMs)
  const rows = await db.rows<{ id: WorksId }>(
    `select id from works where cancelled_at is null and (
       (phase = 'coming' and starts_at <= $1) or (phase = 'running' and (ends_at <= $1 or starts_at > $2))
       or (phase = 'over' and ends_at > $2)) order by starts_at, id`,
    [now, back],
  )
  return rows.map(({ id }) => id)
}

/** The APIs that works touch, in the order of their ids. */
export async function apisUnder(
  db: Queryable,
  { participant, api }: Pick<WorksRow, 'participant' | 'api'>,
): Promise<ApiId[]> {
  const rows = await db.rows<{ id: ApiId }>(
    `select id from api where ($1::text is null or participant = $1) and ($2::text is null or id = $2) order by id`,
    [participant, api],
  )
  return rows.map(({ id }) => id)
}

/** True where other works have an API in limited mode at an instant. */
export async function limitedByOthers(db: Queryable, api: ApiId, except: WorksId, at: Instant): Promise<boolean> {
  const row = await db.row(
    `select 1 from works w join api a on a.id = $1 where w.limited and w.id <> $2 and ${worksRunAt('$3')} and ${worksTouch} limit 1`,
    [api, except, at],
  )
  return row !== undefined
}

/** The operator's own planned works in a time, for the sum of a year. */
export async function ownPlannedWorks(db: Queryable, { startsAt, endsAt }: Span): Promise<Span[]> {
  const rows = await db.rows<{ starts_at: Instant; ends_at: Instant }>(
    `select starts_at, ends_at from works where kind = 'operator' and notice <> 'at-once' and cancelled_at is null
       and starts_at < $2 and ends_at > $1 order by starts_at`,
    [startsAt, endsAt],
  )
  return rows.map(({ starts_at, ends_at }) => ({ startsAt: starts_at, endsAt: ends_at }))
}

/** Of whom works are asked for: a participant's and the operator's, or those that touch an API; all where nothing is given. */
export interface WorksFilter {
  readonly participant?: ParticipantId
  readonly api?: ApiId
}

const filtered = `($2::text is null or w.participant is null or w.participant = $2)
  and ($3::text is null or exists (select 1 from api a where a.id = $3 and ${worksTouch}))`

/** Works that go on or will, the next first. */
export async function worksAhead(
  db: Queryable,
  now: Instant,
  { participant, api }: WorksFilter = {},
): Promise<WorksRow[]> {
  return db.rows(
    `select ${columns} from works w where w.cancelled_at is null and w.ends_at > $1 and ${filtered} order by w.starts_at, w.id`,
    [now, participant ?? null, api ?? null],
  )
}

/** Works that are over or were cancelled, the last first. */
export async function worksPast(
  db: Queryable,
  now: Instant,
  limit: number,
  { participant, api }: WorksFilter = {},
): Promise<WorksRow[]> {
  return db.rows(
    `select ${columns} from works w where (w.cancelled_at is not null or w.ends_at <= $1) and ${filtered}
     order by w.starts_at desc, w.id desc limit $4`,
    [now, participant ?? null, api ?? null, limit],
  )
}

/** What is asked of works; undefined where nobody has set it. */
export async function worksRules(db: Queryable): Promise<WorksRules | undefined> {
  const row = await db.row<{ rules: WorksRules }>('select rules from works_rules')
  return row?.rules
}

/** Sets what is asked of works from now on. */
export async function keepWorksRules(db: Queryable, rules: WorksRules, now: Instant): Promise<void> {
  await db.run(
    `insert into works_rules (rules, since) values ($1, $2)
     on conflict (the_one) do update set rules = $1, since = case when works_rules.rules = $1 then works_rules.since else $2 end`,
    [json(rules), now],
  )
}
