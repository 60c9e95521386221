import type { Instant } from '../base/clock.js'
import { json, type Queryable } from './database.js'

/** Who did something. */
export interface Actor {
  readonly name: string
  readonly role: 'operator' | 'participant' | 'auditor' | 'system' | 'nobody'
}

/** One line of the journal. */
export interface JournalLine {
  readonly id: number
  readonly at: Instant
  readonly who: string
  readonly role: Actor['role']
  /** In a word, e.g. `api.save`. */
  readonly did: string
  /** What it was done to. */
  readonly object: string
  readonly participant: string | null
  readonly details: unknown
}

/** Adds to the journal: never tokens, keys or data of clients. What is done to an API (the object, or `details.api`) concerns its participant. */
export async function note(
  db: Queryable,
  actor: Actor,
  n: {
    readonly at: Instant
    readonly did: string
    readonly object: string
    readonly participant?: string
    readonly details?: object
  },
): Promise<void> {
  await db.run(
    `insert into journal (at, who, role, did, object, participant, details) values ($1, $2, $3, $4, $5,
       coalesce($6, (select a.participant from api a where a.id in ($5, $7::jsonb->>'api') limit 1)), $7)`,
    [n.at, actor.name, actor.role, n.did, n.object, n.participant ?? null, json(n.details ?? {})],
  )
}

/** Newest first; of one participant or API where it is given, before a line where one is. */
export async function journal(
  db: Queryable,
  {
    participant,
    api,
    before,
    limit,
  }: { readonly participant?: string; readonly api?: string; readonly before?: number; readonly limit: number },
): Promise<JournalLine[]> {
  return db.rows(
    `select id, at, who, role, did, object, participant, details from journal
     where ($1::text is null or participant = $1) and ($2::bigint is null or id < $2)
       and ($4::text is null or object = $4 or details->>'api' = $4) order by id desc limit $3`,
    [participant ?? null, before ?? null, limit, api ?? null],
  )
}
