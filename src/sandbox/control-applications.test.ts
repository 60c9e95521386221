import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { exportJWK, generateKeyPair } from 'jose'
import request from 'supertest'
import { ask, openWorkspace } from '../../tests/kits/sandbox.js'
import type { ApplicationIssue, WorkspaceFacts } from '../control/api.js'
import { createAuthority } from '../crypto/certificates.js'
import { startControl, type Control } from './control.js'

let control: Control
let token: string

beforeAll(async () => {
  const startWorkspace = async () => (await openWorkspace()).workspace
  control = await startControl({ host: '127.0.0.1', port: 0, adminToken: 'admin', startWorkspace })
  token = (await control.createWorkspace('first')).token
})
afterAll(() => control.close())

async function send(method: string, path: string, body?: unknown, bearer = token) {
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'
  const call = request(control.url)[verb](path).set('authorization', `Bearer ${bearer}`)
  if (body !== undefined) call.type('json').send(typeof body === 'string' ? body : JSON.stringify(body))
  const answer = await call
  return { status: answer.status, body: answer.body as Record<string, unknown> }
}

const registration = { name: 'Приложение', redirectUris: ['https://app.example/callback'], hosts: [] as string[] }
const join = async (participant: string, changes: object = {}) => {
  const { status, body } = await send('PUT', `/applications/${participant}`, { ...registration, ...changes })
  return { status, body, issue: body as unknown as ApplicationIssue }
}
const facts = async () => (await send('GET', '/workspace')).body as unknown as WorkspaceFacts
const thumbprint = (pem: string) => createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url')

/** A watch as a program holds it; `close` is abrupt. */
async function watch(participant: string, bearer = token) {
  const call = httpRequest(`${control.url}/applications/${participant}/arrivals`, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  call.on('error', () => undefined)
  call.end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  response.setEncoding('utf8')
  response.on('error', () => undefined)
  const ended = new Promise((resolve) => response.once('close', resolve))
  let text = ''
  response.on('data', (chunk: string) => (text += chunk))
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'],
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    /** Waits until a line has come that holds this. */
    until: async (part: string) => {
      while (!text.includes(part)) await once(response, 'data')
    },
    ended,
    close: async () => {
      call.destroy()
      await ended
    },
  }
}

/** The sandbox has noticed that a watcher went away. */
async function notWatched(participant: string): Promise<void> {
  while ((await send('GET', `/applications/${participant}/mark`)).status !== 409) continue
}

describe('tokens', () => {
  test.each([
    ['PUT', '/applications/MYAP01'],
    ['GET', '/applications/MYAP01/arrivals'],
    ['DELETE', '/applications/MYAP01/arrivals'],
    ['GET', '/applications/MYAP01/mark'],
    ['POST', '/applications/MYAP01/rules'],
    ['DELETE', '/applications/MYAP01/rules'],
    ['PUT', '/applications/MYAP01/stage'],
  ])('%s %s is refused with another, before anything else is said', async (method, path) => {
    for (const wrong of ['another', 'admin']) {
      const answer = await send(method, path, method === 'GET' ? undefined : {}, wrong)
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    }
  })
})

