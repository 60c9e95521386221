import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { allScopes, bank, otherBank, startWorld, type App, type Client, type Reached, type World } from './test-kit.js'
import { account, iban, json, type Call, type Operation, type Plan, type Told } from './test-platform.js'

let world: World
let app: App

beforeAll(async () => {
  world = await startWorld()
  app = await world.startApp()
})
afterAll(() => world.stop())

/** Every probe has clients of its own: what is held of one tells nothing of another. */
let clients = 0
const newPerson = (): Client => ({ name: 'Мәдина', iin: `9302181${String(++clients).padStart(5, '0')}` })
const newCompany = (): Client => ({ name: 'ТОО «Көктем»', iin: `1908401${String(++clients).padStart(5, '0')}` })

/** What the platform got while something was done. */
async function callsWhile(action: () => Promise<unknown>, ...operations: Operation[]): Promise<Call[]> {
  const before = world.platform.calls.length
  await action()
  return world.platform.calls.slice(before).filter(({ operation }) => operations.includes(operation))
}

const data: Operation[] = ['accounts', 'balances', 'transactions']

/** What a page of the application tells, in a word. */
const told = (page: string): string => {
  const sentences = {
    linked: 'Согласие получено',
    declined: 'Согласие не дано',
    'not trusted': 'не прошёл проверку',
    'another session': 'для другого входа',
    'not served': 'не обслуживаются',
    failed: 'Платформа не выдала доступ',
    'no consent': 'Нет действующего согласия',
    'consent gone': 'Согласие больше не действует',
    'not connected': 'Согласие не относится',
    maintenance: 'Технологические работы',
    busy: 'Слишком много запросов',
    unavailable: 'сейчас не отвечает',
    insecure: 'Защищённое соединение',
    unusable: 'нельзя прочитать',
    'shown data': iban,
  }
  const found = Object.entries(sentences).filter(([, sentence]) => page.includes(sentence))
  return found.map(([word]) => word).join(', ') || 'nothing'
}

/** How a journey ends on a platform that behaves so, and how often a token was asked for. */
const journeyUnder = (plan: Plan) => async (by: Reached) => {
  world.platform.behave(plan)
  let after = ''
  const asked = await callsWhile(async () => ({ after } = await world.connect(by, newPerson())), 'token')
  world.platform.behave()
  return `${told(after)}, ${asked.length} token requests`
}

/** Clients who gave a consent once for an application: for what leaves it as it is. By the scopes of the consent. */
const standing = new WeakMap<Reached, Map<string, Client>>()

async function linkedClient(by: Reached, scopes = ['accounts']): Promise<Client> {
  const known = standing.get(by) ?? new Map<string, Client>()
  standing.set(by, known)
  const found = known.get(scopes.join()) ?? (await newlyLinked(by, scopes))
  known.set(scopes.join(), found)
  return found
}

async function newlyLinked(by: Reached, scopes = ['accounts', 'account_balance']): Promise<Client> {
  const client = newPerson()
  await world.connect(by, client, scopes)
  return client
}

/** What is shown of a client's accounts on a platform that behaves so, and which of these requests came. */
async function accountsUnder(by: Reached, client: Client, plan: Plan, ...operations: Operation[]) {
  world.platform.behave(plan)
  let page = ''
  const calls = await callsWhile(async () => (page = await world.show(by, client)), ...operations)
  world.platform.behave()
  return { page, calls }
}

const shownUnder = (plan: Plan) => async (by: Reached) =>
  told((await accountsUnder(by, await linkedClient(by), plan)).page)
const answering = (operation: Operation, toldOf: Told, times = 1): Plan => ({
  answers: { [operation]: { times, told: toldOf } },
})
const accountsAre = (...accounts: object[]): Plan =>
  answering('accounts', (response) => json(response, 200, { accounts }))
const refusal =
  (status: number, code: string, message = 'No', headers = {}): Told =>
  (response) =>
    json(response, status, { code, message, requestId: '0b8a4c2e-6d1f-4e3a-9b7c-5d2e1f0a9b8c' }, headers)

/** The pauses between requests, in milliseconds. */
const pauses = (calls: readonly Call[]): number[] => calls.slice(1).map(({ at }, i) => at - (calls[i]?.at ?? 0))

