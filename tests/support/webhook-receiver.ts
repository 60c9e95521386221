import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { createAuthority } from '../../src/crypto/certificates.js'
import type { Identity } from '../../src/model/target.js'
import { serve } from './fake-bank.js'

/** A webhook as it came. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** False where nobody asked for a certificate, or a wrong one was shown. */
  readonly authorized: boolean
}

/** Somebody who is told by webhook, over real HTTPS. */
export interface WebhookReceiverServer {
  readonly url: string
  /** PEM of whom its certificate is from. */
  readonly ca: string
  /** A client certificate of the same authority. */
  readonly client: Identity
  readonly received: readonly Received[]
  /** From now on each webhook is answered so; 204 where nothing was set. */
  answer(how: (response: ServerResponse, received: Received) => void): void
  /** So many have come; it does not look at the time. */
  count(n: number): Promise<void>
  close(): Promise<void>
}

/** Starts one; with `mutual` it wants to see a client's certificate. */
export async function receiveWebhooks({ mutual = false } = {}): Promise<WebhookReceiverServer> {
  const authority = await createAuthority('Receivers of the tests')
  const [own, client] = [
    await authority.issueServer({ commonName: 'receiver' }),
    await authority.issueClient({ commonName: 'operator' }),
  ]
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const sound = (response: ServerResponse): void => void response.writeHead(204).end()
  let answer: (response: ServerResponse, received: Received) => void = sound
  const tls: ServerOptions = { cert: own.certificate, key: own.key, ca: authority.certificate, requestCert: mutual }
  const server = createServer({ ...tls, rejectUnauthorized: mutual }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', headers, socket } = request
      const authorized = 'authorized' in socket && socket.authorized === true
      const one = { path: url, headers, body: Buffer.concat(chunks).toString('utf8'), authorized }
      received.push(one)
      answer(response, one)
      waiting.forEach((look) => look())
    })
  })
  const { url, close } = await serve(server)
  return {
    url,
    ca: authority.certificate,
    client,
    received,
    answer: (how) => (answer = how),
    count: (n) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < n) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    close,
  }
}