describe('joining', () => {
  test('issues what was not brought, and tells of it', async () => {
    const { status, issue } = await join('MYAP10', { hosts: ['app.example', '10.0.0.7'] })
    expect(status).toBe(200)
    const { ca, joined, providers } = await facts()
    const authority = new X509Certificate(ca)
    const client = new X509Certificate(issue.client?.certificate ?? '')
    const server = new X509Certificate(issue.server?.certificate ?? '')
    expect([client, server].map((it) => it.verify(authority.publicKey))).toEqual([true, true])
    expect(server.subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost, DNS:app.example, IP Address:10.0.0.7')
    expect(JSON.parse(issue.keyJwk ?? '')).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' })
    expect(joined).toContainEqual({
      certificate: expect.stringContaining(issue.client?.certificate.trim() ?? 'no certificate') as unknown,
      participant: 'MYAP10',
      name: 'Приложение',
      clientId: issue.clientId,
      redirectUris: registration.redirectUris,
    })
    expect(JSON.stringify(await facts())).not.toContain(issue.keyJwk)
    expect(providers.map(({ id }) => id)).not.toContain('MYAP10')
  })

  test('again keeps the client id; what was issued before is worth nothing', async () => {
    const first = await join('MYAP11')
    const second = await join('MYAP11', { redirectUris: ['http://127.0.0.1:8080/callback'], name: 'Другое' })
    const identities = [first, second].map(({ issue }) => issue.client ?? { certificate: '', key: '' })
    expect(second.issue.clientId).toBe(first.issue.clientId)
    const { api, ca, joined } = await facts()
    const codes = []
    for (const identity of identities)
      codes.push((await ask({ base: api, path: '/v3/accounts', identity, ca })).body.code)
    expect(codes).toEqual(['certificate_unknown', 'token_missing'])
    expect(joined.filter(({ participant }) => participant === 'MYAP11')).toMatchObject([{ name: 'Другое' }])
  })

  test('with a key and a certificate of its own, of an authority that the platform does not know', async () => {
    const authority = await createAuthority('Authority of the application')
    const identity = await authority.issueClient({ commonName: 'own' })
    const other = await authority.issueClient({ commonName: 'own' })
    const jwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)
    const { status, issue } = await join('MYAP12', { certificate: identity.certificate, jwk })
    expect([status, issue]).toEqual([200, { clientId: issue.clientId, issuer: issue.issuer }])
    const { api, ca, identities } = await facts()
    const knock = (by: typeof identity | undefined) =>
      ask({ base: api, path: '/v3/accounts', ca, ...(by ? { identity: by } : {}) }).then(
        ({ body }) => body.code,
        () => 'refused',
      )
    expect(await knock(identity)).toBe('token_missing')
    expect(await knock(other)).toBe('refused')
    expect(await knock(undefined)).toBe('refused')
    for (const name of ['expired', 'revoked', 'foreign']) expect(await knock(identities[name])).toBe('refused')
    expect(await knock(identities.application)).toBe('token_missing')
    await join('MYAP12')
    expect(await knock(identity)).toBe('refused')
  })

  test('connected to every bank, those that come later too', async () => {
    const { issue } = await join('MYAP13')
    const bank = { name: 'Банк', url: 'https://127.0.0.1:1', issue: false }
    await send('PUT', '/providers/LATE01', bank)
    const act = { act: 'connection', clientId: issue.clientId, on: true }
    for (const provider of ['KZGL01', 'ARKA02'])
      expect((await send('POST', '/acts', { ...act, provider })).body).toEqual({ before: true })
    // A draft cannot be connected to by hand: that it is connected shows when it is disconnected.
    expect((await send('POST', '/acts', { ...act, provider: 'LATE01', on: false })).body).toEqual({ before: true })
  })

  test('outlives a reset, in the state of the beginning', async () => {
    const { issue } = await join('MYAP14', { bin: '160240012349' })
    await send('POST', '/acts', { act: 'participant-state', participant: 'MYAP14', state: 'blocked' })
    await send('POST', '/reset')
    const { body } = await send('POST', '/acts', {
      act: 'participant-state',
      participant: 'MYAP14',
      state: 'registered',
    })
    expect(body).toEqual({ before: 'registered' })
    const { api, ca } = await facts()
    const answer = await ask({
      base: api,
      path: '/v3/accounts',
      ca,
      ...(issue.client ? { identity: issue.client } : {}),
    })
    expect(answer.body.code).toBe('token_missing')
  })

  test('with consent like any other', async () => {
    const { issue } = await join('MYAP15')
    const consent = {
      act: 'grant-consent',
      iin: '930218450130',
      scopes: ['accounts'],
      providers: ['KZGL01'],
      by: 'MYAP15',
    }
    expect((await send('POST', '/acts', consent)).body).toEqual({ consentId: expect.any(String) as unknown })
    expect(thumbprint(issue.client?.certificate ?? '')).toMatch(/^[\w-]{43}$/)
  })

  test.each([
    [
      ['https://app.example/cb', 'http://127.0.0.1:3000/cb', 'http://localhost/cb', 'http://[::1]:1/cb', 'kz.app:/cb'],
      200,
    ],
    [['http://app.example/cb'], 400],
    [['http://127.0.0.1.evil.example/cb'], 400],
    [['javascript:alert(1)'], 400],
    [['data:text/html,x'], 400],
    [['https://app.example/cb#fragment'], 400],
    [['not a url'], 400],
    [['https:/app.example'], 400],
    [[], 400],
  ])('redirect URIs %j: %d', async (redirectUris, status) => {
    expect((await join('MYAP16', { redirectUris })).status).toBe(status)
  })

  test.each<[string, object]>([
    ['an unknown setting', { admin: true }],
    ['a private key', { jwk: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' } }],
    ['a key on no curve', { jwk: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' } }],
    ['a symmetric key', { jwk: { kty: 'oct', k: 'c2VjcmV0' } }],
    ['a certificate that is none', { certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
    ['a host that is none', { hosts: ['a b'] }],
    ['a BIN that is none', { bin: '123456789012' }],
    ['no name', { name: '' }],
  ])('%s is refused', async (_, changes) => {
    const { status, body } = await join('MYAP17', changes)
    expect([status, typeof body.what, typeof body.remedy]).toEqual([400, 'string', 'string'])
    expect((await facts()).joined.map(({ participant }) => participant)).not.toContain('MYAP17')
  })

  test('an expired certificate is refused', async () => {
    const authority = await createAuthority('Authority of the application')
    const { certificate } = await authority.issueClient({ commonName: 'own' }, { expired: true })
    expect(await join('MYAP17', { certificate })).toMatchObject({ status: 400, body: { code: 'certificate-wrong' } })
  })

  test.each(['AKSH01', 'KZGL01'])('%s is another participant already', async (participant) => {
    expect(await join(participant)).toMatchObject({ status: 409, body: { code: 'participant-exists' } })
  })

  test('neither the BIN nor the certificate of another', async () => {
    const { identities } = await facts()
    const certificate = identities.application?.certificate
    expect(await join('MYAP18', { certificate })).toMatchObject({ status: 409, body: { code: 'certificate-taken' } })
    expect(await join('MYAP18', { bin: '260340000032' })).toMatchObject({
      status: 409,
      body: { code: 'participant-exists' },
    })
  })

  test.each(['myap01', 'MYAP1', '__proto__', 'constructor', '..%2F..%2Fworkspaces', 'MYAP01%00', 'MYAP01.'])(
    'the id %s is refused on every route',
    async (id) => {
      const answers = await Promise.all([
        send('PUT', `/applications/${id}`, registration),
        send('GET', `/applications/${id}/arrivals`),
        send('DELETE', `/applications/${id}/arrivals`),
        send('GET', `/applications/${id}/mark`),
        send('POST', `/applications/${id}/rules`, { handshake: 'old-tls' }),
        send('DELETE', `/applications/${id}/rules`),
        send('PUT', `/applications/${id}/stage`, {}),
      ])
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 400])
    },
  )
})

describe('watching', () => {
  test('begins with a line that says so, and a second watch is refused', async () => {
    await join('MYAP20')
    const first = await watch('MYAP20')
    await first.until('watching')
    expect([first.status, first.type]).toEqual([200, 'application/x-ndjson'])
    expect(first.lines()).toEqual([{ type: 'watching' }])
    expect(await send('GET', '/applications/MYAP20/arrivals')).toMatchObject({
      status: 409,
      body: { code: 'watched-already' },
    })
    await first.close()
  })

  test('ends when its caller is gone all of a sudden: rules are forgotten, and the place is free', async () => {
    const { issue } = await join('MYAP21')
    const first = await watch('MYAP21')
    await first.until('watching')
    const rule = { operation: 'listAccounts', times: 'always', answer: { kind: 'instead', status: 503, headers: {} } }
    expect((await send('POST', '/applications/MYAP21/rules', rule)).status).toBe(204)
    const { api, ca } = await facts()
    const identity = issue.client ?? { certificate: '', key: '' }
    const knock = async () => (await ask({ base: api, path: '/v3/accounts', identity, ca })).status
    expect(await knock()).toBe(503)
    await first.close()
    await notWatched('MYAP21')
    expect(await knock()).toBe(401)
    const second = await watch('MYAP21')
    await second.until('watching')
    expect(await knock()).toBe(401)
    await second.until('arrival')
    expect(second.lines().map(({ type }) => type)).toEqual(['watching', 'arrival'])
    await second.close()
  })

  test('ends when it is ended, and with the workspace', async () => {
    await join('MYAP22')
    const first = await watch('MYAP22')
    await first.until('watching')
    expect((await send('DELETE', '/applications/MYAP22/arrivals')).status).toBe(204)
    await first.ended
    expect((await send('DELETE', '/applications/MYAP22/arrivals')).status).toBe(409)

    const { token: own } = await control.createWorkspace('second')
    await send('PUT', '/applications/MYAP22', registration, own)
    const second = await watch('MYAP22', own)
    await second.until('watching')
    await send('DELETE', '/workspaces/second', undefined, 'admin')
    await second.ended
  })

  test('ends while a request is under way: it is let go, and nothing more is said', async () => {
    const { issue } = await join('MYAP26')
    const { api, ca } = await facts()
    const identity = issue.client ?? { certificate: '', key: '' }
    const first = await watch('MYAP26')
    await first.until('watching')
    const silent = { operation: 'listAccounts', times: 1, answer: { kind: 'silent', seconds: 60 } }
    await send('POST', '/applications/MYAP26/rules', silent)
    const knock = () => ask({ base: api, path: '/v3/accounts', identity, ca }).then(({ status }) => status)
    // Of two at once one is answered: the other one is under way then.
    const both = [knock(), knock()]
    const outcomes = Promise.allSettled(both)
    expect(await Promise.any(both)).toBe(401)
    expect((await send('DELETE', '/applications/MYAP26/arrivals')).status).toBe(204)
    expect((await outcomes).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await first.ended
    expect(await knock()).toBe(401)
    expect(first.lines().filter(({ type }) => type === 'arrival')).toHaveLength(1)
  })

  test('an application that has not joined cannot be watched, nor one that is not watched be told anything', async () => {
    expect((await send('GET', '/applications/NONE01/arrivals')).status).toBe(404)
    await join('MYAP23')
    const answers = await Promise.all([
      send('GET', '/applications/MYAP23/mark'),
      send('POST', '/applications/MYAP23/rules', { handshake: 'old-tls' }),
      send('DELETE', '/applications/MYAP23/rules'),
      send('PUT', '/applications/MYAP23/stage', {}),
    ])
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [409, 'not-watched']))
  })

  test('the mark stands behind what it counts', async () => {
    const { issue } = await join('MYAP24')
    const { api, ca } = await facts()
    const identity = issue.client ?? { certificate: '', key: '' }
    const first = await watch('MYAP24')
    await Promise.all([1, 2, 3].map(() => ask({ base: api, path: '/v3/accounts', identity, ca })))
    expect((await send('GET', '/applications/MYAP24/mark')).body).toEqual({ mark: 3 })
    await first.until('settled')
    expect(first.lines().map(({ type }) => type)).toEqual(['watching', 'arrival', 'arrival', 'arrival', 'settled'])
    expect(first.lines().at(-1)).toEqual({ type: 'settled', mark: 3 })
    await first.close()
  })

  test('a reset takes every rule back, and the watch goes on', async () => {
    const { issue } = await join('MYAP25')
    const { api, ca } = await facts()
    const identity = issue.client ?? { certificate: '', key: '' }
    const first = await watch('MYAP25')
    await first.until('watching')
    const rule = { operation: 'listAccounts', times: 'always', answer: { kind: 'instead', status: 503, headers: {} } }
    await send('POST', '/applications/MYAP25/rules', rule)
    await send('POST', '/reset')
    expect((await ask({ base: api, path: '/v3/accounts', identity, ca })).status).toBe(401)
    await first.until('arrival')
    await first.close()
  })
})

describe('rules and stages that are wrong', () => {
  let held: Awaited<ReturnType<typeof watch>>
  beforeAll(async () => {
    await join('MYAP30')
    held = await watch('MYAP30')
    await held.until('watching')
  })
  afterAll(() => held.close())

  const answering = (answer: object, rest: object = {}) => ({ operation: 'listAccounts', times: 1, answer, ...rest })
  const instead = { kind: 'instead', status: 200, headers: {} }

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['a list', []],
    ['an unknown handshake', { handshake: 'polite' }],
    ['a handshake and an answer', { handshake: 'old-tls', ...answering(instead) }],
    ['an unknown kind', answering({ kind: 'explode' })],
    ['an unknown operation', answering(instead, { operation: 'listAccount' })],
    ['the name of a prototype', answering(instead, { operation: '__proto__' })],
    ['no times', answering(instead, { times: 0 })],
    ['half a time', answering(instead, { times: 1.5 })],
    ['a status that ends nothing', answering({ ...instead, status: 100 })],
    ['a header that ends early', answering({ ...instead, headers: { 'x-a': 'b\r\nset-cookie: c' } })],
    ['a header name that is none', answering({ ...instead, headers: { 'x a': 'b' } })],
    ['a header of the framing', answering({ ...instead, headers: { 'transfer-encoding': 'chunked' } })],
    ['a length', answering({ ...instead, headers: { 'content-length': '1' } })],
    ['a pointer that is none', answering({ kind: 'changed', set: { accounts: 1 }, remove: [] })],
    [
      'a prototype as a key',
      '{"operation":"listAccounts","times":1,"answer":{"kind":"changed","set":{"__proto__":{"a":1}},"remove":[]}}',
    ],
    [
      'a constructor as a key',
      '{"operation":"listAccounts","times":1,"answer":{"kind":"id-token","set":{"constructor":{"prototype":{"a":1}}},"remove":[],"signature":"good"}}',
    ],
    ['an ocean of padding', answering({ kind: 'padded', bytes: 1e12 })],
    ['silence for a day', answering({ kind: 'silent', seconds: 86_400 })],
    ['a redirect of an answer', answering({ kind: 'redirect', set: {}, remove: [] })],
    ['a change of a redirect', answering({ kind: 'cut' }, { operation: 'authorize' })],
  ])('%s', async (_, rule) => {
    const { status, body } = await send('POST', '/applications/MYAP30/rules', rule)
    expect([status, typeof body.what, typeof body.remedy]).toEqual([400, 'string', 'string'])
    expect({}).not.toHaveProperty('a')
  })

  test('too large', async () => {
    const rule = answering({ ...instead, text: 'x'.repeat(2_000_000) })
    expect((await send('POST', '/applications/MYAP30/rules', rule)).status).toBe(413)
    expect((await send('PUT', '/applications/MYAP31', { ...registration, name: 'x'.repeat(2_000_000) })).status).toBe(
      413,
    )
  })

  test.each<[string, unknown]>([
    ['a text in one language', { awaited: { ru: 'x' } }],
    ['an unknown setting', { html: '<b>' }],
    [
      'a button without a name',
      { prompt: { id: 'a', text: { ru: 'x', en: 'x' }, buttons: [{ id: '', text: { ru: 'x', en: 'x' } }] } },
    ],
    ['a text without end', { awaited: { ru: 'x'.repeat(5000), en: 'x' } }],
  ])('a stage with %s', async (_, stage) => {
    expect((await send('PUT', '/applications/MYAP30/stage', stage)).status).toBe(400)
  })

  test('what it names is suggested', async () => {
    const { body } = await send('POST', '/applications/MYAP30/rules', answering(instead, { operation: 'listAccount' }))
    expect(body).toMatchObject({ code: 'operation-unknown', what: expect.stringContaining('listAccounts') as unknown })
  })
})