const pushedBy = async (by: Reached): Promise<URLSearchParams> => {
  const [pushed] = await callsWhile(() => world.connect(by, newPerson()), 'par')
  return pushed?.form ?? new URLSearchParams()
}

/** What an application does under a consent that was taken back or narrowed after it was used. */
const afterRefusal = async (by: Reached) => {
  const client = await newlyLinked(by, ['accounts'])
  await world.show(by, client)
  world.platform.behave(answering('accounts', refusal(403, 'consent_revoked'), 100))
  const first = await world.show(by, client)
  const calls = await callsWhile(() => world.show(by, client), ...data)
  const page = await world.look(by, client)
  const offer = await world.drive(by, { ask: 'Does the application offer the client to give a new consent?' })
  world.platform.behave()
  return { first, calls: calls.length, page, offer: Object.values(offer)[0] as string }
}

type Probes = Record<string, (by: Reached) => Promise<unknown>>

/** What tells a sound application from a broken one on the way to a consent, by name. */
const journeyProbes: Probes = {
  'a journey': journeyUnder({}),
  'the challenge': async (by) => {
    const pushed = await pushedBy(by)
    return `${pushed.get('code_challenge_method')} ${pushed.get('code_challenge')?.length}`
  },
  'the verifier': async (by) => {
    const [par, token] = await callsWhile(() => world.connect(by, newPerson()), 'par', 'token')
    const verifier = token?.form.get('code_verifier') ?? ''
    const proves = createHash('sha256').update(verifier).digest('base64url') === par?.form.get('code_challenge')
    return proves ? 'proves the challenge' : 'does not prove it'
  },
  'what is new in a second journey': async (by) => {
    const [first, second] = [await pushedBy(by), await pushedBy(by)]
    const names = ['code_challenge', 'state', 'nonce', 'client_assertion']
    return names.filter((name) => first.get(name) !== second.get(name)).join(' ')
  },
  'what is pushed': async (by) => [...(await pushedBy(by)).keys()].sort().join(' '),
  'another state': journeyUnder({ redirect: { state: 'another-state-than-was-sent' } }),
  'no state': journeyUnder({ redirect: { state: undefined } }),
  'the state of another session': async (by) => {
    const state = (await pushedBy(by)).get('state') ?? undefined
    return journeyUnder({ redirect: { state } })(by)
  },
  'another iss': journeyUnder({ redirect: { iss: 'https://other.example' } }),
  'no iss': journeyUnder({ redirect: { iss: undefined } }),
  'a client who declines': journeyUnder({ redirect: { error: 'access_denied', code: undefined } }),
  'a token that is refused': journeyUnder(
    answering('token', (response) => json(response, 400, { error: 'invalid_grant' }), 9),
  ),
  'a token endpoint that is down': journeyUnder(answering('token', (response) => json(response, 503, {}), 20)),
  'an id token of another key': journeyUnder({ idToken: { signature: 'foreign' } }),
  'an unsigned id token': journeyUnder({ idToken: { signature: 'none' } }),
  'an id token of another issuer': journeyUnder({ idToken: { claims: { iss: 'https://other.example' } } }),
  'an id token for another application': journeyUnder({ idToken: { claims: { aud: 'another' } } }),
  'an id token that has expired': journeyUnder({ idToken: { claims: { exp: Math.floor(Date.now() / 1000) - 60 } } }),
  'an id token with another nonce': journeyUnder({ idToken: { claims: { nonce: 'another-nonce-than-was-sent' } } }),
}

