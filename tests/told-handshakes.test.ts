import { once } from 'node:events'
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Agent, fetch } from 'undici'
import type { ToldHandshake } from '../src/model/application.js'
import { openAppInbox, type AppInbox } from '../src/platform/app-inbox.js'
import { enterSandbox, type TestSandbox } from './support/sandbox.js'
import { consented, joined, watched, type UnderTest } from './support/watched.js'

/** An API that presents itself as no sound platform would, seen from both ends. */
let sandbox: TestSandbox
let app: UnderTest
let inbox: AppInbox
let token: string
const never = new AbortController().signal

beforeAll(async () => {
  sandbox = await enterSandbox()
  app = await joined(sandbox)
  token = await consented(sandbox, app)
})
afterAll(async () => {
  await app.application.close()
  await sandbox.leave()
})
beforeEach(async () => {
  inbox = await watched(sandbox)
})
afterEach(() => inbox.close())

const bank = () => ({ 'x-participant-id': sandbox.facts.providers[0]?.id ?? '' })
const list = () => app.application.call('GET', '/v3/accounts', token, undefined, bank())
const refused = (after = 0) => inbox.next({ connection: 'refused' }, after, 5000, never)
const arrivals = async () => inbox.between(0, (await inbox.mark()) + 1)

describe.each<[ToldHandshake, string, RegExp]>([
  ['foreign-certificate', 'reset', /UNABLE_TO_VERIFY|SELF_SIGNED/],
  ['expired-certificate', 'reset', /CERT_HAS_EXPIRED/],
  ['other-name', 'reset', /ERR_TLS_CERT_ALTNAME_INVALID/],
  ['old-tls', 'tls-alert', /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/],
])('%s', (handshake, kind, code) => {
  test('a sound application refuses it, though it had a connection, and that arrives; then all is well again', async () => {
    expect((await list()).status).toBe(200)
    const before = await inbox.mark()
    await inbox.respond({ handshake })
    await expect(list()).rejects.toMatchObject({ code: expect.stringMatching(code) as unknown })
    const broken = await refused()
    expect(broken?.exchange).toMatchObject({
      request: {
        operation: null,
        method: 'CONNECT',
        url: `${sandbox.facts.api}/`,
        peer: 'platform',
        via: 'through',
        inbound: { mark: broken?.mark, answered: 'as-told' },
      },
      outcome: { failure: kind === 'reset' ? { kind } : { kind, alert: 'protocol_version' } },
    })
    expect(broken?.mark).toBeGreaterThan(before)
    await inbox.respondNormally()
    expect((await list()).status).toBe(200)
    const [last] = (await arrivals()).slice(-1)
    expect(last?.exchange.request).toMatchObject({ operation: 'listAccounts', inbound: { answered: 'normally' } })
  })

  test('a careless one is served, and what it did is told apart', async () => {
    await inbox.respond({ handshake })
    const old = handshake === 'old-tls'
    const { certificate: cert, key } = app.identity
    const careless = new Agent({
      connect: {
        cert,
        key,
        rejectUnauthorized: false,
        ...(old ? { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
      },
    })
    const ask = async () => {
      const headers = { authorization: `Bearer ${token}`, ...bank() }
      const answer = await fetch(`${sandbox.facts.api}/v3/accounts`, { dispatcher: careless, headers })
      await answer.text()
      return answer.status
    }
    try {
      expect(await ask()).toBe(200)
      expect(
        (await arrivals()).map(({ exchange: { request } }) => [request.operation, request.inbound?.answered]),
      ).toEqual([['listAccounts', 'as-told']])
      const [{ exchange } = { exchange: undefined }] = await arrivals()
      expect(exchange?.tls?.protocol).toBe(old ? 'TLSv1.1' : 'TLSv1.3')
      await inbox.respondNormally()
      // Its connection is gone: with the next one it meets the sound platform, with which it may have nothing in common.
      expect(await ask().catch(() => 'refused')).toBe(old ? 'refused' : 200)
    } finally {
      await careless.destroy()
    }
  })
})

test('each new connection meets it, as often as it is made', async () => {
  await inbox.respond({ handshake: 'expired-certificate' })
  for (let i = 0; i < 3; i++) await expect(list()).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' })
  expect((await arrivals()).map(({ exchange: { request } }) => request.method)).toEqual([
    'CONNECT',
    'CONNECT',
    'CONNECT',
  ])
})

test('an alert arrives by its name', async () => {
  await inbox.respond({ handshake: 'foreign-certificate' })
  await sayUnknownCa()
  const broken = await refused()
  expect(broken?.exchange.outcome).toEqual({ failure: { kind: 'tls-alert', alert: 'unknown_ca' } })
})

/** A client that looks at the certificate during the handshake and says what it thinks of it (RFC 5246, section 7.2). */
async function sayUnknownCa(): Promise<void> {
  const unknownCa = Buffer.from('15030300020230', 'hex')
  const { port } = new URL(sandbox.facts.api)
  const between = createServer((client) => {
    const api = connectTcp(Number(port), '127.0.0.1')
    client.once('data', (hello: Buffer) => api.write(hello))
    api.on('data', () => api.end(unknownCa))
    for (const socket of [api, client]) socket.on('error', () => undefined)
    api.once('close', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  const { port: here } = between.address() as AddressInfo
  const client = connect({ port: here, host: '127.0.0.1', maxVersion: 'TLSv1.2', rejectUnauthorized: false })
  client.on('error', () => undefined)
  await new Promise((resolve) => client.once('close', resolve))
  between.close()
}

test('who asks whether the port is open, or speaks no TLS, has refused nothing', async () => {
  await inbox.respond({ handshake: 'foreign-certificate' })
  const { port } = new URL(sandbox.facts.api)
  for (const said of ['', 'GET / HTTP/1.1\r\n\r\n']) {
    const socket = connectTcp(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.end(said)
    await once(socket.resume(), 'close')
  }
  expect(await arrivals()).toEqual([])
})

test('a connection without the certificate of an application is not let in', async () => {
  await inbox.respond({ handshake: 'foreign-certificate' })
  const { port } = new URL(sandbox.facts.api)
  const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false })
  const answer: Buffer[] = []
  socket.on('data', (chunk: Buffer) => answer.push(chunk))
  socket.on('error', () => undefined)
  socket.on('secureConnect', () => socket.write('GET /v3/accounts HTTP/1.1\r\nhost: x\r\n\r\n'))
  await once(socket, 'close')
  expect(answer).toEqual([])
})

test('while another application is watched it is refused, and so is the other watch while it lasts', async () => {
  const other = await joined(sandbox, 'MYAP02')
  const second = await watched(sandbox, 'MYAP02')
  await expect(inbox.respond({ handshake: 'old-tls' })).rejects.toMatchObject({
    problems: [{ code: 'watched-beside', what: expect.stringContaining('MYAP02') as unknown }],
  })
  await second.close()
  await inbox.respond({ handshake: 'other-name' })
  await expect(openAppInbox(sandbox, 'MYAP02')).rejects.toMatchObject({ problems: [{ code: 'handshake-told' }] })
  await inbox.close()
  await (await openAppInbox(sandbox, 'MYAP02')).close()
  await other.application.close()
})

test('an answer under way is not broken off when it is told, and its connection ends with it', async () => {
  const asked = inbox.next({ operation: 'listAccounts' }, 0, 5000, never)
  await inbox.respond({ operation: 'listAccounts', times: 1, answer: { kind: 'padded', bytes: 20_000_000 } })
  const asking = list()
  await asked
  await inbox.respond({ handshake: 'foreign-certificate' })
  expect((await asking).status).toBe(200)
  await expect(list()).rejects.toMatchObject({ code: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/) as unknown })
})
