import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { AlertGround, AlertId, AlertKind, AlertOccasion, AlertRecord, Appeal, Trouble } from '../model/alert.js'
import type { ApiId, ParticipantId } from '../model/registry.js'
import { json, type Queryable } from './database.js'

interface AlertRow {
  readonly id: number
  readonly thing: string
  readonly kind: AlertKind
  readonly ground: AlertGround
  readonly api: string | null
  readonly participant: string | null
  readonly why: Text
  readonly appeal: Appeal | null
  readonly deadline: Instant | null
  readonly opened_at: Instant
  readonly seen_at: Instant
  readonly last_told_at: Instant | null
  readonly closed_at: Instant | null
  readonly api_name: string | null
  readonly participant_name: string | null
}

const alertOf = (row: AlertRow): AlertRecord => ({
  id: row.id,
  thing: row.thing,
  kind: row.kind,
  ground: row.ground,
  why: row.why,
  openedAt: row.opened_at,
  seenAt: row.seen_at,
  ...(row.api === null ? {} : { api: row.api }),
  ...(row.participant === null ? {} : { participant: row.participant }),
  ...(row.appeal === null ? {} : { appeal: row.appeal }),
  ...(row.deadline === null ? {} : { deadline: row.deadline }),
  ...(row.last_told_at === null ? {} : { lastToldAt: row.last_told_at }),
  ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
  ...(row.api_name === null ? {} : { apiName: row.api_name }),
  ...(row.participant_name === null ? {} : { participantName: row.participant_name }),
})

const query = `select l.*, a.name as api_name, p.name as participant_name from alert l
  left join api a on a.id = l.api left join participant p on p.id = l.participant`

/** All that are open, the oldest first. */
export async function openAlerts(db: Queryable): Promise<AlertRecord[]> {
  return (await db.rows<AlertRow>(`${query} where l.closed_at is null order by l.id`)).map(alertOf)
}

/** Which alerts somebody wants to see. */
export interface AlertChoice {
  readonly api?: ApiId
  readonly participant?: ParticipantId
  /** How many that are closed. */
  readonly closed: number
}

/** The open ones first, then those that were closed last. */
export async function alertsFor(db: Queryable, { api, participant, closed }: AlertChoice): Promise<AlertRecord[]> {
  const of = `($1::text is null or l.api = $1) and ($2::text is null or l.participant = $2)`
  const [open, over] = await Promise.all([
    db.rows<AlertRow>(`${query} where l.closed_at is null and ${of} order by l.deadline nulls last, l.id`, [
      api ?? null,
      participant ?? null,
    ]),
    db.rows<AlertRow>(`${query} where l.closed_at is not null and ${of} order by l.closed_at desc limit $3`, [
      api ?? null,
      participant ?? null,
      closed,
    ]),
  ])
  return [...open, ...over].map(alertOf)
}

/** Class and deadline of an alert, where the operator has set them. */
export interface AlertTerm {
  readonly appeal?: Appeal
  readonly deadline?: Instant
}

/** Opens an alert; undefined where one of that thing is open already. */
export async function openAlert(
  db: Queryable,
  { thing, kind, ground, api, participant, why }: Trouble,
  { appeal, deadline }: AlertTerm,
  now: Instant,
): Promise<AlertRecord | undefined> {
  const row = await db.row<{ id: AlertId }>(
    `insert into alert (thing, kind, ground, api, participant, why, appeal, deadline, opened_at, seen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing returning id`,
    [
      ...[thing, kind, ground, api ?? null, participant ?? null, json(why)],
      ...[appeal ? json(appeal) : null, deadline ?? null, now],
    ],
  )
  return row && alert(db, row.id)
}

/** It is still there, as it is now; of what grew, with its new class. */
export async function alertSeen(
  db: Queryable,
  id: AlertId,
  { kind, ground, why }: Trouble,
  term: AlertTerm,
  now: Instant,
): Promise<AlertRecord | undefined> {
  await db.run(
    `update alert set kind = $2, ground = $3, why = $4, appeal = $5, deadline = $6, seen_at = $7 where id = $1`,
    [id, kind, ground, json(why), term.appeal ? json(term.appeal) : null, term.deadline ?? null, now],
  )
  return alert(db, id)
}

/** Those that are as they were: written together, since they are looked at every few seconds. */
export async function alertsSeen(db: Queryable, ids: readonly AlertId[], now: Instant): Promise<void> {
  if (ids.length > 0) await db.run('update alert set seen_at = $2 where id = any($1::bigint[])', [ids, now])
}

/** It is over. */
export async function closeAlert(db: Queryable, id: AlertId, now: Instant): Promise<AlertRecord | undefined> {
  await db.run('update alert set closed_at = $2 where id = $1', [id, now])
  return alert(db, id)
}

async function alert(db: Queryable, id: AlertId): Promise<AlertRecord | undefined> {
  const row = await db.row<AlertRow>(`${query} where l.id = $1`, [id])
  return row && alertOf(row)
}

/** A message to one address. */
export interface AlertMessage {
  /** The key that the outbox has it under. */
  readonly parcel: string
  readonly alert: AlertId
  readonly occasion: AlertOccasion
  /** The receiver's name in the settings. */
  readonly receiver: string
  readonly address: string
  readonly at: Instant
}

/** Writes down that somebody is told. */
export async function addMessage(db: Queryable, m: AlertMessage): Promise<void> {
  await db.run(
    'insert into alert_message (parcel, alert, occasion, receiver, address, at) values ($1, $2, $3, $4, $5, $6)',
    [m.parcel, m.alert, m.occasion, m.receiver, m.address, m.at],
  )
  await db.run('update alert set last_told_at = $2 where id = $1', [m.alert, m.at])
}

/** A message with how it fares. */
export interface SentMessage extends AlertMessage {
  readonly delivered_at: Instant | null
  readonly given_up_at: Instant | null
  readonly superseded_at: Instant | null
  readonly error: string | null
}

/** Of these alerts, oldest first. */
export async function messagesOf(db: Queryable, alerts: readonly AlertId[]): Promise<SentMessage[]> {
  return db.rows(
    `select m.*, o.delivered_at, o.given_up_at, o.superseded_at, o.error
     from alert_message m left join outbox o on o.key = m.parcel where m.alert = any($1::bigint[]) order by m.at, m.parcel`,
    [alerts],
  )
}

/** Names of those who were told of these alerts. */
export async function toldReceivers(
  db: Queryable,
  alerts: readonly AlertId[],
): Promise<ReadonlyMap<AlertId, ReadonlySet<string>>> {
  const rows = await db.rows<{ alert: AlertId; receivers: string[] }>(
    `select alert, array_agg(distinct receiver) as receivers from alert_message
     where alert = any($1::bigint[]) group by alert`,
    [alerts],
  )
  return new Map(rows.map(({ alert, receivers }) => [alert, new Set(receivers)]))
}