/** The same before the journey and after it. */
const accountProbes: Probes = {
  'what is said before': async (by) => {
    const { before } = await world.connect(by, newPerson())
    return [bank.name, 'список счетов', 'остатки', 'операции'].filter((words) => before.includes(words)).join(', ')
  },
  'a company': async (by) => {
    const client = newCompany()
    const { after } = await world.connect(by, client, ['accounts'])
    return `${told(after)}; ${told(await world.show(by, client))}`
  },
  accounts: shownUnder({}),
  'a client who gave no consent': async (by) => {
    const calls = await callsWhile(() => world.show(by, newPerson()), ...data)
    return `${calls.length} requests`
  },
  'a bank that the consent does not name': async (by) => {
    const client = await linkedClient(by)
    const calls = await callsWhile(() => world.show(by, client, [otherBank]), ...data)
    return calls.length > 0 ? 'asked' : 'not asked'
  },
  'what is asked under a consent to the list of accounts': async (by) => {
    const { calls } = await accountsUnder(by, await newlyLinked(by, ['accounts']), {}, ...data)
    return [...new Set(calls.map(({ operation }) => operation))].join(' ')
  },
  'after a revocation': async (by) => {
    const { calls, page, first } = await afterRefusal(by)
    return `${told(first)}; ${calls} requests; ${page.includes(iban) ? 'old data shown' : 'no old data'}`
  },
  'a new consent after a revocation': async (by) => `offered: ${(await afterRefusal(by)).offer}`,
  'data that was taken out of a consent': async (by) => {
    const narrowed = refusal(403, 'insufficient_scope', 'No', {
      'www-authenticate': 'Bearer error="insufficient_scope"',
    })
    const client = await newlyLinked(by)
    const { page } = await accountsUnder(by, client, answering('balances', narrowed))
    const calls = await callsWhile(() => world.show(by, client), 'accounts', 'balances')
    return `${told(page)}; ${calls.map(({ operation }) => operation).join(' ')}`
  },
  'whose token is used after a second consent': async (by) => {
    const client = await newlyLinked(by, ['accounts'])
    await world.connect(by, client, ['accounts'])
    const [call] = await callsWhile(() => world.show(by, client), 'accounts')
    return call?.headers.authorization === `Bearer ${world.platform.tokens.at(-1)}` ? 'the new one' : 'the old one'
  },
  'a provider that is not active': async (by) => {
    const plan = answering('accounts', refusal(400, 'provider_not_active', 'Provider is not active'), 20)
    const { page, calls } = await accountsUnder(by, await linkedClient(by), plan, 'accounts')
    return `${told(page)}, ${calls.length} requests`
  },
  'a Retry-After of an hour': async (by) => {
    const plan = answering('accounts', refusal(429, 'too_many_requests', 'No', { 'retry-after': '3600' }), 20)
    const { page, calls } = await accountsUnder(by, await linkedClient(by), plan, 'accounts')
    return `${told(page)}, ${calls.length} requests`
  },
  'a bank that is down': async (by) => {
    const { page, calls } = await accountsUnder(
      by,
      await linkedClient(by),
      answering('accounts', refusal(503, 'down'), 100),
      'accounts',
    )
    return `${told(page)}, ${calls.length} requests`
  },
  'pauses before a bank that is down': async (by) => {
    const { calls } = await accountsUnder(
      by,
      await linkedClient(by),
      answering('accounts', refusal(503, 'down'), 2),
      'accounts',
    )
    const [first = 0, second = 0] = pauses(calls)
    return first >= 30 && second >= 60 ? 'long, then longer' : 'short'
  },
  'an answer that is no JSON': shownUnder(
    answering('accounts', (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"accounts": [${JSON.stringify(account)},`)
    }),
  ),
  'an answer that breaks off': shownUnder(
    answering('accounts', (response, usual) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': usual.length })
      response.write(usual.slice(0, usual.length * 0.8), () => response.destroy())
    }),
  ),
  'an answer of six megabytes': shownUnder(
    answering('accounts', (response, usual) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(usual + ' '.repeat(6_000_000))
    }),
  ),
  'an answer that is not in UTF-8': shownUnder(
    answering('accounts', (response, usual) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(Buffer.from(usual.replace('current', 'caf\u00e9'), 'latin1'))
    }),
  ),
  'a field of another type': shownUnder(accountsAre({ ...account, currency: 398 })),
  'a field that nobody agreed on': shownUnder(accountsAre({ ...account, colour: { red: 1 } })),
  'a certificate of another authority': shownUnder({ handshake: 'foreign' }),
  'a certificate for another name': shownUnder({ handshake: 'other-name' }),
  'a server with TLS 1.1': shownUnder({ handshake: 'old-tls' }),
  'the token in addresses': async (by) => {
    const { calls } = await accountsUnder(by, await linkedClient(by, allScopes), {}, ...data)
    return calls.some(({ url }) => url.search.includes('token')) ? 'there' : 'not there'
  },
  'pages that are read': async (by) => {
    const { calls } = await accountsUnder(by, await linkedClient(by, allScopes), {}, 'transactions')
    const numbers = calls.map(({ url }) => url.searchParams.get('pageNumber'))
    return `${numbers
      .map(Number)
      .sort((one, other) => one - other)
      .join(' ')} of ${calls[0]?.url.searchParams.get('pageSize')}`
  },
  'request ids': async (by) => {
    const { calls } = await accountsUnder(by, await linkedClient(by, allScopes), {}, ...data)
    const ids = calls.map(({ headers }) => String(headers['x-request-id']))
    const uuids = ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    return `${uuids.length === ids.length ? 'UUIDs' : 'no UUIDs'}, ${new Set(ids).size === ids.length ? 'all different' : 'repeated'}`
  },
  'the bank in requests': async (by) => {
    const { calls } = await accountsUnder(by, await linkedClient(by), {}, 'accounts')
    return calls[0]?.headers['x-participant-id'] ?? 'not named'
  },
  'a redirect of the API': async (by) => {
    const plan = answering('accounts', (response) => response.writeHead(302, { location: '/v3/elsewhere' }).end())
    const { calls } = await accountsUnder(by, await linkedClient(by), plan, 'elsewhere')
    return calls.length === 0 ? 'not followed' : 'followed'
  },
  'requests under way at once': async (by) => {
    world.platform.mostAtOnce()
    await accountsUnder(by, await linkedClient(by, allScopes), {})
    return world.platform.mostAtOnce() > 2 ? 'many' : 'few'
  },
}

const sound: Record<string, unknown> = {
  'a journey': 'linked, 1 token requests',
  'the challenge': 'S256 43',
  'the verifier': 'proves the challenge',
  'what is new in a second journey': 'code_challenge state nonce client_assertion',
  'what is pushed':
    'client_assertion client_assertion_type client_id code_challenge code_challenge_method nonce providers redirect_uri response_type scope state ui_locales',
  'another state': 'another session, 0 token requests',
  'no state': 'another session, 0 token requests',
  'the state of another session': 'another session, 0 token requests',
  'another iss': 'not trusted, 0 token requests',
  'no iss': 'not trusted, 0 token requests',
  'a client who declines': 'declined, 0 token requests',
  'a token that is refused': 'failed, 1 token requests',
  'a token endpoint that is down': 'failed, unavailable, 1 token requests',
  'an id token of another key': 'not trusted, 1 token requests',
  'an unsigned id token': 'not trusted, 1 token requests',
  'an id token of another issuer': 'not trusted, 1 token requests',
  'an id token for another application': 'not trusted, 1 token requests',
  'an id token that has expired': 'not trusted, 1 token requests',
  'an id token with another nonce': 'not trusted, 1 token requests',
  'what is said before': `${bank.name}, список счетов, остатки, операции`,
  'a company': 'linked; shown data',
  accounts: 'shown data',
  'a client who gave no consent': '0 requests',
  'a bank that the consent does not name': 'not asked',
  'what is asked under a consent to the list of accounts': 'accounts',
  'after a revocation': 'consent gone; 0 requests; no old data',
  'a new consent after a revocation': 'offered: yes',
  'data that was taken out of a consent': 'shown data; accounts',
  'whose token is used after a second consent': 'the new one',
  'a provider that is not active': 'maintenance, 1 requests',
  'a Retry-After of an hour': 'busy, 1 requests',
  'a bank that is down': 'unavailable, 3 requests',
  'pauses before a bank that is down': 'long, then longer',
  'an answer that is no JSON': 'unusable',
  'an answer that breaks off': 'unavailable',
  'an answer of six megabytes': 'unusable',
  'an answer that is not in UTF-8': 'unusable',
  'a field of another type': 'unusable',
  'a field that nobody agreed on': 'shown data',
  'a certificate of another authority': 'insecure',
  'a certificate for another name': 'insecure',
  'a server with TLS 1.1': 'insecure',
  'the token in addresses': 'not there',
  'pages that are read': '1 2 3 of 100',
  'request ids': 'UUIDs, all different',
  'the bank in requests': bank.id,
  'a redirect of the API': 'not followed',
  'requests under way at once': 'few',
}

const linked = 'linked, 1 token requests'
const pushed = String(sound['what is pushed'])

/** What each defect changes, and nothing else. */
const changes: Record<string, Record<string, unknown>> = {
  'reuses-verifier': { 'what is new in a second journey': 'state nonce client_assertion' },
  'no-state': {
    'what is new in a second journey': 'code_challenge nonce client_assertion',
    'what is pushed': pushed.replace(' state', ''),
    'no state': linked,
    'the state of another session': linked,
  },
  'same-state-every-time': {
    'what is new in a second journey': 'code_challenge nonce client_assertion',
    'the state of another session': linked,
  },
  'ignores-state': { 'another state': linked, 'no state': linked, 'the state of another session': linked },
  'takes-missing-state': { 'no state': linked },
  'state-of-any-session': { 'the state of another session': linked },
  'no-nonce': {
    'what is new in a second journey': 'code_challenge state client_assertion',
    'what is pushed': pushed.replace(' nonce', ''),
  },
  'same-nonce-every-time': { 'what is new in a second journey': 'code_challenge state client_assertion' },
  'ignores-iss': { 'another iss': linked, 'no iss': linked },
  'asks-token-after-decline': { 'a client who declines': 'declined, 1 token requests' },
  'repeats-refused-token': { 'a token that is refused': 'failed, 4 token requests' },
  'redeems-code-twice': { 'a journey': 'linked, 2 token requests' },
  'ignores-id-token-signature': { 'an id token of another key': linked, 'an unsigned id token': linked },
  'ignores-id-token-issuer': { 'an id token of another issuer': linked },
  'ignores-id-token-audience': { 'an id token for another application': linked },
  'ignores-id-token-expiry': { 'an id token that has expired': linked },
  'ignores-nonce': { 'an id token with another nonce': linked },
  'calls-with-no-consent': {
    'a client who gave no consent': '5 requests',
    'after a revocation': 'consent gone; 1 requests; no old data',
  },
  'token-for-every-bank': { 'a bank that the consent does not name': 'asked' },
  'calls-beyond-scope': {
    'what is asked under a consent to the list of accounts': 'accounts balances transactions',
    'data that was taken out of a consent': 'shown data; accounts balances',
  },
  'ignores-narrowing-of-consent': { 'data that was taken out of a consent': 'shown data; accounts balances' },
  'keeps-calling-after-revocation': { 'after a revocation': 'consent gone; 1 requests; no old data' },
  'keeps-old-token': { 'whose token is used after a second consent': 'the old one' },
  'shows-old-data': { 'after a revocation': 'consent gone, shown data; 0 requests; old data shown' },
  'never-asks-anew': {
    'after a revocation': 'nothing; 0 requests; no old data',
    'a new consent after a revocation': 'offered: no',
  },
  'no-companies': { 'a company': 'not served; nothing' },
  'sends-no-request-id': { 'request ids': 'no UUIDs, repeated' },
  'repeats-request-id': { 'request ids': 'UUIDs, repeated' },
  'odd-request-id': { 'request ids': 'no UUIDs, all different' },
  'sends-no-provider': { 'the bank in requests': 'not named' },
  'token-in-url': { 'the token in addresses': 'there' },
  'follows-redirects': { 'a redirect of the API': 'followed' },
  'stops-at-first-page': { 'pages that are read': '1 of 100' },
  'skips-last-page': { 'pages that are read': '1 2 of 100' },
  'skips-every-other-page': { 'pages that are read': '1 3 of 100' },
  'asks-for-huge-pages': { 'pages that are read': '1 of 500' },
  floods: {
    'pages that are read': '1 2 3 4 5 6 7 8 9 10 11 12 13 of 20',
    'requests under way at once': 'many',
  },
  'trusts-any-server-certificate': {
    'a certificate of another authority': 'shown data',
    'a certificate for another name': 'shown data',
  },
  'ignores-server-name': { 'a certificate for another name': 'shown data' },
  'allows-old-tls': { 'a server with TLS 1.1': 'shown data' },
  'storms-when-not-active': { 'a provider that is not active': 'maintenance, 11 requests' },
  'ignores-retry-after': { 'a Retry-After of an hour': 'busy, 3 requests' },
  'retries-without-limit': {
    'a token endpoint that is down': 'failed, unavailable, 11 token requests',
    'a bank that is down': 'unavailable, 41 requests',
  },
  'retries-without-back-off': { 'pauses before a bank that is down': 'short' },
  'shows-malformed': { 'an answer that is no JSON': 'shown data' },
  'trusts-truncated': { 'an answer that breaks off': 'shown data' },
  'swallows-huge': { 'an answer of six megabytes': 'shown data' },
  'trusts-wrong-types': { 'a field of another type': 'shown data' },
  'breaks-on-unknown-fields': { 'a field that nobody agreed on': 'unusable' },
  'hides-organisations': { 'what is said before': 'список счетов, остатки, операции' },
  'hides-data': { 'what is said before': bank.name },
  'hides-result': {
    ...Object.fromEntries(
      Object.entries(sound).flatMap(([name, seen]) => {
        const [, count] = /, (\d) token requests$/.exec(String(seen)) ?? []
        return count === undefined ? [] : [[name, `nothing, ${count} token requests`]]
      }),
    ),
    'a company': 'nothing; shown data',
  },
  'hides-the-guides-sentence': { 'a provider that is not active': 'nothing, 1 requests' },
}

/** With these no platform gives a consent, so that there is nothing else to see; below. */
const refusedAtOnce = ['no-pkce', 'plain-pkce']
/** Shows only where nobody answers; below. */
const endless = 'waits-forever'

const observe = async (by: Reached, probes: Probes): Promise<Record<string, unknown>> => {
  const seen: Record<string, unknown> = {}
  for (const [name, probe] of Object.entries(probes)) seen[name] = await probe(by)
  return seen
}

const allProbes = { ...journeyProbes, ...accountProbes }

/** What stays as it is whatever the defect, unless its own row says otherwise. */
const everyday = ['a journey', 'request ids', 'pages that are read', 'a provider that is not active']

/** Every script meets every defect in docs/kill-matrix-user.md; here each is looked at where it shows, and day by day. */
const probesFor = (change: object): Probes =>
  Object.fromEntries(Object.entries(allProbes).filter(([name]) => name in change || everyday.includes(name)))

interface Listed {
  readonly name: string
  readonly ru: string
  readonly en: string
  /** In which it shows; those of open data are looked at in open-data.test.ts. */
  readonly systems: readonly string[]
}

/** An application of its own for one test. */
const withApp: World['withApp'] = (...args) => world.withApp(...args)

describe('behaviour', () => {
  test('a sound application does what it must', async () => expect(await observe(app, allProbes)).toEqual(sound))

  test.each(Object.keys(changes))('defect %s changes what its name says, and nothing of every day', (name) =>
    withApp([name], {}, async (broken) => {
      const change = changes[name] ?? {}
      const probes = probesFor(change)
      const expected = Object.entries({ ...sound, ...change }).filter(([probe]) => probe in probes)
      expect(await observe(broken, probes)).toEqual(Object.fromEntries(expected))
    }),
  )

  test.each([
    ['no-pkce', 'null undefined'],
    ['plain-pkce', 'plain 43'],
  ])('%s gets no consent', (name, challenge) =>
    withApp([name], {}, async (broken) => {
      expect(refusedAtOnce).toContain(name)
      expect(await allProbes['the challenge']?.(broken)).toBe(challenge)
      expect(await allProbes['a journey']?.(broken)).toBe('failed, 0 token requests')
    }),
  )

  test('every defect is tested and has its words in both languages', async () => {
    const list = JSON.parse(await text(world.run(['--defects']).stdout)) as Listed[]
    const here = list.filter(({ systems }) => systems.includes('npck-accounts'))
    expect(here.map(({ name }) => name).sort()).toEqual([...Object.keys(changes), ...refusedAtOnce, endless].sort())
    const [, table = ''] = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split('## Break it')
    const rows = [...table.matchAll(/^\| ([a-z0-9-]+) +\| (.*?) +\|$/gm)].map(([, name, words = '']) => [name, words])
    const told = list.map(({ name, en }) => [name, `${en[0]?.toLowerCase()}${en.slice(1)}`])
    expect(rows.slice(2)).toEqual(told)
    for (const { ru, en } of list)
      expect([ru, en]).toEqual([expect.stringMatching(/[а-я]/), expect.stringMatching(/^[ -~]+$/)])
  })
})

describe('patience', () => {
  const silence = answering('accounts', (response) => setTimeout(() => response.destroy(), 2500))

  test('an answer that does not come is not waited for, and asked for once more', async () => {
    const { page, calls } = await accountsUnder(app, await linkedClient(app), silence, 'accounts')
    expect([told(page), calls.length]).toEqual(['shown data', 2])
    expect(pauses(calls)[0]).toBeLessThan(2400)
  })

  test(`${endless} waits for as long as it takes`, () =>
    withApp([endless], {}, async (broken) => {
      const start = performance.now()
      const { calls } = await accountsUnder(broken, await linkedClient(broken), silence, 'accounts')
      expect([calls.length, performance.now() - start > 2400]).toEqual([1, true])
    }))

  test('Retry-After is waited for', async () => {
    const plan = answering('accounts', refusal(429, 'too_many_requests', 'No', { 'retry-after': '1' }))
    const { page, calls } = await accountsUnder(app, await linkedClient(app), plan, 'accounts')
    expect([told(page), calls.length]).toEqual(['shown data', 2])
    expect(pauses(calls)[0]).toBeGreaterThanOrEqual(1000)
  })

  test('requests keep their pace', () =>
    withApp([], { pace: '20/1' }, async (slow) => {
      const { calls } = await accountsUnder(slow, await newlyLinked(slow, allScopes), {}, ...data)
      const gaps = pauses(calls)
      expect(gaps).toHaveLength(4)
      expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(150)
    }))
})

describe('secrets', () => {
  test('every request but those for addresses and keys is made with the certificate of the application', async () => {
    const calls = await callsWhile(() => accountsUnder(app, newPerson(), {}), 'par', 'token', ...data)
    for (const { operation, hadCertificate } of calls) expect([operation, hadCertificate]).toEqual([operation, true])
  })

  test('no token, code or data of a client is written to the journal', async () => {
    const child = await world.startApp()
    let journal = ''
    child.child.stderr.on('data', (chunk: Buffer) => (journal += chunk.toString()))
    await allProbes['an id token of another issuer']?.(child)
    await allProbes['an answer that is no JSON']?.(child)
    await world.end(child)
    expect(journal).toContain('"level":"warning"')
    for (const token of world.platform.tokens) expect(journal).not.toContain(token)
    expect(journal).not.toMatch(/eyJ|urn:request|KZ96980|9302181/)
  })

  test('only who has the token drives', async () => {
    const post = async (headers: Record<string, string>, body = '{}') => {
      const { status } = await fetch(`${app.url}/drive`, { method: 'POST', headers, body })
      return status
    }
    const known = { authorization: `Bearer ${world.config.driveToken}` }
    expect([await post({}), await post({ authorization: 'Bearer another' }), await post(known)]).toEqual([
      401, 401, 400,
    ])
    expect(await post(known, '{"act":"connect","client":{"name":"A","iin":"1"}}')).toBe(400)
    await withApp([], { driveToken: undefined }, async (closed) => {
      expect((await fetch(`${closed.url}/drive`, { method: 'POST', headers: known })).status).toBe(404)
    })
  })
})

describe('pages', () => {
  test('by hand: who it is, which banks and data, and the same way on', async () => {
    const visit = world.browser()
    expect((await visit('GET', `${app.url}/`)).text).toContain('<form name="client"')
    await visit('POST', `${app.url}/client`, { name: 'Марат <b>', iin: '781122300344' })
    const home = await visit('GET', `${app.url}/`)
    expect(home.text).toContain('Марат &lt;b&gt;')
    const before = await visit('POST', `${app.url}/choose`, { provider: otherBank.id, scope: 'accounts' })
    expect(before.text).toContain(`<li>${otherBank.name}</li>`)
    expect(told((await visit('POST', `${app.url}/connect`)).text)).toBe('linked')
    expect((await visit('GET', `${app.url}/accounts?provider=${otherBank.id}`)).text).toContain(iban)
  })

  test.each([
    ['kk', 'Қазақша', 'Шоттарыңыз'],
    ['en', 'English', 'Your accounts'],
    ['ru', 'Русский', 'Ваши счета'],
  ])('in %s', async (language, own, title) => {
    const { text: page } = await world.browser()('GET', `${app.url}/?lang=${language}`)
    expect(page).toContain(`<html lang="${language}">`)
    expect(page).toContain(title)
    expect(page).not.toContain(`>${own}<`)
  })

  test("the Guide's sentence stands in its own words in every language", async () => {
    const visit = world.browser()
    const { url = '' } = await world.drive(app, {
      act: 'connect',
      client: newPerson(),
      providers: [bank],
      scopes: ['accounts'],
    })
    await visit('GET', `${url}?lang=kk`)
    await visit('POST', `${app.url}/connect`)
    world.platform.behave(answering('accounts', refusal(400, 'provider_not_active', 'Provider is not active')))
    const { text: page } = await visit('GET', `${app.url}/accounts?provider=${bank.id}&lang=kk`)
    expect(told(page)).toBe('maintenance')
    expect(page).toContain('технологиялық жұмыстар')
  })

  test('nothing that is unknown is answered', async () => {
    const visit = world.browser()
    expect((await visit('GET', `${app.url}/nothing`)).status).toBe(404)
    expect((await visit('GET', `${app.url}/begin/nothing`)).status).toBe(404)
    expect(told((await visit('GET', `${app.url}/callback?code=1&state=2`)).text)).toBe('another session')
  })

  test('a callback is good once', async () => {
    const visit = world.browser()
    const { url = '' } = await world.drive(app, {
      act: 'connect',
      client: newPerson(),
      providers: [bank],
      scopes: ['accounts'],
    })
    await visit('GET', url)
    await visit('POST', `${app.url}/connect`)
    const state = world.platform.calls.findLast(({ operation }) => operation === 'par')?.form.get('state')
    const { text: page } = await visit('GET', `${app.url}/callback?code=1&state=${state}&iss=${world.platform.issuer}`)
    expect(told(page)).toBe('another session')
  })
})

describe('questions about screens', () => {
  const ask = async (question: string, topic?: string) =>
    Object.values(await world.drive(app, { ask: question, ...(topic === undefined ? {} : { topic }) }))[0]

  test('are answered from what was seen', async () => {
    await world.connect(app, newPerson())
    expect(await ask('Did the application name every bank that will be asked for data?')).toBe('yes')
    expect(await ask('Did it also say which data will be asked for?')).toBe('yes')
    expect(await ask('Was it so?', 'result')).toBe('yes')
    expect(await ask('Did it show «Согласие получено, счета подключены.»?')).toBe('yes')
    expect(await ask('Did it show «Согласие не дано»?')).toBe('no')
  })

  test('that only a person can answer are left to one', async () => {
    expect(await ask('Is the page beautiful?')).toBeNull()
  })
})

describe('the program', () => {
  const ending = async (args: readonly string[], env: Record<string, string> = {}) => {
    const child = world.run(args, env)
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>])
    return `${code} ${said}`
  }
  const file = (settings: object) => {
    const { folder, config, write } = world
    const name = write('wrong.json', JSON.stringify({ ...config, redirectUris: ['http://127.0.0.1:1/c'], ...settings }))
    return `${folder}/${name}`
  }

  test.each<[string, object, string]>([
    ['a setting that is missing', { issuer: undefined }, 'issuer: is missing'],
    ['an unknown setting', { colour: 'red' }, 'colour: there is no such setting'],
    ['an unknown defect', { defects: ['is-blue'] }, 'there is no defect «is-blue»'],
    ['a file that is not there', { ca: 'nothing.pem' }, 'cannot be used (ENOENT)'],
    ["another certificate's key", { serverCertificate: 'ca.pem', serverKey: 'client.key' }, 'is not the key of'],
    ['a public key for assertions', { keyJwk: 'ca.pem' }, 'keyJwk:'],
    ['a redirect URI without a path', { redirectUris: ['https://127.0.0.1:1/'] }, 'redirectUris: has no address'],
    ['a pace that is none', { pace: 'fast' }, 'pace: is no pace'],
    ['a short secret', { driveToken: 'x' }, 'driveToken: is too short'],
  ])('says what is wrong: %s', async (_, settings, message) => {
    const said = await ending(['--config', file(settings)])
    expect(said).toContain(message)
    expect(said).toMatch(/^2 [^]*\n {2}→ /)
  })

  test('an environment variable goes first', async () => {
    expect(await ending(['--config', file({})], { APP_PACE: 'fast' })).toContain('APP_PACE: is no pace')
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends well on %s', async (signal) => {
    const one = await world.startApp()
    one.child.kill(signal)
    expect(await one.ended).toBe(0)
  })

  test.each(['its input is closed', 'its channel is closed'])('ends when %s', async (how) => {
    const one = await world.startApp()
    if (how.includes('input')) one.child.stdin.end()
    else one.child.disconnect()
    expect(await one.ended).toBe(0)
  })
})
