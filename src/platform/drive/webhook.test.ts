import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { serve, type FakeServer } from '../../../tests/support/fake-bank.js'
import { parseJson, type Json } from '../../base/json.js'
import { createAuthority, type Authority } from '../../crypto/certificates.js'
import type { AppErrand } from '../../model/application.js'
import type { Person } from '../../model/ports.js'
import { programDriver } from './program-driver.js'
import { webhookMessenger, type WebhookOptions } from './webhook.js'

interface Seen {
  readonly path: string
  readonly token: string | undefined
  readonly body: Json | undefined
}

let authority: Authority
let server: FakeServer
let seen: Seen[]
let answer: (response: ServerResponse, request: IncomingMessage) => unknown

beforeAll(async () => {
  authority = await createAuthority('Authority of the application')
  const { certificate, key } = await authority.issueServer({ commonName: 'app' })
  server = await serve(
    createServer({ cert: certificate, key }, (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { url = '', headers } = request
        seen.push({ path: url, token: headers.authorization, body: parseJson(Buffer.concat(chunks).toString()) })
        answer(response, request)
      })
    }),
  )
})
afterAll(() => server.close())
beforeEach(() => {
  seen = []
  answer = json({ shows: 'Accounts' })
})

const json =
  (body: Json, status = 200) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const token = 'token-of-the-driver'
const errand: AppErrand = {
  act: 'connect',
  client: { name: 'anna', fullName: 'Анна', has: ['accounts'], iin: '960440000151', phone: '+77010000001' },
  providers: [{ id: 'BANK01', name: 'First' }],
  scopes: ['accounts'],
  goal: 'decline',
}
const walked: unknown[] = []
const person: Person = {
  visit: () => Promise.reject(new Error('nobody visits')),
  walkThrough: async (...args) => {
    walked.push(args)
    return { shows: 'Linked', pages: ['consent'] }
  },
}
const { signal } = new AbortController()

function driver(changes: Partial<WebhookOptions> = {}, who: Person = person) {
  const url = `${server.url}/drive`
  const messenger = webhookMessenger({ url, token, ca: authority.certificate, ...changes })
  return programDriver({ messenger, person: who, ca: 'authority of its pages', language: 'ru' })
}

const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

describe('a webhook', () => {
  test('is given the errand as JSON with its token, and answers what the client sees', async () => {
    expect(await driver().drive({ ...errand, act: 'show' }, signal)).toEqual({ shows: 'Accounts', pages: [] })
    expect(seen).toEqual([
      {
        path: '/drive',
        token: `Bearer ${token}`,
        body: {
          act: 'show',
          client: { name: 'Анна', iin: '960440000151', phone: '+77010000001', legalEntity: false },
          providers: [{ id: 'BANK01', name: 'First' }],
        },
      },
    ])
  })

  test('of a company: who acts for it', async () => {
    const representative = { iin: '850101300005', phone: '+77010000002' }
    const client = { ...errand.client, has: ['legal-entity'], representative }
    await driver().drive({ ...errand, act: 'look', client }, signal)
    expect(seen[0]?.body).toMatchObject({ act: 'look', client: { legalEntity: true, representative } })
  })

  test('reading of data that need no client: what, of whom, in which language', async () => {
    const read: AppErrand = { act: 'read', providers: errand.providers, data: ['branches', 'atms'], language: 'kk' }
    expect(await driver().drive(read, signal)).toEqual({ shows: 'Accounts', pages: [] })
    expect(seen[0]?.body).toEqual({ ...read, providers: [{ id: 'BANK01', name: 'First' }] })
    answer = json({ url: 'https://app.example/begin' })
    expect(await problemOf(driver().drive(read, signal))).toMatchObject({ code: 'driver-url' })
    expect(walked).toEqual([])
  })

  test('answers with an address, from which the person walks on', async () => {
    answer = json({ url: 'https://app.example/begin', shows: 'before' })
    expect(await driver().drive(errand, signal)).toEqual({ shows: 'Linked', pages: ['consent'] })
    expect(seen[0]?.body).toMatchObject({ act: 'connect', scopes: ['accounts'], goal: 'decline' })
    expect(walked).toEqual([['https://app.example/begin', errand.client, 'decline', { ca: 'authority of its pages' }]])
  })

  test.each<[Json, 'yes' | 'no' | undefined]>([
    [{ answer: 'yes' }, 'yes'],
    [{ answer: 'no', by: 'something more' }, 'no'],
    [{ answer: null }, undefined],
  ])('answers a question with %j', async (body, expected) => {
    answer = json(body)
    const question = { ru: 'Видно?', en: 'Seen?' }
    expect(await driver().ask(question, signal, 'result')).toBe(expected)
    expect(seen[0]?.body).toEqual({ ask: 'Видно?', language: 'ru', topic: 'result' })
  })

  test('without a token none is sent; over http on this machine', async () => {
    const { createServer: createPlainServer } = await import('node:http')
    const plain = await serve(
      createPlainServer((request, response) => json({ shows: String(request.headers.authorization) })(response)),
      'http',
    )
    try {
      const messenger = webhookMessenger({ url: `${plain.url}/drive`, ca: authority.certificate })
      const found = await programDriver({ messenger, person, language: 'en' }).drive(errand, signal)
      expect(found.shows).toBe('undefined')
    } finally {
      await plain.close()
    }
  })
})

