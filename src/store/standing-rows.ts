import type { Instant } from '../base/clock.js'
import type { PublicationState } from '../model/registry.js'
import type { Queryable } from './database.js'
import { locks } from './locks.js'

/** How everything stands at a moment, in a few numbers. */
export interface Standing {
  /** APIs by the state of their publication. */
  readonly publication: readonly { readonly state: PublicationState; readonly n: number }[]
  /** Parcels that wait in the outbox, and when the oldest was put in. */
  readonly parcels: number
  readonly oldest_parcel: Instant | null
  /** Rounds that wait for a worker, and when the oldest was due. */
  readonly waiting: number
  readonly oldest_due: Instant | null
  /** Proposals that wait for a second person. */
  readonly proposals: number
  readonly workers: number
  /** Some process, this one or another, opens rounds. */
  readonly scheduled: boolean
}

/** Reads it in one query; workers are those that were seen since an instant. */
export async function standing(db: Queryable, { seenSince }: { readonly seenSince: Instant }): Promise<Standing> {
  const row = await db.row<Standing>(
    `select
       (select coalesce(json_agg(p), '[]') from (select state, count(*)::int as n from api group by state) p) as publication,
       parcels.n as parcels, parcels.oldest as oldest_parcel, due.n as waiting, due.oldest as oldest_due,
       (select count(*) from decision where status = 'proposed') as proposals,
       (select count(*) from worker where stopped_at is null and seen_at >= $1) as workers,
       exists (select 1 from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = $2
         and database = (select oid from pg_database where datname = current_database())) as scheduled
     from (select count(*) as n, min(created_at) as oldest from outbox where delivered_at is null and given_up_at is null) parcels,
       (select count(*) as n, min(due_at) as oldest from round where state = 'due') due`,
    [seenSince, locks.scheduler],
  )
  if (!row) throw new Error('the database answered nothing')
  return row
}
