import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { Agent, fetch } from 'undici'
import type { Arrival, ToldAnswer } from '../src/model/application.js'
import type { RawExchange } from '../src/model/exchange.js'
import type { AppInbox } from '../src/platform/app-inbox.js'
import { enterSandbox, type TestSandbox } from './support/sandbox.js'
import { consented, joined, walk, watched, type UnderTest } from './support/watched.js'

/** Every answer that an application can be told, seen from its end. */
let sandbox: TestSandbox
let app: UnderTest
let inbox: AppInbox
let token: string

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
const list = (path = '/v3/accounts') => app.application.call('GET', path, token, undefined, bank())
const tell = (operation: string, answer: ToldAnswer, times: number | 'always' = 1) =>
  inbox.respond({ operation, times, answer })
const all = async (): Promise<readonly Arrival[]> => inbox.between(0, (await inbox.mark()) + 1)
const marked = async () => (await all()).map(({ exchange }) => exchange.request.inbound?.answered)
const last = async (): Promise<Arrival['exchange']> => {
  const exchange = (await all()).at(-1)?.exchange
  if (!exchange) throw new Error('nothing has arrived')
  return exchange
}

describe('instead', () => {
  const gone: ToldAnswer = { kind: 'instead', status: 503, headers: { 'retry-after': '7' }, body: { code: 'down' } }

  test('is said as often as told, then the normal answer comes', async () => {
    await tell('listAccounts', gone, 2)
    expect(await list()).toMatchObject({ status: 503, headers: { 'retry-after': '7' }, body: { code: 'down' } })
    expect([(await list()).status, (await list()).status]).toEqual([503, 200])
    expect(await marked()).toEqual(['as-told', 'as-told', 'normally'])
    expect((await all())[0]?.exchange.outcome).toMatchObject({
      response: { status: 503, headers: { 'retry-after': '7' }, json: { code: 'down' } },
    })
  })

  test('is said always, until it is taken back', async () => {
    await tell('listAccounts', gone, 'always')
    expect([(await list()).status, (await list()).status]).toEqual([503, 503])
    await inbox.respondNormally()
    expect((await list()).status).toBe(200)
  })

  test('a later rule takes the place of an earlier one', async () => {
    await tell('listAccounts', gone, 'always')
    await tell('listAccounts', { kind: 'instead', status: 429, headers: {}, body: {} })
    expect([(await list()).status, (await list()).status]).toEqual([429, 200])
  })

  test('is no JSON where a text is told', async () => {
    const text = '{"accounts": ['
    await tell('listAccounts', { kind: 'instead', status: 200, headers: { 'content-type': 'application/json' }, text })
    await expect(list()).rejects.toThrow('JSON')
    expect(await last()).toMatchObject({ outcome: { response: { status: 200, body: text } } })
  })

  test('has no effect: a code is as good as before', async () => {
    const { code = '' } = await walk(sandbox, app)
    await tell('token', { kind: 'instead', status: 500, headers: {}, body: { error: 'server_error' } })
    expect((await app.application.token(code)).status).toBe(500)
    expect(await last()).toMatchObject({
      request: { operation: 'token', body: expect.stringContaining(`code=${code}`) as unknown },
    })
    expect((await app.application.token(code)).status).toBe(200)
  })

  test('concerns its operation and this application only', async () => {
    const other = await joined(sandbox, 'MYAP02')
    const theirs = await consented(sandbox, other)
    await tell('listAccounts', gone, 'always')
    const answer = await other.application.call('GET', '/v3/accounts', theirs, undefined, bank())
    const history = await app.application.call('GET', '/v1/oauth/users/consent-history', token)
    expect([answer.status, history.status]).toEqual([200, 200])
    await other.application.close()
  })

  test('of authorize is what the client sees', async () => {
    await tell('authorize', { kind: 'instead', status: 503, headers: { 'content-type': 'text/plain' }, text: 'down' })
    const pushed = await app.application.push()
    expect(await page(String(pushed.body.url))).toEqual({ status: 503, text: 'down' })
    expect((await page(String(pushed.body.url))).status).toBe(303)
    expect(await last()).toMatchObject({ request: { operation: 'authorize', inbound: { answered: 'as-told' } } })
  })
})

