import { Agent, request } from 'undici'
import type { Clock } from '../base/clock.js'
import { retryAfterSeconds } from '../base/retry-after.js'
import { webhookHeaders } from '../base/webhook-signature.js'
import { NotTaken } from './delivery.js'

/** Somebody who is told by HTTPS, signed as standardwebhooks.com has it. */
export interface WebhookReceiver {
  readonly url: string
  /** Those in force; signed under each. */
  readonly secrets: readonly string[]
  /** PEM of whom the receiver's certificate is trusted from; what Node trusts where absent. */
  readonly ca?: string
  /** PEM: shown to a receiver that asks for a certificate. */
  readonly client?: { readonly certificate: string; readonly key: string }
}

export interface Webhook {
  /** `id` stays the same when the same thing is told again. @throws NotTaken, or where the receiver cannot be reached */
  tell(id: string, body: object, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Of an answer that is no success: enough to say why. */
const longestAnswer = 4096

/** Tells a receiver: a 2xx alone is taken, redirects are not followed. */
export function openWebhook({ url, secrets, ca, client }: WebhookReceiver, clock: Clock): Webhook {
  const identity = client ? { cert: client.certificate, key: client.key } : {}
  const agent = new Agent({ connect: { ...(ca === undefined ? {} : { ca }), ...identity, minVersion: 'TLSv1.2' } })
  return {
    tell: async (id, payload, signal) => {
      const body = JSON.stringify(payload)
      const signed = webhookHeaders({ id, body }, secrets, Date.parse(clock.now()))
      const headers = { ...signed, 'content-type': 'application/json', 'user-agent': 'synaq' }
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal })
      if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.body.dump()
      const why = await beginning(answer.body)
      const header = answer.headers['retry-after']
      const seconds = retryAfterSeconds(typeof header === 'string' ? header : undefined, Date.parse(clock.now()))
      const said = `${answer.statusCode}${why === '' ? '' : `: ${why}`}`
      throw new NotTaken(said, seconds === undefined ? undefined : seconds * 1000)
    },
    close: () => agent.destroy(),
  }
}

/** The first bytes of a body as text; the rest is not waited for. */
async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= longestAnswer) break
  }
  return Buffer.concat(chunks).subarray(0, longestAnswer).toString('utf8')
}
