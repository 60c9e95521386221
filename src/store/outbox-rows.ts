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
}

/** Puts something into the outbox; what has been put in under the same key stays the only one. */
export async function post(
  db: Queryable,
  p: { readonly carrier: string; readonly key: string; readonly payload: object; readonly now: Instant },
): Promise<void> {
  await db.run(
    `insert into outbox (carrier, key, payload, created_at, next_try_at) values ($1, $2, $3, $4, $4)
     on conflict (key) do nothing`,
    [p.carrier, p.key, json(p.payload), p.now],
  )
}

/** What is to be tried now, oldest first; each is kept from others until `until`. */
export async function takeParcels(db: Queryable, now: Instant, until: Instant, limit: number): Promise<Parcel[]> {
  return db.rows(
    `update outbox set next_try_at = $2, tries = tries + 1
     where id in (
       select id from outbox where delivered_at is null and given_up_at is null and next_try_at <= $1
       order by id limit $3 for update skip locked)
     returning id, carrier, key, payload, tries`,
    [now, until, limit],
  )
}

/** How a parcel fares: who wants to know whether something has arrived. */
export interface ParcelState {
  readonly key: string
  readonly tries: number
  readonly delivered_at: Instant | null
  readonly error: string | null
}

/** Those of the keys that are there. */
export async function parcelStates(db: Queryable, keys: readonly string[]): Promise<ParcelState[]> {
  return db.rows('select key, tries, delivered_at, error from outbox where key = any($1) order by id', [keys])
}

/** It has arrived. */
export async function delivered(db: Queryable, id: number, now: Instant): Promise<void> {
  await db.run('update outbox set delivered_at = $2, error = null where id = $1', [id, now])
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
    `update outbox set error = $2, next_try_at = coalesce($3, next_try_at),
       given_up_at = case when $3::timestamptz is null then $4::timestamptz end where id = $1`,
    [id, error, again ?? null, now],
  )
}
