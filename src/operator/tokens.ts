import { randomBytes } from 'node:crypto'
import type { Instant } from '../base/clock.js'
import { sha256 } from '../base/digest.js'
import { problem } from '../base/problem.js'
import type { Queryable } from '../store/database.js'
import { addToken, isNamed, tokenByDigest, type TokenRole, type TokenRow } from '../store/token-rows.js'

/** Told apart from other secrets by those who search for leaked ones. */
const prefix = 'synaq_'

/** What the journal calls those who are no persons. */
const reserved = new Set(['policy', 'works', 'trial', 'console', 'loopback'])

/**
 * A new token: its value is known now and never again. It has 256 random bits, so a plain digest of it gives nothing away. Whoever
 * has it stands by its name in the journal and in decisions. @throws ProblemError where the name is somebody else's
 */
export async function issueToken(
  db: Queryable,
  t: { readonly name: string; readonly role: TokenRole; readonly participant?: string; readonly expiresAt?: Instant },
  now: Instant,
): Promise<{ readonly id: string; readonly token: string }> {
  if (reserved.has(t.name) || (await isNamed(db, t.name, now)))
    throw problem(
      'token-name',
      `the name «${t.name}» is taken: the journal and second persons are told apart by it`,
      'Choose another name, or revoke the token that has it first (`synaq token list`, `synaq token revoke`).',
      { name: 'name' },
    )
  const token = prefix + randomBytes(32).toString('base64url')
  const id = randomBytes(6).toString('hex')
  await addToken(db, {
    id,
    digest: sha256(token),
    name: t.name,
    role: t.role,
    participant: t.participant ?? null,
    created_at: now,
    expires_at: t.expiresAt ?? null,
  })
  return { id, token }
}

/** Whose token it is; undefined where it is none, or no longer. */
export async function whoseToken(db: Queryable, token: string, now: Instant): Promise<TokenRow | undefined> {
  return token.startsWith(prefix) ? tokenByDigest(db, sha256(token), now) : undefined
}
