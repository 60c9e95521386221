import type { Instant } from '../base/clock.js'
import type { ExpiryDate, ExpiryKind } from '../model/expiry.js'
import type { ApiId } from '../model/registry.js'
import type { Queryable } from './database.js'

/** A date as it was last seen. */
export interface ExpiryRow {
  readonly kind: ExpiryKind
  readonly object: string
  readonly name: string
  readonly api: ApiId | null
  readonly participant: string | null
  readonly expires_at: Instant
  /** The least days before it that a warning was given for; null where none was. */
  readonly warned_days: number | null
}

/** Enters a date, or what is new of it; of another date than before nobody has been warned. */
export async function saveExpiry(db: Queryable, kind: ExpiryKind, date: ExpiryDate, now: Instant): Promise<void> {
  await db.run(
    `insert into expiry (kind, object, name, api, participant, expires_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (kind, object) do update set name = $3, api = $4, participant = $5, expires_at = $6, seen_at = $7,
       warned_days = case when expiry.expires_at = $6 then expiry.warned_days end`,
    [kind, date.object, date.name, date.api ?? null, date.participant ?? null, date.expiresAt, now],
  )
}

/** The same where it is seen many times a day: written where it is another date than before. */
export async function sawExpiry(db: Queryable, kind: ExpiryKind, date: ExpiryDate, now: Instant): Promise<void> {
  const known = await db.row('select 1 as known from expiry where kind = $1 and object = $2 and expires_at = $3', [
    ...[kind, date.object, date.expiresAt],
  ])
  if (!known) await saveExpiry(db, kind, date, now)
}

/** Dates of a kind that were not seen since an instant are no more, but for those of APIs that could not be looked at. */
export async function forgetExpiries(
  db: Queryable,
  kind: ExpiryKind,
  before: Instant,
  unread: readonly ApiId[],
): Promise<void> {
  await db.run('delete from expiry where kind = $1 and seen_at < $2 and (api is null or api <> all($3::text[]))', [
    ...[kind, before],
    unread,
  ])
}

/** Dates up to an instant, the soonest first. */
export async function expiriesUntil(db: Queryable, until: Instant): Promise<ExpiryRow[]> {
  return db.rows(
    `select kind, object, name, api, participant, expires_at, warned_days from expiry where expires_at <= $1
     order by expires_at, kind, object`,
    [until],
  )
}

/** Those that were warned of, of one API where it is given; the soonest first. */
export async function warnedExpiries(db: Queryable, api?: ApiId): Promise<ExpiryRow[]> {
  return db.rows(
    `select kind, object, name, api, participant, expires_at, warned_days from expiry
     where warned_days is not null and ($1::text is null or api = $1) order by expires_at, kind, object`,
    [api ?? null],
  )
}

/** A warning is given for so many days before; false where one for as few was given. */
export async function markWarned(
  db: Queryable,
  { kind, object }: Pick<ExpiryRow, 'kind' | 'object'>,
  days: number,
): Promise<boolean> {
  const marked = await db.run(
    `update expiry set warned_days = $3 where kind = $1 and object = $2 and (warned_days is null or warned_days > $3)`,
    [kind, object, days],
  )
  return marked === 1
}

/** Dates of certificates and tokens that are kept here, from an instant on. A certificate that a later one takes the place of is left out. */
export async function registeredDates(db: Queryable, since: Instant): Promise<Map<ExpiryKind, ExpiryDate[]>> {
  const tokens = await db.rows<{ id: string; name: string; participant: string | null; expires_at: Instant }>(
    'select id, name, participant, expires_at from token where revoked_at is null and expires_at > $1',
    [since],
  )
  const certificates = await db.rows<{ fingerprint: string; subject: string; participant: string; not_after: Instant }>(
    `select fingerprint, subject, participant, not_after from certificate c
     where not_after > $1 and not exists (
       select 1 from certificate o where o.participant = c.participant and o.application is not distinct from c.application
         and o.subject = c.subject and o.not_after > c.not_after)`,
    [since],
  )
  return new Map<ExpiryKind, ExpiryDate[]>([
    [
      'token',
      tokens.map(({ id, name, participant, expires_at }) => ({
        ...{ object: id, name, expiresAt: expires_at },
        ...(participant === null ? {} : { participant }),
      })),
    ],
    [
      'registered-certificate',
      certificates.map(({ fingerprint, subject, participant, not_after }) => ({
        ...{ object: fingerprint, name: subject, expiresAt: not_after, participant },
      })),
    ],
  ])
}