describe('changed', () => {
  test('the normal answer has values set and removed', async () => {
    const { body: normal } = await list()
    const set = { '/accounts/0/colour': 'red', '/accounts/0/currency': 7 }
    await tell('listAccounts', { kind: 'changed', set, remove: ['/accounts/0/iban'] })
    const { status, headers, body } = await list()
    const [before, after] = [normal, body].map(({ accounts }) => (accounts as Record<string, unknown>[])[0] ?? {})
    const { iban, ...rest } = before ?? {}
    expect(iban).toEqual(expect.any(String))
    expect(after).toEqual({ ...rest, colour: 'red', currency: 7 })
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-length': String(Buffer.byteLength(JSON.stringify(body))) })
    expect(await last()).toMatchObject({
      request: { inbound: { answered: 'as-told' } },
      outcome: { response: { json: body } },
    })
  })

  test('a refusal is not changed, and the rule waits for an answer that it can change', async () => {
    await tell('listAccounts', { kind: 'changed', set: { '/added': true }, remove: [] })
    const refused = await app.application.call('GET', '/v3/accounts', 'no-token', undefined, bank())
    expect(refused).toMatchObject({ status: 401 })
    expect(refused.body).not.toHaveProperty('added')
    expect((await list()).body).toHaveProperty('added', true)
    expect(await marked()).toEqual(['normally', 'as-told'])
  })
})

describe('id-token', () => {
  const told = (change: Partial<Extract<ToldAnswer, { kind: 'id-token' }>>): ToldAnswer => ({
    kind: 'id-token',
    set: {},
    remove: [],
    signature: 'good',
    ...change,
  })
  const idTokenOf = async (answer: ToldAnswer): Promise<string> => {
    const { code = '' } = await walk(sandbox, app)
    await tell('token', answer)
    const { status, body } = await app.application.token(code)
    expect(status).toBe(200)
    expect(await last()).toMatchObject({ request: { operation: 'token', inbound: { answered: 'as-told' } } })
    return String(body.id_token)
  }
  const verify = async (idToken: string) => {
    const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
    const keys = createRemoteJWKSet(new URL(sandbox.facts.jwks ?? ''), {
      [customFetch]: async (url, { headers, method, signal }) => {
        const answer = await fetch(url, { headers: [...headers], method, signal, dispatcher: agent })
        return new Response(await answer.text(), { status: answer.status })
      },
    })
    try {
      return await jwtVerify(idToken, keys, { currentDate: new Date(0) }).catch((error: unknown) => String(error))
    } finally {
      await agent.close()
    }
  }

  test('claims set and removed, signed as always', async () => {
    const idToken = await idTokenOf(told({ set: { iss: 'https://other.example', aud: ['x'] }, remove: ['nonce'] }))
    const verified = await verify(idToken)
    expect(verified).toMatchObject({ payload: { iss: 'https://other.example', aud: ['x'] } })
    expect(decodeJwt(idToken)).not.toHaveProperty('nonce')
    expect(decodeJwt(idToken)).toHaveProperty('sub')
  })

  test('expired', async () => {
    const { exp = 0, iat = 0 } = decodeJwt(await idTokenOf(told({ expiresIn: -60 })))
    expect(exp).toBeLessThanOrEqual(Date.now() / 1000 - 59)
    expect(iat).toBeLessThan(exp)
  })

  test('signed by a key that nobody knows, under the name of the good one', async () => {
    const idToken = await idTokenOf(told({ signature: 'foreign' }))
    const keys = (await (await jwks()).json()) as { keys: { kid: string }[] }
    expect(keys.keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(idToken).kid)
    expect(await verify(idToken)).toContain('JWSSignatureVerificationFailed')
  })

  test('unsigned', async () => {
    const idToken = await idTokenOf(told({ signature: 'none' }))
    expect(decodeProtectedHeader(idToken).alg).toBe('none')
    expect(idToken.endsWith('.')).toBe(true)
    expect(decodeJwt(idToken)).toHaveProperty('nonce', 'nonce-1')
  })

  async function jwks() {
    const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
    const answer = await fetch(sandbox.facts.jwks ?? '', { dispatcher: agent })
    const text = await answer.text()
    await agent.close()
    return new Response(text)
  }
})

