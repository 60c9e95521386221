import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Webhooks signed by the specification of standardwebhooks.com, version 1: HMAC-SHA256 over `id.timestamp.body`, under every
 * secret that is in force, so that one can be replaced without a gap.
 */
const secretPattern = /^whsec_([A-Za-z0-9+/]+={0,2})$/
/** Bytes of a secret: from 24 to 64. */
const [shortestKey, longestKey] = [24, 64]
/** How far the sender's clock may be from the receiver's. */
const toleranceSeconds = 300

/** A new secret. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** True for `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  const key = Buffer.from(secretPattern.exec(text)?.[1] ?? '', 'base64')
  return key.length >= shortestKey && key.length <= longestKey
}

/** What is signed: the id stays the same when the same thing is sent again. */
export interface SignedWebhook {
  readonly id: string
  readonly body: string
}

/** The three headers of a webhook that is sent now (milliseconds since the epoch); a signature a secret. */
export function webhookHeaders(webhook: SignedWebhook, secrets: readonly string[], nowMs: number) {
  const timestamp = String(Math.floor(nowMs / 1000))
  return {
    'webhook-id': webhook.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${signature(secret, timestamp, webhook)}`).join(' '),
  }
}

/** Why a webhook is not believed. */
export type WebhookDoubt = 'headers-missing' | 'too-old' | 'from-the-future' | 'signature-wrong'

/** What is wrong with a webhook that came; undefined where it is genuine and of these minutes. */
export function webhookDoubt(
  headers: Readonly<Record<string, unknown>>,
  body: string,
  secrets: readonly string[],
  nowMs: number,
): WebhookDoubt | undefined {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`])
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    return 'headers-missing'
  const expected = secrets.map((secret) => signature(secret, timestamp, { id, body }))
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []))
  if (!given.some((one) => expected.some((other) => isSame(one, other)))) return 'signature-wrong'
  const age = nowMs / 1000 - Number(timestamp)
  // A number that is none is neither, and is not believed.
  if (!(age <= toleranceSeconds)) return 'too-old'
  return age < -toleranceSeconds ? 'from-the-future' : undefined
}

function signature(secret: string, timestamp: string, { id, body }: SignedWebhook): string {
  const key = Buffer.from(secretPattern.exec(secret)?.[1] ?? '', 'base64')
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
