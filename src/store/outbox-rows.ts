import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import { json, type Queryable } from './database.js'

/** Something that goes to others. */
export interface Parcel {
  readonly id: number
  readonly carrier: string
  readonly key: string
  readonly payload: Json
  readonly tries: number
  readonly createdAt: Instant
}

/**
 * Puts something into the outbox; what has been put in under the same key stays the only one. What has not arrived yet about
 * the same subject is sent no more: this says it all.
 */
export async function post(
  db: Queryable,
  p: {
    readonly carrier: string
    readonly key: string
    readonly subject?: string
    readonly payload: object
    readonly now: Instant
  },
): Promise<void> {
  const row = await db.row<{ id: number }>(
    `insert into outbox (carrier, key, subject, payload, created_at, next_try_at) values ($1, $2, $3, $4, $5, $5)
     on conflict (key) do nothing returning id`,
    [p.carrier, p.key, p.subject ?? null, json(p.payload), p.now],
  )
  if (!row || p.subject === undefined) return
  await db.run(
    `update outbox set superseded_at = $3
     where subject = $1 and id < $2 and delivered_at is null and superseded_at is null`,
    [p.subject, row.id, p.now],
  )
}

/** What may be tried of one carrier's parcels at a time. */
export interface Lane {
  readonly carrier: string
  /** How many. */
  readonly room: number
  /** Each is kept from others until then. */
  readonly until: Instant
}

/**
 * What is to be tried now, oldest first in each lane. A parcel waits while an older one about the same subject is being tried:
 * it may arrive yet, and must not arrive behind it.
 */
export async function takeParcels(db: Queryable, now: Instant, lanes: readonly Lane[]): Promise<Parcel[]> {
  if (lanes.length === 0) return []
  return db.rows(
    // Those that are being tried are few: compared with every one that waits, ten thousand of them would take minutes.
    `with lane as (select * from unnest($2::text[], $3::int[], $4::timestamptz[]) as lane (carrier, room, until)),
     trying as materialized (select id, subject from outbox where trying_until > $1 and delivered_at is null),
     next as (
       select waiting.id, lane.until from lane cross join lateral (
         select o.id from outbox o
         where o.carrier = lane.carrier and o.delivered_at is null and o.given_up_at is null and o.superseded_at is null
           and o.next_try_at <= $1 and not exists (
             select 1 from trying where trying.subject = o.subject and trying.id < o.id)
         order by o.id limit lane.room for update skip locked) waiting)
     update outbox o set next_try_at = next.until, trying_until = next.until, tries = tries + 1
     from next where o.id = next.id
     returning o.id, o.carrier, o.key, o.payload, o.tries, o.created_at as "createdAt"`,
    [now, lanes.map(({ carrier }) => carrier), lanes.map(({ room }) => room), lanes.map(({ until }) => until)],
  )
}

/** How a parcel fares: who wants to know whether something has arrived. */
export interface ParcelState {
  readonly key: string
  readonly tries: number
  readonly delivered_at: Instant | null
  readonly given_up_at: Instant | null
  /** A newer one took its place. */
  readonly superseded_at: Instant | null
  readonly error: string | null
}

/** Those of the keys that are there. */
export async function parcelStates(db: Queryable, keys: readonly string[]): Promise<ParcelState[]> {
  return db.rows(
    'select key, tries, delivered_at, given_up_at, superseded_at, error from outbox where key = any($1) order by id',
    [keys],
  )
}

/** It has arrived. */
export async function delivered(db: Queryable, id: number, now: Instant): Promise<void> {
  await db.run('update outbox set delivered_at = $2, trying_until = null, error = null where id = $1', [id, now])
}

/** It was not taken; `again` is when to try once more, or never. */
export async function notDelivered(
  db: Queryable,
  id: number,
  error: string,
  again: Instant | undefined,
  now: Instant,
): Promise<void> {
  await db.run(
    `update outbox set error = $2, trying_until = null, next_try_at = coalesce($3, next_try_at),
       given_up_at = case when $3::timestamptz is null then $4::timestamptz end where id = $1`,
    [id, error, again ?? null, now],
  )
}

/** What was given up is tried again, with all the time that a new one has; false where it is under way, or replaced. */
export async function sendAgain(db: Queryable, key: string, now: Instant): Promise<boolean> {
  const done = await db.run(
    `update outbox set given_up_at = null, next_try_at = $2, tries = 0, created_at = $2
     where key = $1 and given_up_at is not null and delivered_at is null and superseded_at is null`,
    [key, now],
  )
  return done === 1
}
