import type { Instant } from '../base/clock.js'
import type { RoundId } from '../model/round.js'
import type { Queryable } from './database.js'

/** Until when exchanges are kept: those of rounds that ended before are removed, by what the rounds found. */
export interface EvidenceLimits {
  readonly good: Instant
  readonly bad: Instant
  /** Of rounds that a decision rests on, where the API is published. */
  readonly decisions: Instant
}

/** A run whose exchanges are past their time. */
export interface OldRun {
  readonly of: 'round' | 'control_round'
  readonly id: RoundId
  readonly run: string
  readonly ended_at: Instant
  /** The machine that has it; null where that is no longer known. */
  readonly host: string | null
}

const decided = (round: string): string =>
  `exists (select 1 from decision d where d.api = ${round}.api and ${round}.id = any(d.rounds))`

/** Runs of rounds that are past their time, the oldest first, after those that were looked at. */
export async function oldRounds(
  db: Queryable,
  { good, bad, decisions }: EvidenceLimits,
  after: Pick<OldRun, 'ended_at' | 'id'> | undefined,
  limit: number,
): Promise<OldRun[]> {
  return db.rows(
    `select 'round' as of, r.id, r.run, r.ended_at, w.host
     from round r join api a on a.id = r.api left join worker w on w.id = r.worker
     where r.run is not null and r.evidence_removed_at is null and r.state = 'done'
       and r.ended_at < greatest($1::timestamptz, $2, $3) and (r.ended_at, r.id) > ($4, $5)
       and r.ended_at < case
         when ${decided('r')} then case when a.state in ('limited', 'unpublished') then '-infinity' else $3 end
         when r.conformance = 'conforms' and r.availability = 'up' then $1 else $2 end
     order by r.ended_at, r.id limit $6`,
    [good, bad, decisions, after?.ended_at ?? '-infinity', after?.id ?? 0, limit],
  )
}

/** The same of controls: kept as long as what stands beside them. */
export async function oldControls(
  db: Queryable,
  { good, bad }: EvidenceLimits,
  after: Pick<OldRun, 'ended_at' | 'id'> | undefined,
  limit: number,
): Promise<OldRun[]> {
  return db.rows(
    `select 'control_round' as of, c.id, c.run, c.ended_at, w.host
     from control_round c left join worker w on w.id = c.worker
     where c.run is not null and c.evidence_removed_at is null
       and c.ended_at < greatest($1::timestamptz, $2) and (c.ended_at, c.id) > ($3, $4)
       and c.ended_at < case when c.result = 'good' then $1 else $2 end
       and not exists (select 1 from round r where r.control_round = c.id and r.run is not null
         and r.evidence_removed_at is null and (r.conformance <> 'conforms' or r.availability <> 'up'))
     order by c.ended_at, c.id limit $5`,
    [good, bad, after?.ended_at ?? '-infinity', after?.id ?? 0, limit],
  )
}

/** The exchanges of a run are gone. */
export async function evidenceRemoved(
  db: Queryable,
  { of, id }: Pick<OldRun, 'of' | 'id'>,
  now: Instant,
): Promise<void> {
  await db.run(`update ${of} set evidence_removed_at = $2 where id = $1`, [id, now])
}

/** Of the runs, those that no round and no control has. */
export async function strayRuns(db: Queryable, runs: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ run: string }>(
    `select run from unnest($1::text[]) run
     where not exists (select 1 from round r where r.run = run.run)
       and not exists (select 1 from control_round c where c.run = run.run)`,
    [runs],
  )
  return rows.map(({ run }) => run)
}

/** Removes rounds of before an instant, but for those that a decision rests on and those whose exchanges are there; answers how many. */
export async function removeRounds(db: Queryable, before: Instant, limit: number): Promise<number> {
  return db.run(
    `delete from round where id in (
       select r.id from round r where r.state in ('done', 'missed') and r.ended_at < $1
         and (r.run is null or r.evidence_removed_at is not null) and not ${decided('r')}
       limit $2)`,
    [before, limit],
  )
}

/** The same of controls that no round has beside it. */
export async function removeControls(db: Queryable, before: Instant, limit: number): Promise<number> {
  return db.run(
    `delete from control_round where id in (
       select c.id from control_round c where c.ended_at < $1 and (c.run is null or c.evidence_removed_at is not null)
         and not exists (select 1 from round r where r.control_round = c.id)
       limit $2)`,
    [before, limit],
  )
}

/** Removes counts of hours before an instant; answers how many. */
export async function removeHours(db: Queryable, before: Instant, limit: number): Promise<number> {
  return db.run('delete from api_hour where (api, hour) in (select api, hour from api_hour where hour < $1 limit $2)', [
    before,
    limit,
  ])
}

/** How full the disk of a machine is, as it was last looked at; bytes. */
export interface DiskUse {
  readonly host: string
  readonly at: Instant
  readonly evidence: number
  readonly database: number
  /** Of exchanges and database; null where none is set. */
  readonly budget: number | null
  readonly free: number
  readonly total: number
  /** Somebody has to act. */
  readonly tight: boolean
}

export async function databaseBytes(db: Queryable): Promise<number> {
  const row = await db.row<{ bytes: number }>('select pg_database_size(current_database()) as bytes')
  return row?.bytes ?? 0
}

export async function saveDiskUse(db: Queryable, d: DiskUse): Promise<void> {
  await db.run(
    `insert into disk_use (host, at, evidence, database, budget, free, total, tight) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (host) do update set at = $2, evidence = $3, database = $4, budget = $5, free = $6, total = $7, tight = $8`,
    [d.host, d.at, d.evidence, d.database, d.budget, d.free, d.total, d.tight],
  )
}

/** Machines that were looked at since an instant. */
export async function diskUses(db: Queryable, since: Instant): Promise<DiskUse[]> {
  return db.rows(
    'select host, at, evidence, database, budget, free, total, tight from disk_use where at >= $1 order by host',
    [since],
  )
}
