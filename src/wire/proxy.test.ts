import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import type { RawExchange } from '../model/exchange.js'
import type { Identity } from '../model/target.js'
import { shakeHands } from './handshake.js'
import { createWire } from './index.js'

let authority: Authority
let server: Identity
let client: Identity
/** A bank that answers with the subject of the certificate that it was shown. */
let bank: string

beforeAll(async () => {
  authority = await createAuthority('Authority of the test')
  server = await authority.issueServer({ commonName: 'A bank' })
  client = await authority.issueClient({ commonName: 'A platform' })
})

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})

async function listening(made: TcpServer): Promise<number> {
  const sockets = new Set<Socket>()
  made.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  opened.push(async () => {
    for (const socket of sockets) socket.destroy()
    made.close()
    await once(made, 'close')
  })
  return (made.address() as AddressInfo).port
}

async function startBank(): Promise<void> {
  const options = { cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true }
  const made = createHttpsServer(options, (request, response) => {
    response.end(subjectOf(request.socket))
  })
  bank = `https://127.0.0.1:${await listening(made)}`
}

/** Whom the client's certificate names. */
const subjectOf = (socket: object) =>
  'getPeerX509Certificate' in socket ? ((socket as TLSSocket).getPeerX509Certificate()?.subject ?? 'nobody') : 'plain'

/** A proxy, with what it was asked for; `answer` instead of connecting. */
async function proxy(answer?: (socket: Socket) => void): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const made: Server = createServer()
  made.on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url)
    if (answer) {
      answer(socket)
      return
    }
    const { hostname, port } = new URL(`http://${url}`)
    const onward = connect({ host: hostname, port: Number(port) }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    socket.on('error', () => onward.destroy())
    socket.on('close', () => onward.destroy())
  })
  return { url: `http://127.0.0.1:${await listening(made)}`, asked }
}

/** Requests one after another on one wire. */
async function send(by: string, { times = 1, timeoutMs = 10_000, url = bank } = {}): Promise<RawExchange[]> {
  const wire = createWire({ timeoutMs, maxBodyBytes: 1_000_000, proxy: by })
  opened.push(() => wire.close())
  const exchanges: RawExchange[] = []
  for (let i = 0; i < times; i++) {
    const exchange = await wire.send(
      {
        operation: null,
        method: 'GET',
        url,
        headers: {},
        peer: 'subject',
        via: 'direct',
        credential: { certificate: 'platform', authorization: 'none' },
      },
      { ca: authority.certificate, identity: client },
    )
    exchanges.push(exchange)
  }
  return exchanges
}

const outcomes = (exchanges: readonly RawExchange[]) => exchanges.map(({ outcome }) => outcome)

describe('through a proxy', () => {
  test('TLS is with the bank itself, and the connection is used again', async () => {
    await startBank()
    const { url, asked } = await proxy()
    const exchanges = await send(url, { times: 2 })
    const body = { response: expect.objectContaining({ status: 200, body: 'CN=A platform' }) }
    expect(outcomes(exchanges)).toEqual([body, body])
    expect(exchanges[0]?.tls).toMatchObject({ peerSubject: 'CN=A bank', clientCertificatePresented: true })
    expect(asked).toEqual([new URL(bank).host])
  })

  test('an IP address that the certificate does not name is refused, whatever else it names', async () => {
    await startBank()
    const { url } = await proxy((socket) => {
      const onward = connect(Number(new URL(bank).port), '127.0.0.1')
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
      onward.on('error', () => socket.destroy())
    })
    expect(outcomes(await send(url, { url: 'https://192.0.2.7' }))).toMatchObject([
      { failure: { kind: 'untrusted-peer' } },
    ])
    expect(outcomes(await send(url))).toMatchObject([{ response: { status: 200 } }])
  })

  test("the server's own failures stay its own", async () => {
    const breaking = createTcpServer((socket) => socket.destroy())
    const url = `https://127.0.0.1:${await listening(breaking)}`
    const { url: by } = await proxy()
    expect(outcomes(await send(by, { url }))).toMatchObject([{ failure: { kind: 'reset' } }])
  })

  test.each([407, 403, 502])('a proxy that answers %i is named, not the bank', async (status) => {
    await startBank()
    const { url } = await proxy((socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`))
    expect(outcomes(await send(url))).toEqual([{ failure: { kind: 'proxy', proxy: url, detail: `HTTP ${status}` } }])
  })

  test('a server behind it that it cannot reach is told as the proxy tells it', async () => {
    const { url } = await proxy()
    expect(outcomes(await send(url, { url: 'https://127.0.0.1:1' }))).toEqual([
      { failure: { kind: 'proxy', proxy: url, detail: 'HTTP 502' } },
    ])
  })

  test('a proxy that is not there, breaks off, speaks no HTTP or says nothing is named too', async () => {
    await startBank()
    expect(outcomes(await send('http://127.0.0.1:1'))).toEqual([
      { failure: { kind: 'proxy', proxy: 'http://127.0.0.1:1', detail: 'ECONNREFUSED' } },
    ])
    const breaking = await proxy((socket) => socket.destroy())
    expect(outcomes(await send(breaking.url))).toMatchObject([{ failure: { kind: 'proxy', detail: 'ECONNRESET' } }])
    const other = await proxy((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    expect(outcomes(await send(other.url))).toMatchObject([{ failure: { kind: 'proxy', proxy: other.url } }])
    const silent = await proxy(() => undefined)
    expect(outcomes(await send(silent.url, { timeoutMs: 50 }))).toEqual([
      { failure: { kind: 'proxy', proxy: silent.url, detail: 'ETIMEDOUT' } },
    ])
  })

  test("a user name in the proxy's address is not told", async () => {
    const { url } = await proxy((socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
    const [outcome] = outcomes(await send(url.replace('//', '//aigul:secret@'), { url: 'https://127.0.0.1:1' }))
    expect(outcome).toEqual({ failure: { kind: 'proxy', proxy: url, detail: 'HTTP 407' } })
  })

  test('a handshake that only looks goes the same way', async () => {
    await startBank()
    const { url, asked } = await proxy()
    const { hostname: host, port } = new URL(bank)
    const address = { host, port: Number(port), proxy: url }
    const look = { ca: authority.certificate, timeoutMs: 10_000 }
    expect(await shakeHands(address, look)).toMatchObject({ untrusted: undefined, asksForCertificate: true })
    expect(asked).toEqual([`${host}:${port}`])
    const gone = { ...address, proxy: 'http://127.0.0.1:1' }
    expect(await shakeHands(gone, look)).toEqual({
      failure: { kind: 'proxy', proxy: gone.proxy, detail: 'ECONNREFUSED' },
    })
  })
})
