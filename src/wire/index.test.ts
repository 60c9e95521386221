import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import type { RawExchange, RawRequest, RawResponse, TransportFailure } from '../model/exchange.js'
import type { Wire } from '../model/ports.js'
import type { Identity } from '../model/target.js'
import { createWire } from './index.js'

let authority: Authority
let foreign: Authority
let server: Identity
let client: Identity

beforeAll(async () => {
  authority = await createAuthority('Authority of the test')
  foreign = await createAuthority('Another authority')
  server = await authority.issueServer({ commonName: 'A bank' })
  client = await authority.issueClient({ commonName: 'A platform' })
})

const opened: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

function wire(limits: { timeoutMs?: number; maxBodyBytes?: number } = {}): Wire {
  const made = createWire({ timeoutMs: 10_000, maxBodyBytes: 1_000_000, ...limits })
  opened.push(made)
  return made
}

/** Whom the client's certificate names. */
const subjectOf = (socket: object) =>
  'getPeerX509Certificate' in socket ? ((socket as TLSSocket).getPeerX509Certificate()?.subject ?? 'nobody') : 'plain'

const identityOptions = (identity: Identity) => ({ cert: identity.certificate, key: identity.key })

async function listening(made: Server): Promise<string> {
  const sockets = new Set<{ destroy(): void }>()
  for (const event of ['connection', 'secureConnection'])
    made.on(event, (socket: TLSSocket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    })
  made.on('tlsClientError', () => undefined)
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  opened.push({
    close: async () => {
      for (const socket of sockets) socket.destroy()
      made.close()
      await once(made, 'close')
    },
  })
  return `https://127.0.0.1:${(made.address() as AddressInfo).port}`
}

const https = (handler: RequestListener, options: TlsOptions = identityOptions(server)): Promise<string> =>
  listening(createHttpsServer(options, handler))

/** A TLS server that writes these bytes to whoever has sent something, and then does what `after` says. */
const raw = (bytes: string | Buffer, after: (socket: TLSSocket) => void = (socket) => socket.end()): Promise<string> =>
  listening(
    createTlsServer(identityOptions(server), (socket) => {
      socket.once('data', () => socket.write(bytes, () => after(socket)))
    }),
  )

const get = (url: string, extra: Partial<RawRequest> = {}): RawRequest => ({
  operation: null,
  method: 'GET',
  url,
  headers: {},
  peer: 'subject',
  via: 'direct',
  credential: { certificate: 'none', authorization: 'none' },
  ...extra,
})

const send = (url: string, trust: { identity?: Identity; ca?: string } = {}, w = wire()) =>
  w.send(get(url), { ca: authority.certificate, ...trust })

function responseOf(exchange: RawExchange): RawResponse {
  if ('response' in exchange.outcome) return exchange.outcome.response
  throw new Error(`There was no response but ${JSON.stringify(exchange.outcome.failure)}`)
}

function failureOf(exchange: RawExchange): TransportFailure {
  if ('failure' in exchange.outcome) return exchange.outcome.failure
  throw new Error(`There was no failure but status ${exchange.outcome.response.status}`)
}

