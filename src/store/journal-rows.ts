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

/** Adds to the journal: never tokens, keys or data of clients. */
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
    'insert into journal (at, who, role, did, object, participant, details) values ($1, $2, $3, $4, $5, $6, $7)',
    [n.at, actor.name, actor.role, n.did, n.object, n.participant ?? null, json(n.details ?? {})],
  )
}

/** Newest first; of one participant where it is given, before a line where one is. */
export async function journal(
  db: Queryable,
  { participant, before, limit }: { readonly participant?: string; readonly before?: number; readonly limit: number },
): Promise<JournalLine[]> {
  return db.rows(
    `select id, at, who, role, did, object, participant, details from journal
     where ($1::text is null or participant = $1) and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [participant ?? null, before ?? null, limit],
  )
}
