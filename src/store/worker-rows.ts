import type { Instant } from '../base/clock.js'
import type { ControlResult, TestTrouble } from '../model/round.js'
import type { SystemId } from '../model/system.js'
import { json, type Queryable } from './database.js'

/** A worker says that it is there. */
export async function workerSeen(
  db: Queryable,
  w: { readonly id: string; readonly host: string; readonly pid: number; readonly now: Instant },
): Promise<void> {
  await db.run(
    `insert into worker (id, host, pid, started_at, seen_at) values ($1, $2, $3, $4, $4)
     on conflict (id) do update set seen_at = $4`,
    [w.id, w.host, w.pid, w.now],
  )
}

export async function workerStopped(db: Queryable, id: string, now: Instant): Promise<void> {
  await db.run('update worker set stopped_at = $2 where id = $1', [id, now])
}

/** Workers that were seen since an instant. */
export async function workersSince(
  db: Queryable,
  since: Instant,
): Promise<{ id: string; host: string; pid: number; started_at: Instant; seen_at: Instant }[]> {
  return db.rows(
    'select id, host, pid, started_at, seen_at from worker where stopped_at is null and seen_at >= $1 order by id',
    [since],
  )
}

/** How the scripts fared against our own bank. */
export async function addControlRound(
  db: Queryable,
  c: {
    readonly worker: string
    readonly system: SystemId
    readonly scripts: string
    readonly startedAt: Instant
    readonly endedAt: Instant
    readonly result: ControlResult
    readonly run?: string
    readonly trouble: readonly TestTrouble[]
  },
): Promise<number> {
  const row = await db.row<{ id: number }>(
    `insert into control_round (worker, system, scripts, started_at, ended_at, result, run, trouble)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [c.worker, c.system, c.scripts, c.startedAt, c.endedAt, c.result, c.run ?? null, json(c.trouble)],
  )
  return row?.id ?? 0
}
