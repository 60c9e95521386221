import { randomBytes, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { durationMs, later, type Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import type { Mandate } from '../../model/witness.js'
import { readSignedJson, signJson, type SignedReading, type TrustedKeys } from './signed-json.js'

/** A mandate is a few lines. */
const mostBytes = 16 * 1024
/** The longest term of a mandate: a nonce that is known for long proves little about when a run was made. */
const longestTerm = 'P31D'

export const instant = z.iso.datetime({ precision: 3 })
export const nonce = z.string().regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes as base64url')
export const name = z.string().min(1).max(200)

const mandateSchema: z.ZodType<Mandate> = z.strictObject({
  type: z.literal('synaq-witness/1'),
  nonce,
  participant: name,
  system: name.exactOptional(),
  issuedAt: instant,
  expiresAt: instant,
  operator: name.exactOptional(),
})

export type MandateReading = SignedReading<Mandate>

/** What an operator says when a run is to be witnessed. */
export interface MandateWish {
  readonly participant: string
  /** The only system that may be tested under it; any where absent. */
  readonly system?: string
  /** How long it holds: an ISO 8601 duration of at most 31 days. */
  readonly term: string
  /** The operator's name, for people. */
  readonly operator?: string
}

/** A new mandate with a nonce of its own. @throws ProblemError where the term is none */
export function newMandate({ participant, system, term, operator }: MandateWish, now: Instant): Mandate {
  const ms = durationMs(term) ?? 0
  if (ms <= 0 || ms > (durationMs(longestTerm) ?? 0))
    throw problem('witness-term', `«${term}» is no term of a mandate`, 'Give a duration up to 31 days, such as P1D.', {
      name: '--for',
    })
  return {
    type: 'synaq-witness/1',
    nonce: randomBytes(32).toString('base64url'),
    participant,
    ...(system === undefined ? {} : { system }),
    issuedAt: now,
    expiresAt: later(now, ms),
    ...(operator === undefined ? {} : { operator }),
  }
}

/** The mandate as a file, signed by the operator's key. */
export const signMandate = (mandate: Mandate, key: KeyObject): string => signJson(mandate, key)

/** Reads a mandate; `operators` are the keys that are trusted to witness. Never throws. */
export const readMandate = (bytes: Uint8Array, operators: TrustedKeys): MandateReading =>
  readSignedJson(bytes, mandateSchema, mostBytes, operators)
