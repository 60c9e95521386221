import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Arrival } from '../src/model/application.js'
import type { AppInbox } from '../src/platform/app-inbox.js'
import { enterSandbox, type TestSandbox } from './support/sandbox.js'
import { consented, joined, walk, watched, type UnderTest } from './support/watched.js'

/** An application under test in the built sandbox: what arrives, and that nothing else does. */
let sandbox: TestSandbox
let app: UnderTest
let inbox: AppInbox
const never = new AbortController().signal

beforeAll(async () => {
  sandbox = await enterSandbox()
})
afterAll(() => sandbox.leave())
beforeEach(async () => {
  await sandbox.reset()
  app = await joined(sandbox)
  inbox = await watched(sandbox)
})
afterEach(async () => {
  await inbox.close()
  await app.application.close()
})

const bank = () => ({ 'x-participant-id': sandbox.facts.providers[0]?.id ?? '' })
const all = async (): Promise<readonly Arrival[]> => inbox.between(0, (await inbox.mark()) + 1)
const answered = ({ exchange: { outcome } }: Arrival) =>
  'response' in outcome ? outcome.response.status : outcome.failure.kind

describe('a journey', () => {
  test('arrives in its order: pushed request, way back, token, data', async () => {
    const token = await consented(sandbox, app)
    const requestId = '5f0c1d9e-8a39-4bb4-9d2c-3b5a2b0e9f11'
    await app.application.call('GET', '/v3/accounts', token, undefined, { ...bank(), 'x-request-id': requestId })
    const arrivals = await all()
    expect(arrivals.map(({ mark, exchange }) => [mark, exchange.request.operation])).toEqual([
      [1, 'generateUserUrl'],
      [2, 'authorize'],
      [3, 'token'],
      [4, 'listAccounts'],
    ])
    expect(arrivals.map(answered)).toEqual([201, 303, 200, 200])
    const [pushed, back, tokens, list] = arrivals.map(({ exchange }) => exchange)
    expect(pushed?.request).toMatchObject({
      method: 'POST',
      url: `${sandbox.facts.api}/v1/auth/generate-user-url`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      peer: 'platform',
      via: 'through',
      credential: { certificate: 'application', authorization: 'none' },
      inbound: { mark: 1, answered: 'normally' },
    })
    expect(new URLSearchParams(pushed?.request.body).get('code_challenge_method')).toBe('S256')
    expect(new URLSearchParams(tokens?.request.body).get('grant_type')).toBe('authorization_code')
    expect(tokens?.outcome).toMatchObject({ response: { json: { access_token: token }, validUtf8: true } })
    expect(back?.request.url).toContain(`client_id=${app.issue.clientId}`)
    expect(back?.request.credential).toEqual({ certificate: 'none', authorization: 'none' })
    const location = back && 'response' in back.outcome ? back.outcome.response.headers.location : ''
    expect(location).toMatch(/^https:\/\/myap01\.example\/callback\?code=[\w-]+&state=state-1&iss=/)
    expect(list?.request).toMatchObject({
      idHeader: 'x-request-id',
      headers: { authorization: `Bearer ${token}`, 'x-request-id': requestId },
      credential: { certificate: 'application', authorization: 'bearer' },
    })
    expect(list?.tls).toMatchObject({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/) as unknown,
      peerCertificate: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      peerSubject: expect.stringContaining('CN=MYAP01') as unknown,
      clientCertificatePresented: true,
    })
  })

  test('declined: the way back holds the error', async () => {
    expect(await walk(sandbox, app, { goal: 'decline' })).toMatchObject({ error: 'access_denied', state: 'state-1' })
    const back = await inbox.next({ operation: 'authorize' }, 0, 5000, never)
    expect(back?.exchange.outcome).toMatchObject({
      response: { headers: { location: expect.stringContaining('error=access_denied') as unknown } },
    })
  })

  test('a request that the platform cannot take is an arrival too', async () => {
    const { clientId } = app.issue
    await fetchPage(sandbox, `/v1/oauth/authorize?client_id=${clientId}&request_uri=urn:nothing`)
    expect((await all()).map((it) => [it.exchange.request.operation, answered(it)])).toEqual([['authorize', 303]])
  })
})

test('an application on this machine is returned to without TLS', async () => {
  const local = await joined(sandbox, 'MYAP03', { redirectUris: ['http://127.0.0.1:8931/callback'] })
  const way = { trait: 'many-transactions' }
  expect(await walk(sandbox, local, way)).toMatchObject({ state: 'state-1' })
  expect(await consented(sandbox, local, way)).toMatch(/^ey/)
  expect(await all()).toEqual([])
  await local.application.close()
})

test('what the platform refuses arrives whole, though nobody read its body', async () => {
  const body = { userConsentHistoryId: 'x' }
  await app.application.call('POST', '/v1/oauth/users/revoke-access', 'no-token', body)
  await app.application.call('GET', '/v3/nowhere?a=1', 'no-token')
  const [revoke, nowhere] = (await all()).map(({ exchange }) => exchange)
  expect(revoke?.request).toMatchObject({ operation: 'revokeAccess', body: JSON.stringify(body) })
  expect(revoke?.outcome).toMatchObject({ response: { status: 401, json: { code: 'token_invalid' } } })
  expect(nowhere?.request).toMatchObject({ operation: null, url: `${sandbox.facts.api}/v3/nowhere?a=1` })
  expect(nowhere?.outcome).toMatchObject({ response: { status: 404 } })
})

test('two applications side by side do not see each other, nor what others do', async () => {
  const other = await joined(sandbox, 'MYAP02')
  const second = await watched(sandbox, 'MYAP02')
  try {
    const [one, two] = await Promise.all([
      consented(sandbox, app),
      consented(sandbox, other, { trait: 'two-currencies' }),
    ])
    await Promise.all([
      app.application.call('GET', '/v3/accounts', one, undefined, bank()),
      other.application.call('GET', '/v3/accounts', two, undefined, bank()),
    ])
    const seen = async (watch: AppInbox) =>
      watch.between(0, (await watch.mark()) + 1).map(({ exchange }) => exchange.request)
    for (const [watch, subject] of [[inbox, 'MYAP01'] as const, [second, 'MYAP02'] as const]) {
      const requests = await seen(watch)
      expect(requests.map(({ operation }) => operation)).toEqual([
        'generateUserUrl',
        'authorize',
        'token',
        'listAccounts',
      ])
      expect(JSON.stringify(requests)).toContain(`${subject.toLowerCase()}-application`)
    }
  } finally {
    await second.close()
    await other.application.close()
  }
})

/** A page of the platform, as a browser gets it. */
async function fetchPage({ facts }: TestSandbox, path: string) {
  const { Agent, fetch } = await import('undici')
  const agent = new Agent({ connect: { ca: facts.ca } })
  try {
    const response = await fetch(facts.pages + path, { dispatcher: agent, redirect: 'manual' })
    return { status: response.status, text: await response.text() }
  } finally {
    await agent.close()
  }
}