describe('an answer that ends with its head', () => {
  const head = 'HTTP/1.1 304 Not Modified\r\netag: "a"\r\n'
  const ask = async (bytes: string) => {
    const url = await raw(bytes, () => undefined)
    const w = wire()
    return responseOf(await send(url, {}, w))
  }

  test.each([
    ['without a length', ''],
    ['with no length', 'content-length: 0\r\n'],
    ['with the length of what it stands for', 'content-length: 20\r\n'],
  ])('%s is complete', async (_, length) => {
    const response = await ask(`${head}${length}\r\n`)
    expect(response).toMatchObject({ status: 304, body: '', headers: { etag: '"a"' } })
    expect(response).not.toHaveProperty('surplusBytes')
  })

  test.each([
    ['without a length', ''],
    ['with a length', 'content-length: 2\r\n'],
    ['after an interim answer', ''],
  ])('and goes on all the same is told, %s', async (how, length) => {
    const interim = how.startsWith('after') ? 'HTTP/1.1 103 Early Hints\r\n\r\n' : ''
    expect(await ask(`${interim}${head}${length}\r\n{}`)).toMatchObject({ status: 304, body: '', surplusBytes: 2 })
  })

  test('and goes on in a record of its own is told too', async () => {
    const url = await listening(
      createTlsServer(identityOptions(server), (socket) => {
        socket.once('data', () => {
          socket.write(`${head}\r\n`)
          socket.write('{}')
        })
      }),
    )
    expect(responseOf(await send(url))).toMatchObject({ status: 304, surplusBytes: 2 })
  })

  test('a 204 is one too', async () => {
    expect(await ask('HTTP/1.1 204 No Content\r\n\r\nmore')).toMatchObject({ status: 204, surplusBytes: 4 })
  })

  test('another one is not looked at', async () => {
    const response = await ask('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    expect(response).not.toHaveProperty('surplusBytes')
  })
})

describe('a response', () => {
  test('comes with status, joined lower-case headers, body, JSON and timings', async () => {
    const url = await https((_, response) => {
      response.writeHead(
        201,
        [
          ['Content-Type', 'application/problem+json; charset=utf-8'],
          ['X-A', '1'],
          ['x-a', '2'],
        ].flat(),
      )
      response.end('{"ә":[1]}')
    })
    const exchange = await send(`${url}/path?q=1`)
    expect(responseOf(exchange)).toMatchObject({ status: 201, body: '{"ә":[1]}', validUtf8: true, json: { ә: [1] } })
    expect(responseOf(exchange).headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'x-a': '1, 2',
    })
    expect(exchange.timings.firstByteMs).toBeGreaterThan(0)
    expect(exchange.timings.totalMs).toBeGreaterThanOrEqual(exchange.timings.firstByteMs ?? Infinity)
  })

  test('tells when its connection was made, part by part, and of a connection that was there nothing', async () => {
    const url = await https((_, response) => response.end('{}'))
    const w = wire()
    const { timings: first } = await send(url, {}, w)
    expect(first.connectMs).toBeLessThanOrEqual(first.tlsMs ?? 0)
    expect(first.tlsMs).toBeLessThanOrEqual(first.firstByteMs ?? 0)
    expect(first).not.toHaveProperty('lookupMs')
    const { timings: second } = await send(url, {}, w)
    expect(Object.keys(second)).toEqual(['firstByteMs', 'totalMs'])
  })

  test('of a request goes as written, and nothing is compressed', async () => {
    const url = await https((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        response.end(
          JSON.stringify([
            request.method,
            request.url,
            request.headers['x-b'],
            request.headers['accept-encoding'],
            body,
          ]),
        )
      })
    })
    const exchange = await wire().send(get(`${url}/a?b=c`, { method: 'POST', headers: { 'x-b': 'd' }, body: 'é' }), {
      ca: authority.certificate,
    })
    expect(responseOf(exchange).body).toBe('["POST","/a?b=c","d","identity","é"]')
    expect(responseOf(exchange).json).toBeUndefined()
  })

  test('that redirects is reported, not followed', async () => {
    const paths: string[] = []
    const url = await https((request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(responseOf(await send(`${url}/start`))).toMatchObject({ status: 302, headers: { location: '/elsewhere' } })
    expect(paths).toEqual(['/start'])
  })

  test('that is not UTF-8 says so and has no JSON', async () => {
    const url = await https((_, response) => {
      response.setHeader('content-type', 'application/json').end(Buffer.from([0x22, 0xff, 0x22]))
    })
    expect(responseOf(await send(url))).toMatchObject({ validUtf8: false, json: undefined })
  })

  test('that only claims to be JSON has none', async () => {
    const url = await https((_, response) => response.setHeader('content-type', 'application/json').end('{'))
    expect(responseOf(await send(url))).toMatchObject({ body: '{', json: undefined })
  })

  test('after an interim answer is the final one', async () => {
    const url = await raw('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    expect(responseOf(await send(url))).toMatchObject({ status: 200, body: 'ok' })
  })
})

describe('TLS facts', () => {
  test('name protocol, cipher and the certificate of the server', async () => {
    const url = await https((_, response) => response.end())
    const certificate = new X509Certificate(server.certificate)
    expect((await send(url, { identity: client })).tls).toEqual({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      peerCertificate: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      peerSubject: 'CN=A bank',
      peerNotAfter: new Date(certificate.validTo).toISOString(),
      clientCertificatePresented: false,
    })
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'tell over %s whether our certificate was asked for and shown',
    async (version) => {
      const options = { ...identityOptions(server), requestCert: true, rejectUnauthorized: false, maxVersion: version }
      const url = await https(
        (request, response) => {
          response.end(subjectOf(request.socket))
        },
        { ...options, ca: authority.certificate },
      )
      const shown = await send(url, { identity: client })
      expect([responseOf(shown).body, shown.tls?.protocol, shown.tls?.clientCertificatePresented]).toEqual([
        'CN=A platform',
        version,
        true,
      ])
      const hidden = await send(url)
      expect([responseOf(hidden).body, hidden.tls?.clientCertificatePresented]).toEqual(['nobody', false])
    },
  )

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'over %s do not claim a certificate that nobody asked for',
    async (version) => {
      const url = await https((_, response) => response.end(), { ...identityOptions(server), maxVersion: version })
      const { tls } = await send(url, { identity: client })
      expect([tls?.protocol, tls?.clientCertificatePresented]).toEqual([version, false])
    },
  )

  test('stay with a connection that is used again, and identities never share one', async () => {
    const ports: (number | undefined)[] = []
    const url = await https((request, response) => {
      ports.push(request.socket.remotePort)
      response.end()
    })
    const w = wire()
    const first = await send(url, { identity: client }, w)
    const second = await send(url, { identity: client }, w)
    await send(url, {}, w)
    expect(second.tls).toEqual(first.tls)
    expect(ports[1]).toBe(ports[0])
    expect(ports[2]).not.toBe(ports[0])
  })
})

describe('a failure', () => {
  test('refused: nothing listens', async () => {
    const free = createTcpServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo
    free.close()
    await once(free, 'close')
    const exchange = await send(`https://127.0.0.1:${port}`)
    expect(failureOf(exchange)).toMatchObject({ kind: 'refused', detail: expect.stringContaining('ECONNREFUSED') })
    expect(exchange.tls).toBeUndefined()
    expect(exchange.timings.firstByteMs).toBeUndefined()
  })

  test('dns: the name does not exist', async () => {
    expect(failureOf(await send('https://no-such-host.invalid'))).toMatchObject({ kind: 'dns' })
  })

  test('reset: the connection ends before an answer', async () => {
    const url = await raw('', (socket) => socket.destroy())
    const exchange = await send(url)
    expect(failureOf(exchange)).toMatchObject({ kind: 'reset' })
    expect(exchange.tls?.protocol).toBe('TLSv1.3')
  })

  test('reset: the connection ends within the handshake', async () => {
    const url = await listening(createTcpServer((socket) => socket.destroy()))
    expect(failureOf(await send(url))).toMatchObject({ kind: 'reset' })
  })

  test('timeout: nobody shakes hands', async () => {
    const url = await listening(createTcpServer())
    const failure = failureOf(await send(url, {}, wire({ timeoutMs: 100 })))
    expect(failure).toEqual({ kind: 'timeout', limitMs: 100, phase: 'connect' })
  })

  test.each(['', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'])(
    'timeout: the answer does not end after «%s»',
    async (start) => {
      const url = await raw(start, () => undefined)
      const exchange = await send(url, {}, wire({ timeoutMs: 200 }))
      expect(failureOf(exchange)).toEqual({ kind: 'timeout', limitMs: 200, phase: 'response' })
      expect(exchange.timings.totalMs).toBeGreaterThanOrEqual(199)
    },
  )

  test.each([
    ['content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'],
    ['a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'],
    ['the last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n'],
  ])('truncated: less came than %s promised', async (_, bytes) => {
    const exchange = await send(await raw(bytes))
    expect(failureOf(exchange)).toMatchObject({ kind: 'truncated' })
    expect(exchange.timings.firstByteMs).toBeGreaterThan(0)
  })

  test('truncated: the connection is reset within the answer', async () => {
    const url = await raw('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab', (socket) => socket.destroy())
    expect(failureOf(await send(url))).toMatchObject({ kind: 'truncated' })
  })

  test('too-large: the body passes the limit', async () => {
    const url = await https((_, response) => response.end('x'.repeat(2000)))
    const failure = failureOf(await send(url, {}, wire({ maxBodyBytes: 1999 })))
    expect(failure).toEqual({ kind: 'too-large', limitBytes: 1999 })
    expect(responseOf(await send(url, {}, wire({ maxBodyBytes: 2000 }))).body).toHaveLength(2000)
  })

  test('other: the server does not speak HTTP', async () => {
    expect(failureOf(await send(await raw('SSH-2.0-OpenSSH\r\n')))).toMatchObject({ kind: 'other' })
  })

  test('other: the server does not speak TLS', async () => {
    const url = await listening(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(failureOf(await send(url))).toMatchObject({ kind: 'other', detail: expect.stringContaining('ERR_SSL') })
  })

  test.each([
    ['nonsense', 'The address is no URL.'],
    ['http://127.0.0.1/', 'Only https: is spoken.'],
  ])('unsendable: «%s» cannot be called', async (url, detail) => {
    expect(failureOf(await send(url))).toEqual({ kind: 'unsendable', detail })
  })

  test('other: a header that cannot be sent', async () => {
    const url = await https((_, response) => response.end())
    const exchange = await wire().send(get(url, { headers: { 'x-a': 'a\nb' } }), { ca: authority.certificate })
    expect(failureOf(exchange)).toMatchObject({ kind: 'other' })
  })

  test('unsendable: a key that does not belong to the certificate', async () => {
    const mixed = { certificate: client.certificate, key: server.key }
    expect(failureOf(await send('https://127.0.0.1:1', { identity: mixed }))).toMatchObject({ kind: 'unsendable' })
  })
})

describe('an untrusted peer', () => {
  test('is one of another authority', async () => {
    const url = await https((_, response) => response.end())
    const exchange = await send(url, { ca: foreign.certificate })
    expect(failureOf(exchange)).toMatchObject({ kind: 'untrusted-peer', detail: expect.stringContaining('UNABLE_TO') })
    expect(exchange.tls).toBeUndefined()
  })

  test('is one whose certificate names another host', async () => {
    const url = await https((_, response) => response.end())
    const byOtherAddress = url.replace('127.0.0.1', '127.0.0.2')
    const atOtherAddress = createTlsServer(identityOptions(server)).listen(Number(new URL(url).port), '127.0.0.2')
    await once(atOtherAddress, 'listening')
    opened.push({ close: async () => atOtherAddress.close() })
    expect(failureOf(await send(byOtherAddress))).toMatchObject({
      kind: 'untrusted-peer',
      detail: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    })
  })

  test('is one whose certificate is not for servers', async () => {
    const url = await https((_, response) => response.end(), identityOptions(client))
    expect(failureOf(await send(url))).toMatchObject({
      kind: 'untrusted-peer',
      detail: expect.stringContaining('INVALID_PURPOSE'),
    })
  })

  test('is one whose certificate has expired', async () => {
    const expired = await authority.issueServer({ commonName: 'A bank' }, [], { expired: true })
    const url = await https((_, response) => response.end(), identityOptions(expired))
    expect(failureOf(await send(url))).toMatchObject({
      kind: 'untrusted-peer',
      detail: expect.stringContaining('CERT_HAS_EXPIRED'),
    })
  })
})

describe('a TLS refusal', () => {
  const strict = () => ({
    ...identityOptions(server),
    requestCert: true,
    rejectUnauthorized: true,
    ca: authority.certificate,
  })

  test('without our certificate over TLS 1.2 is an alert', async () => {
    const url = await https((_, response) => response.end(), { ...strict(), maxVersion: 'TLSv1.2' })
    expect(failureOf(await send(url))).toEqual({ kind: 'tls-alert', alert: 'handshake_failure' })
  })

  test('without our certificate over TLS 1.3 is an alert, though the handshake was done', async () => {
    const url = await https((_, response) => response.end(), strict())
    const refused = await send(url)
    expect(failureOf(refused)).toEqual({ kind: 'tls-alert', alert: 'certificate_required' })
    expect(refused.tls).toMatchObject({ protocol: 'TLSv1.3', clientCertificatePresented: false })
    expect(responseOf(await send(url, { identity: client })).status).toBe(200)
  })

  test('of a certificate of another authority is an alert or a reset', async () => {
    const stranger = await foreign.issueClient({ commonName: 'A stranger' })
    const url = await https((_, response) => response.end(), { ...strict(), maxVersion: 'TLSv1.2' })
    expect(['tls-alert', 'reset']).toContain(failureOf(await send(url, { identity: stranger })).kind)
  })

  test('of the protocol: a server of TLS 1.1 is refused', async () => {
    const url = await https((_, response) => response.end(), {
      ...identityOptions(server),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    expect(failureOf(await send(url))).toEqual({ kind: 'tls-alert', alert: 'protocol_version' })
  })
})

describe('an old version of TLS', () => {
  const offering = async (url: string, tls: 'TLSv1' | 'TLSv1.1', w = wire()) =>
    w.send(get(url, { tls }), { ca: authority.certificate })

  test('is one that our own client speaks, so that its refusal tells something', async () => {
    const w = wire()
    expect([await w.speaks('TLSv1'), await w.speaks('TLSv1.1'), await w.speaks('TLSv1')]).toEqual([true, true, true])
  })

  test('is refused by a server of today', async () => {
    const url = await https((_, response) => response.end())
    expect(failureOf(await offering(url, 'TLSv1.1'))).toEqual({ kind: 'tls-alert', alert: 'protocol_version' })
    expect(failureOf(await offering(url, 'TLSv1'))).toEqual({ kind: 'tls-alert', alert: 'protocol_version' })
  })

  test('is the only one that is spoken where it is asked for, and no other request goes over that connection', async () => {
    const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
    const url = await https((_, response) => response.end(), { ...identityOptions(server), ...old })
    const w = wire()
    const spoken = [await offering(url, 'TLSv1', w), await offering(url, 'TLSv1.1', w), await send(url, {}, w)]
    expect(spoken.map(({ tls }) => tls?.protocol)).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.3'])
  })
})

describe('a load', () => {
  const loading = (url: string, seconds: number, signal = new AbortController().signal, w = wire({})) =>
    w.load(() => get(url), { ca: authority.certificate }, { rate: 50, seconds }, signal)

  test('of 50 requests a second goes out over connections that are used again', async () => {
    const sockets = new Set<unknown>()
    const url = await https((request, response) => {
      sockets.add(request.socket)
      response.end('ok')
    })
    const { facts, samples } = await loading(url, 1)
    expect(facts).toMatchObject({ ended: 'complete', sent: 50, answered: 50, statuses: { 200: 50 } })
    expect(facts.ms?.max).toBeLessThan(3000)
    expect(sockets.size).toBeLessThan(50)
    expect(samples[0]?.tls?.protocol).toBe('TLSv1.3')
  })

  test('is not slowed down by the rate of everything else', async () => {
    const url = await https((_, response) => response.end())
    const w = createWire({ timeoutMs: 10_000, maxBodyBytes: 1000, rate: 1 })
    opened.push(w)
    expect((await loading(url, 0.2, undefined, w)).facts.sent).toBe(10)
  })

  test('that is stopped ends within a second, and its connections with it', async () => {
    const stop = new AbortController()
    const left: Promise<unknown>[] = []
    const url = await https((request) => {
      left.push(once(request.socket, 'close'))
      if (left.length === 5) stop.abort()
    })
    const start = performance.now()
    expect((await loading(url, 60, stop.signal)).facts).toMatchObject({ ended: 'stopped', answered: 0 })
    await Promise.all(left)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('a connection that the server closed while it was idle', () => {
  const closing = async () => {
    let connections = 0
    // Answers once on a connection and cuts it when it is used again.
    const url = await listening(
      createTlsServer(identityOptions(server), (socket) => {
        connections++
        let answered = false
        socket.on('data', () => {
          if (answered) return void socket.destroy()
          answered = true
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
        })
      }),
    )
    return { url, connections: () => connections }
  }

  test('is replaced for a request that may be sent twice', async () => {
    const { url, connections } = await closing()
    const w = wire()
    await send(url, {}, w)
    expect(responseOf(await send(url, {}, w)).body).toBe('ok')
    expect(connections()).toBe(2)
  })

  test('is reported for a request that may not', async () => {
    const { url, connections } = await closing()
    const w = wire()
    await send(url, {}, w)
    const second = await w.send(get(url, { method: 'POST', body: 'x' }), { ca: authority.certificate })
    expect(failureOf(second)).toMatchObject({ kind: 'reset' })
    expect(connections()).toBe(1)
  })
})

test('close ends what is under way', async () => {
  const url = await raw('', () => undefined)
  const w = wire()
  const pending = send(url, {}, w)
  await w.close()
  expect(['other', 'reset']).toContain(failureOf(await pending).kind)
})
