import type { Instant } from '../base/clock.js'
import type { Queryable } from './database.js'
import { decided } from './evidence-rows.js'

/** Removes rounds of before an instant, but for those that a decision rests on and those whose record is kept; answers how many. */
export async function removeRounds(db: Queryable, before: Instant, limit: number): Promise<number> {
  return db.run(
    `delete from round where id in (
       select r.id from round r where r.state in ('done', 'missed') and r.ended_at < $1
         and not exists (select 1 from evidence e where e.run = r.run) and not ${decided('r')}
       limit $2)`,
    [before, limit],
  )
}

/** The same of controls that no round has beside it. */
export async function removeControls(db: Queryable, before: Instant, limit: number): Promise<number> {
  return db.run(
    `delete from control_round where id in (
       select c.id from control_round c where c.ended_at < $1 and not exists (select 1 from evidence e where e.run = c.run)
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
  /** Of both; null where none is set. */
  readonly budget: number | null
  readonly free: number
  readonly total: number
  /** Somebody has to act. */
  readonly tight: boolean
}

/** Bytes of the database without the records of runs. */
export async function databaseBytes(db: Queryable): Promise<number> {
  const row = await db.row<{ bytes: number }>(
    `select pg_database_size(current_database()) - pg_total_relation_size('evidence') as bytes`,
  )
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
