import type { Instant } from '../base/clock.js'
import type { ParticipantId } from '../model/registry.js'
import type { Queryable } from './database.js'

export type TokenRole = 'operator' | 'participant' | 'auditor'

/** Who may come in; of the token itself only its digest is kept. */
export interface TokenRow {
  readonly id: string
  readonly name: string
  readonly role: TokenRole
  readonly participant: ParticipantId | null
  readonly created_at: Instant
  readonly expires_at: Instant | null
  readonly revoked_at: Instant | null
}

const columns = 'id, name, role, participant, created_at, expires_at, revoked_at'

export async function addToken(
  db: Queryable,
  t: Omit<TokenRow, 'revoked_at'> & { readonly digest: string },
): Promise<void> {
  await db.run(
    `insert into token (id, digest, name, role, participant, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [t.id, t.digest, t.name, t.role, t.participant, t.created_at, t.expires_at],
  )
}

/** The token that has this digest and is in force. */
export async function tokenByDigest(db: Queryable, digest: string, now: Instant): Promise<TokenRow | undefined> {
  return db.row(
    `select ${columns} from token where digest = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [digest, now],
  )
}

export async function tokens(db: Queryable): Promise<TokenRow[]> {
  return db.rows(`select ${columns} from token order by created_at, id`)
}

/** True where a token in force has this name. */
export async function isNamed(db: Queryable, name: string, now: Instant): Promise<boolean> {
  const row = await db.row(
    'select 1 from token where name = $1 and revoked_at is null and (expires_at is null or expires_at > $2)',
    [name, now],
  )
  return row !== undefined
}

/** How many people may act: operators with a token in force. */
export async function operatorsInForce(db: Queryable, now: Instant): Promise<number> {
  const row = await db.row<{ n: number }>(
    `select count(distinct name) as n from token
     where role = 'operator' and revoked_at is null and (expires_at is null or expires_at > $1)`,
    [now],
  )
  return row?.n ?? 0
}

/** False where there is none of that id in force. */
export async function revokeToken(db: Queryable, id: string, now: Instant): Promise<boolean> {
  return (await db.run('update token set revoked_at = $2 where id = $1 and revoked_at is null', [id, now])) === 1
}