describe('a problem says what is wrong and how to mend it, never the token or what was answered', () => {
  const secret = 'Счёт KZ31980KZG0000000301'

  test.each<[string, (response: ServerResponse) => unknown, object]>([
    [
      'no JSON',
      (response) => response.end(secret),
      { code: 'driver-answer', what: 'The answer of the driver is no JSON.' },
    ],
    ['a wrong type', json({ url: 5, shows: secret }), { code: 'driver-answer', what: expect.stringContaining('url') }],
    ['a list', json([secret]), { code: 'driver-answer' }],
    ['status 500', json({ secret }, 500), { code: 'driver-status', what: 'The webhook answered 500, not 2xx.' }],
    ['status 401', json({ secret }, 401), { code: 'driver-status', remedy: expect.stringContaining('`token`') }],
    ['status 404', json({ secret }, 404), { code: 'driver-status', remedy: expect.stringContaining('address') }],
    [
      'a redirect',
      (response) => response.writeHead(307, { location: `${server.url}/elsewhere` }).end(),
      { code: 'driver-status', remedy: expect.stringContaining('redirects are not followed') },
    ],
    [
      'an answer without end',
      (response) => response.writeHead(200).end('x'.repeat(5000)),
      { code: 'driver-too-large', what: 'The webhook answered more than 2000 bytes.' },
    ],
    ['nothing', () => undefined, { code: 'driver-timeout', what: 'The webhook did not answer within 0.3 s.' }],
    [
      'an answer that stops',
      (response) => response.writeHead(200, { 'content-length': '100' }).write('{'),
      { code: 'driver-timeout' },
    ],
    ['a connection that breaks', (response) => response.destroy(), { code: 'driver-unreachable' }],
  ])('%s', async (_, given, expected) => {
    answer = given
    const found = await problemOf(driver({ timeoutMs: 300, mostBytes: 2000 }).drive(errand, signal))
    expect(found).toMatchObject({ ...expected, place: { name: `webhook ${server.url}/drive` } })
    expect(JSON.stringify(found)).not.toContain('KZ31')
    expect(JSON.stringify(found)).not.toContain(token)
    expect(seen.map(({ path }) => path)).toEqual(['/drive'])
  })

  test('an authority that is not trusted', async () => {
    const { certificate } = await createAuthority('Another')
    expect(await problemOf(driver({ ca: certificate }).drive(errand, signal))).toMatchObject({
      code: 'driver-unreachable',
      remedy: expect.stringContaining('`ca` beside `webhook`'),
    })
    expect(seen).toEqual([])
  })

  test('a port that nobody listens on', async () => {
    expect(
      await problemOf(driver({ url: 'https://127.0.0.1:1/drive?key=hidden' }).drive(errand, signal)),
    ).toMatchObject({
      code: 'driver-unreachable',
      what: expect.stringContaining('ECONNREFUSED'),
      place: { name: 'webhook https://127.0.0.1:1/drive' },
    })
  })

  test('an answer to a question that is none', async () => {
    answer = json({ answer: 'perhaps' })
    expect(await problemOf(driver().ask({ ru: 'x', en: 'x' }, signal))).toMatchObject({
      code: 'driver-answer',
      remedy: expect.stringContaining('{"answer":"yes"}'),
    })
  })

  test('a run that is interrupted meanwhile', async () => {
    const interruption = new AbortController()
    answer = () => interruption.abort()
    expect(await problemOf(driver().drive(errand, interruption.signal))).toMatchObject({ code: 'driver-interrupted' })
  })

  test('an address from which nobody can walk on', async () => {
    answer = json({ url: 'https://app.example/begin' })
    expect(
      await problemOf(driver({}, { visit: () => Promise.reject(new Error('nobody visits')) }).drive(errand, signal)),
    ).toMatchObject({ code: 'driver-url' })
  })
})
