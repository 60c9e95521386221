import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Mandate, PlatformJournal, SeenExchange, WitnessedExchanges } from '../../model/witness.js'
import { instant, name, nonce } from './mandate.js'
import { digestOf, readSignedJson, signJson, type SignedReading, type TrustedKeys } from './signed-json.js'

/** A journal of as many exchanges as a sandbox keeps has half of it. */
const mostBytes = 64 * 1024 * 1024
const mostExchanges = 100_000

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)

const exchange: z.ZodType<SeenExchange> = z.strictObject({
  at: instant,
  from: z.enum(['harness', 'application']),
  method: z.string().max(40),
  operation: name.nullable(),
  requestId: z.guid().exactOptional(),
  status: z.int().min(100).max(999).nullable(),
  bytes: count,
  ended: z.enum(['whole', 'broken']),
  departures: count.nullable(),
})

const journalSchema: z.ZodType<PlatformJournal> = z
  .strictObject({
    type: z.literal('synaq-journal/1'),
    nonce,
    mandate: digest,
    participant: name,
    from: instant,
    to: instant,
    contract: digest,
    dropped: count,
    exchanges: z.array(exchange).max(mostExchanges),
    operator: name.exactOptional(),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'] })
  .refine(({ exchanges, from, to }) => exchanges.every(({ at }) => from <= at && at <= to), { path: ['exchanges'] })

export type JournalReading = SignedReading<PlatformJournal>

/** The platform's journal as a file, still to be countersigned. */
export function journalText(witnessed: WitnessedExchanges, mandate: Mandate): string {
  const journal = { type: 'synaq-journal/1', ...witnessed, mandate: digestOf(mandate) } satisfies PlatformJournal
  return `${JSON.stringify(journal, null, 1)}\n`
}

/** The journal countersigned by the operator's key. A name that stands in it gives way to `operator`. */
export function signJournal(journal: PlatformJournal, key: KeyObject, operator?: string): string {
  return signJson({ ...journal, ...(operator === undefined ? {} : { operator }) }, key)
}

/** Reads a journal; `operators` are the keys that are trusted to witness. Never throws. */
export const readJournal = (bytes: Uint8Array, operators: TrustedKeys): JournalReading =>
  readSignedJson(bytes, journalSchema, mostBytes, operators)