describe('redirect', () => {
  test('the client comes back with other parameters', async () => {
    await tell('authorize', { kind: 'redirect', set: { state: 'wrong', extra: 'ä &' }, remove: ['iss'] })
    const returned = await walk(sandbox, app)
    expect(returned).toEqual({ code: expect.any(String) as unknown, state: 'wrong', extra: 'ä &' })
    expect(await last()).toMatchObject({
      request: { operation: 'authorize', inbound: { answered: 'as-told' } },
      outcome: {
        response: { status: 303, headers: { location: expect.stringContaining('state=wrong') as unknown }, body: '' },
      },
    })
    expect(await walk(sandbox, app)).toMatchObject({ state: 'state-1', iss: sandbox.facts.issuer })
  })
})

test('cut: the answer breaks off in the middle of its body', async () => {
  await tell('listAccounts', { kind: 'cut' })
  await expect(list()).rejects.toMatchObject({ code: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) as unknown })
  const { request, outcome } = await last()
  const { headers, body } = responseIn(outcome)
  expect(request.inbound?.answered).toBe('as-told')
  expect(Math.ceil(Number(headers['content-length']) / 2)).toBe(Buffer.byteLength(body))
  expect((await list()).status).toBe(200)
})

test('padded: valid, as long as told, and kept without the padding', async () => {
  const bytes = 5_000_000
  const normal = await list()
  await tell('listAccounts', { kind: 'padded', bytes })
  expect(await list()).toMatchObject({ status: 200, headers: { 'content-length': String(bytes) }, body: normal.body })
  expect(JSON.stringify(await last()).length).toBeLessThan(20_000)
})

describe('silent', () => {
  test('nothing is said until the time is over', async () => {
    await tell('listAccounts', { kind: 'silent', seconds: 0.2 })
    await expect(list()).rejects.toMatchObject({ code: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) as unknown })
    const { outcome, timings } = await last()
    expect(outcome).toEqual({ failure: { kind: 'timeout', limitMs: 200, phase: 'response' } })
    expect(timings.totalMs).toBeGreaterThan(190)
  })

  /** Two at once: the one that is answered shows that the other one has been taken. */
  const oneOfTwo = async (signal?: AbortSignal) => {
    const asking = [ask(signal), ask(signal)]
    expect(await Promise.any(asking)).toBe(200)
    return async () => (await Promise.allSettled(asking)).map(({ status }) => status).sort()
  }

  test('whoever stops waiting has arrived', async () => {
    await tell('listAccounts', { kind: 'silent', seconds: 60 })
    const patience = new AbortController()
    const outcomes = await oneOfTwo(patience.signal)
    patience.abort()
    expect(await outcomes()).toEqual(['fulfilled', 'rejected'])
    const arrivals = await all()
    expect(
      arrivals.map(({ exchange: { outcome } }) => ('failure' in outcome ? outcome.failure.kind : 'answer')),
    ).toEqual(expect.arrayContaining(['reset', 'answer']))
  })

  test('is over when everything is answered normally again', async () => {
    await tell('listAccounts', { kind: 'silent', seconds: 60 })
    const outcomes = await oneOfTwo()
    await inbox.respondNormally()
    expect(await outcomes()).toEqual(['fulfilled', 'rejected'])
    expect(await ask()).toBe(200)
  })

  async function ask(signal: AbortSignal | null = null): Promise<number> {
    const { certificate: cert, key } = app.identity
    const agent = new Agent({ connect: { ca: sandbox.facts.ca, cert, key } })
    try {
      const headers = { authorization: `Bearer ${token}`, ...bank() }
      const answer = await fetch(`${sandbox.facts.api}/v3/accounts`, { dispatcher: agent, headers, signal })
      await answer.text()
      return answer.status
    } finally {
      await agent.destroy()
    }
  }
})

function responseIn(outcome: RawExchange['outcome']) {
  if ('response' in outcome) return outcome.response
  throw new Error(`there was no answer: ${outcome.failure.kind}`)
}

async function page(url: string) {
  const agent = new Agent({ connect: { ca: sandbox.facts.ca } })
  const response = await fetch(url, { dispatcher: agent, redirect: 'manual' })
  const text = await response.text()
  await agent.close()
  return { status: response.status, text: response.status === 303 ? '' : text }
}
