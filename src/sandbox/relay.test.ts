import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openBank } from '../../tests/kits/sandbox.js'
import { createAuthority } from '../crypto/certificates.js'
import type { Authority } from '../crypto/certificates.js'
import type { Identity } from '../model/target.js'
import { createRelay } from './relay.js'

let authority: Authority
let server: Identity
let platform: Identity
beforeAll(async () => {
  authority = await createAuthority('authority')
  server = await authority.issueServer({ commonName: 'bank' })
  platform = await authority.issueClient({ commonName: 'platform' })
})

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

/** What a caller gets through a relay that gives a bank 300 ms. */
async function carried(handler: RequestListener, bankTrust = authority.certificate, trust = authority.certificate) {
  const bank = await openBank(server, bankTrust, handler)
  const relay = createRelay(platform, trust, 300)
  const provider = {
    id: 'TEST01',
    name: '',
    bin: '',
    roles: ['provider'],
    state: 'registered',
    limited: false,
    provider: { url: bank.url, invented: false, check: 'none', publication: 'draft' },
  } as const
  const front = createServer((asked, response) => {
    void relay.carry(asked, response, { provider, user: 'USER01', requestId: 'r', token: 't' })
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  closing.push(async () => {
    await relay.close()
    await bank.close()
    front.close()
    front.closeAllConnections()
  })
  const sent = request({
    port: (front.address() as AddressInfo).port,
    path: '/v3/accounts?a=b',
    method: 'POST',
    headers: { connection: 'x-hop', 'x-hop': 'no', 'x-kept': 'yes' },
  })
  sent.end('sent')
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return { status: response.statusCode, text }
}

test('method, address, body and fields arrive, those of the connection do not', async () => {
  const { status, text } = await carried((request, response) => {
    const { 'x-kept': kept, 'x-hop': hop } = request.headers
    request
      .setEncoding('utf8')
      .once('data', (body: string) =>
        response.writeHead(207).end(`${request.method} ${request.url} ${body} ${String(kept)} ${String(hop)}`),
      )
  })
  expect({ status, text }).toEqual({ status: 207, text: 'POST /v3/accounts?a=b sent yes undefined' })
})

test('a bank that does not answer in time: 504', async () => {
  const { status, text } = await carried(() => undefined)
  expect([status, JSON.parse(text)]).toMatchObject([504, { code: 'provider_timeout' }])
})

test('a bank that hangs up: 502', async () => {
  const { status, text } = await carried((request) => request.socket.destroy())
  expect([status, JSON.parse(text)]).toMatchObject([502, { code: 'provider_unreachable' }])
})

test('a bank whose certificate is not trusted: 502', async () => {
  const other = await createAuthority('another')
  expect((await carried((_, response) => response.end('{}'), authority.certificate, other.certificate)).status).toBe(
    502,
  )
})

test('an answer that breaks off reaches the caller broken off', async () => {
  const breaking: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"accounts":')
    setImmediate(() => response.destroy())
  }
  await expect(carried(breaking)).rejects.toMatchObject({ code: 'ECONNRESET', message: 'aborted' })
})

test('a 304 arrives, with the length of what it stands for too', async () => {
  const unchanged: RequestListener = (_, response) => response.writeHead(304, { 'content-length': 100 }).end()
  expect(await carried(unchanged)).toEqual({ status: 304, text: '' })
})
