import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import {
  bankId,
  client,
  ofOpenData,
  startWorld,
  strangersAccount,
  withoutAccounts,
  type Bank,
  type Served,
  type Call,
  type World,
} from './test-kit.js'

let world: World
let bank: Bank

beforeAll(async () => {
  world = await startWorld()
  bank = await world.startBank()
})
afterAll(() => world.stop())

const account = `/v3/accounts/${client.accountId}`
const withClosedAccount = '880919400560'
const closedAccount = '8d116ece-1738-47d9-bd9c-172411e20b8f'
const company = '190840012346'
const inDollars = { iin: '910315450124', accountId: '9531985d-5d9d-49f8-9818-e811892f902b' }
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

type Rows = {
  pageNumber: number
  transactions: { transactionId: string; bookingDateTime: string; amount: unknown }[]
  totalPages: number
  totalElements: number
}
const page = async (from: Served, pageNumber: number, query = 'pageSize=100'): Promise<Rows> =>
  (await world.call(from, `${account}/transactions?${query}&pageNumber=${pageNumber}`)).body as Rows

/** Status and error code of a call. */
const outcome = async (from: Served, path: string, call: Call = {}): Promise<string> => {
  const { status, body } = await world.call(from, path, call)
  return status === 200 ? '200' : `${status} ${String(body.code)}`
}

/** What happens to a call whose handshake the bank may refuse. */
const admitted = async (from: Served, identity: Call['identity']): Promise<string> => {
  const token = await world.token()
  return outcome(from, '/v3/accounts', { identity: identity ?? null, token }).catch(() => 'handshake refused')
}

const tampered = (token: string): string => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  return [header, Buffer.from(JSON.stringify({ ...claims, jti: 'changed' })).toString('base64url'), signature].join('.')
}

const unsigned = (token: string): string => {
  const [, payload = ''] = token.split('.')
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')}.${payload}.`
}

const withClaims = (claims: Record<string, unknown>) => async (from: Served) =>
  outcome(from, '/v3/accounts', { token: await world.token(claims) })
const withConsent = (changes: Record<string, unknown>) => async (from: Served) =>
  outcome(from, '/v3/accounts', { token: await world.token({ consent_id: world.consent(changes) }) })

/** What the list says of the customer's first account. */
const firstAccount = async (from: Served): Promise<Record<string, string>> => {
  const { accounts } = (await world.call(from, '/v3/accounts')).body as { accounts: Record<string, string>[] }
  return accounts[0] ?? {}
}

const balancesOf = async (from: Served, { iin, accountId }: typeof client): Promise<Record<string, string>[]> => {
  const { body } = await world.call(from, `/v3/accounts/${accountId}/balances`, {
    token: await world.token({ sub: iin }),
  })
  return (body.balances ?? []) as Record<string, string>[]
}

const ofStranger = 'what is said of an account of another customer'

/** Everything that tells a sound bank from a broken one, by name. */
const probes: Record<string, (from: Served) => Promise<unknown>> = {
  'a sound call': (from) => outcome(from, '/v3/accounts'),
  'no certificate': (from) => admitted(from, null),
  'a certificate of a foreign authority': (from) => admitted(from, world.identities.foreign),
  "a neighbour's certificate": (from) => admitted(from, world.identities.neighbour),
  'no token': (from) => outcome(from, '/v3/accounts', { token: null }),
  'an expired certificate': (from) => admitted(from, world.identities.expired),
  'a token that is garbage': (from) => outcome(from, '/v3/accounts', { token: 'not-a-token' }),
  'an unsigned token': async (from) => outcome(from, '/v3/accounts', { token: unsigned(await world.token()) }),
  'a token not valid yet': withClaims({ nbf: Math.floor(Date.now() / 1000) + 3600 }),
  'transactions under the scope for balances': async (from) =>
    outcome(from, `${account}/transactions`, { token: await world.token({ scope: 'account_balance' }) }),
  'an unknown account': (from) => outcome(from, '/v3/accounts/11111111-2222-4333-8444-555555555555/balances'),
  'a malformed account id': (from) => outcome(from, '/v3/accounts/abc/balances'),
  'a quote in an account id': (from) => outcome(from, "/v3/accounts/'/balances"),
  'a page of no rows': (from) => outcome(from, `${account}/transactions?pageSize=0`),
  'a date that is none': (from) => outcome(from, `${account}/transactions?fromDate=2026-02-30`),
  'a reversed period': (from) => outcome(from, `${account}/transactions?fromDate=2026-10-02&toDate=2026-10-01`),
  'another method': (from) => outcome(from, '/v3/accounts', { method: 'DELETE' }),
  'a caller who takes XML': (from) => outcome(from, '/v3/accounts', { headers: { accept: 'application/xml' } }),
  'methods that are allowed': async (from) =>
    (await world.call(from, '/v3/accounts', { method: 'DELETE' })).headers.allow,
  'the challenge': async (from) =>
    (await world.call(from, '/v3/accounts', { token: null })).headers['www-authenticate'],
  'a tampered token': async (from) => outcome(from, '/v3/accounts', { token: tampered(await world.token()) }),
  'a token signed by an unknown key': async (from) =>
    outcome(from, '/v3/accounts', { token: await world.token({}, {}, world.platform.unknownKeys) }),
  'a token of another type': async (from) =>
    outcome(from, '/v3/accounts', { token: await world.token({}, { typ: 'JWT' }) }),
  'a token of another issuer': withClaims({ iss: 'https://other.example' }),
  'a token for another bank': withClaims({ aud: 'OTHR01' }),
  'an expired token': withClaims({ exp: Math.floor(Date.now() / 1000) - 60 }),
  'a token bound to another certificate': withClaims({ cnf: { 'x5t#S256': 'x'.repeat(43) } }),
  'a token without the scope': withClaims({ scope: 'account_balance' }),
  'a consent without the scope': withConsent({ scopes: ['account_balance'] }),
  'a revoked consent': withConsent({ state: 'Revoked', accessRevoked: true }),
  'a consent marked expired': withConsent({ state: 'Expired' }),
  'a consent past its term': withConsent({ expiresAt: '2020-01-01T00:00:00.000Z' }),
  'a rejected consent': withConsent({ state: 'Rejected' }),
  'a consent for another bank': withConsent({ providers: ['OTHR01'] }),
  'a consent for two banks': withConsent({ providers: ['OTHR01', bankId] }),
  'a consent given to another participant': withConsent({ user: 'OTHR01' }),
  'an unknown consent': withClaims({ consent_id: '11111111-2222-4333-8444-555555555555' }),
  'a customer without accounts': withClaims({ sub: withoutAccounts }),
  "another customer's account": (from) => outcome(from, `/v3/accounts/${strangersAccount}/balances`),
  'a closed account': async (from) => {
    const { body } = await world.call(from, '/v3/accounts', { token: await world.token({ sub: withClosedAccount }) })
    return (body.accounts as { status: string }[]).map(({ status }) => status).join(' ')
  },
  'the currency of a balance': async (from) => (await balancesOf(from, inDollars))[0]?.currency,
  'the offset of a moment': async (from) => (await page(from, 1)).transactions[0]?.bookingDateTime.slice(19),
  'a company': async (from) => {
    const { body } = await world.call(from, '/v3/accounts', { token: await world.token({ sub: company }) })
    return (body.accounts as object[]).length
  },
  'days of a period': async (from) => {
    const { transactions } = await page(from, 1, 'pageSize=100&fromDate=2026-10-29&toDate=2026-10-30')
    const days = transactions.map(({ bookingDateTime }) => bookingDateTime.slice(0, 10))
    return [...new Set(days)].sort().slice(-4).join(' ')
  },
  'one page read twice': async (from) => {
    const [first, second] = [await page(from, 1), await page(from, 1)]
    return first.transactions[0]?.transactionId === second.transactions[0]?.transactionId ? 'the same' : 'another'
  },
  'type of an amount': async (from) => typeof (await page(from, 1)).transactions[0]?.amount,
  'fields of an account': async (from) => {
    const { accounts } = (await world.call(from, '/v3/accounts')).body as { accounts: object[] }
    return Object.keys(accounts[0] ?? {}).join(' ')
  },
  'total of elements': async (from) => (await page(from, 1)).totalElements,
  'rows on two pages': async (from) => {
    const rows = [...(await page(from, 1)).transactions, ...(await page(from, 2)).transactions]
    return new Set(rows.map(({ transactionId }) => transactionId)).size
  },
  'request id': async (from) => {
    const headers = { 'x-request-id': '0b8a4c2e-6d1f-4e3a-9b7c-5d2e1f0a9b8c' }
    return (await world.call(from, '/v3/accounts', { headers })).headers['x-request-id']?.length
  },
  'request id that nobody sent': async (from) =>
    (await world.call(from, '/v3/accounts')).headers['x-request-id']?.length,
  'type of an answer': async (from) => (await world.call(from, '/v3/accounts')).headers['content-type'],
  'type of an error': async (from) => (await world.call(from, '/v3/nothing')).headers['content-type'],
  'fields of an error': async (from) => Object.keys((await world.call(from, '/v3/nothing')).body).join(' '),
  'balances under a new consent after a revocation': async (from) => (await afterRevocation(from)).ofNew,
  'balances under a revoked consent after a new one': async (from) => (await afterRevocation(from)).ofOld,
  'a third reading': async (from) => {
    const token = await world.token()
    await world.call(from, '/v3/accounts', { token })
    await world.call(from, '/v3/accounts', { token })
    const before = performance.now()
    await world.call(from, '/v3/accounts', { token })
    return performance.now() - before > 3000 ? 'late' : 'in time'
  },
  'a connection in TLS 1.1': (from) => world.handshake(from, 'TLSv1.1'),
  'whom a refusal for want of scope names': async (from) =>
    (await world.call(from, '/v3/accounts', { token: await world.token({ scope: 'account_balance' }) })).text.includes(
      client.iin,
    ),
  'a consent that was revoked after a first call': async (from) => {
    const consentId = world.consent()
    const token = await world.token({ consent_id: consentId })
    await world.call(from, '/v3/accounts', { token })
    Object.assign(world.platform.consents.get(consentId) ?? {}, { state: 'Revoked', accessRevoked: true })
    return outcome(from, '/v3/accounts', { token })
  },
  'the first two rows': async (from) =>
    (await page(from, 1)).transactions
      .slice(0, 2)
      .map(({ transactionId }) => transactionId)
      .join(' '),
  'rows and pages': async (from) => {
    const { transactions, totalPages, pageNumber } = await page(from, 2)
    return `${transactions.length} rows on page ${pageNumber} of ${totalPages}`
  },
  'type of the total': async (from) => typeof (await page(from, 1)).totalElements,
  'an account': async (from) => {
    const { iban, currency, status, openingDate } = await firstAccount(from)
    return [iban, currency, status, openingDate].join(' ')
  },
  'how many accounts are listed': async (from) =>
    ((await world.call(from, '/v3/accounts')).body.accounts as object[]).length,
  balances: async (from) =>
    (await balancesOf(from, client)).map(({ type, amount }) => `${String(type)} ${String(amount)}`).join(', '),
  'type of an answer with balances': async (from) =>
    (await world.call(from, `${account}/balances`)).headers['content-type'],
  'the end of an answer with balances': async (from) => (await world.call(from, `${account}/balances`)).text.slice(-2),
  [ofStranger]: async (from) =>
    (await world.call(from, `/v3/accounts/${strangersAccount}/balances`)).text.replace(/"requestId":"[^"]*"/, ''),
  'what is said of a malformed id': async (from) => (await world.call(from, '/v3/accounts/abc/balances')).body.message,
  'type of a refused method': async (from) =>
    (await world.call(from, '/v3/accounts', { method: 'DELETE' })).headers['content-type'],
  'an account id of 5000 characters': (from) => outcome(from, `/v3/accounts/${'x'.repeat(5000)}/balances`),
  'request id that comes back': async (from) => {
    const sent = '0b8a4c2e-6d1f-4e3a-9b7c-5d2e1f0a9b8c'
    const { headers } = await world.call(from, '/v3/accounts', { headers: { 'x-request-id': sent } })
    return headers['x-request-id'] === sent
  },
  'the tenth reading of balances under one consent': async (from) => {
    const token = await world.token()
    const answers: string[] = []
    for (let i = 0; i < 10; i++) answers.push((await world.call(from, `${account}/balances`, { token })).text)
    return new Set(answers).size
  },
}

/** A consent is revoked and asked with, then a new one is given: what each opens from then on. */
async function afterRevocation(from: Served): Promise<{ ofNew: string; ofOld: string }> {
  const balances = async (consentId: string) =>
    outcome(from, `/v3/accounts/${closedAccount}/balances`, {
      token: await world.token({ sub: withClosedAccount, consent_id: consentId }),
    })
  const old = world.consent()
  await balances(old)
  Object.assign(world.platform.consents.get(old) ?? {}, { state: 'Revoked', accessRevoked: true })
  await balances(old)
  const ofNew = await balances(world.consent())
  return { ofNew, ofOld: await balances(old) }
}

const sound: Record<string, unknown> = {
  'a sound call': '200',
  'no certificate': 'handshake refused',
  'a certificate of a foreign authority': 'handshake refused',
  "a neighbour's certificate": '401 certificate_not_accepted',
  'an expired certificate': 'handshake refused',
  'a token that is garbage': '401 token_signature',
  'an unsigned token': '401 token_signature',
  'a token not valid yet': '401 token_early',
  'transactions under the scope for balances': '403 insufficient_scope',
  'an unknown account': '404 not_found',
  'a malformed account id': '400 invalid_request',
  'a quote in an account id': '400 invalid_request',
  'a page of no rows': '400 invalid_request',
  'a date that is none': '400 invalid_request',
  'a reversed period': '400 invalid_request',
  'another method': '405 method_not_allowed',
  'a caller who takes XML': '406 not_acceptable',
  'methods that are allowed': 'GET',
  'the challenge': 'Bearer',
  'no token': '401 token_missing',
  'a tampered token': '401 token_signature',
  'a token signed by an unknown key': '401 token_signature',
  'a token of another type': '401 token_invalid',
  'a token of another issuer': '401 token_issuer',
  'a token for another bank': '401 token_audience',
  'an expired token': '401 token_expired',
  'a token bound to another certificate': '401 token_binding',
  'a token without the scope': '403 insufficient_scope',
  'a consent without the scope': '403 consent_scope',
  'a revoked consent': '403 consent_revoked',
  'a consent marked expired': '403 consent_expired',
  'a consent past its term': '403 consent_expired',
  'a rejected consent': '403 consent_not_given',
  'a consent for another bank': '403 consent_provider',
  'a consent for two banks': '200',
  'a consent given to another participant': '403 consent_user',
  'an unknown consent': '403 consent_unknown',
  'a customer without accounts': '200',
  "another customer's account": '404 not_found',
  'a closed account': 'enabled closed',
  'the currency of a balance': 'USD',
  'the offset of a moment': '+05:00',
  'a company': 2,
  'days of a period': '2026-10-29 2026-10-30',
  'one page read twice': 'the same',
  'type of an amount': 'string',
  'fields of an account': 'accountId iban currency type status openingDate name',
  'total of elements': 2350,
  'rows on two pages': 200,
  'request id': 36,
  'request id that nobody sent': 36,
  'type of an answer': 'application/json; charset=utf-8',
  'type of an error': 'application/json; charset=utf-8',
  'fields of an error': 'code message requestId',
  'balances under a new consent after a revocation': '200',
  'balances under a revoked consent after a new one': '403 consent_revoked',
  'a third reading': 'in time',
  'a connection in TLS 1.1': 'refused',
  'whom a refusal for want of scope names': false,
  'a consent that was revoked after a first call': '403 consent_revoked',
  'the first two rows': 'G002350 G002349',
  'rows and pages': '100 rows on page 2 of 24',
  'type of the total': 'number',
  'an account': 'KZ12982TLP0000000301 KZT enabled 2014-09-01',
  'how many accounts are listed': 1,
  balances: 'InterimAvailable 5210733.48, ClosingBooked 5210733.48',
  'type of an answer with balances': 'application/json; charset=utf-8',
  'the end of an answer with balances': ']}',
  [ofStranger]: '{"code":"not_found","message":"There is nothing here",}',
  'what is said of a malformed id': 'The request is malformed',
  'type of a refused method': 'application/json; charset=utf-8',
  'an account id of 5000 characters': '400 invalid_request',
  'request id that comes back': true,
  'the tenth reading of balances under one consent': 1,
}

/** What is refused, with an error body that no program can read. */
const unreadable = Object.fromEntries(
  Object.entries(sound).flatMap(([name, seen]) => {
    const [, status] = /^(4\d\d) \w+$/.exec(String(seen)) ?? []
    return status === undefined ? [] : [[name, `${status} undefined`]]
  }),
)

/** A bank that shakes every hand and looks at the certificate afterwards. */
const knocking = {
  'no certificate': '401 certificate_not_accepted',
  'a certificate of a foreign authority': '401 certificate_not_accepted',
  'an expired certificate': '401 certificate_not_accepted',
}

/** What each defect changes, and nothing else. */
const changes: Record<string, Record<string, unknown>> = {
  'accepts-no-certificate': {
    'no certificate': '200',
    'a certificate of a foreign authority': '401 certificate_not_accepted',
    'an expired certificate': '401 certificate_not_accepted',
  },
  'accepts-any-certificate': {
    'no certificate': '200',
    'a certificate of a foreign authority': '200',
    'an expired certificate': '200',
    "a neighbour's certificate": '200',
    'a token bound to another certificate': '200',
  },
  'accepts-expired-certificate': { ...knocking, 'an expired certificate': '200' },
  'accepts-foreign-certificate': { ...knocking, 'a certificate of a foreign authority': '200' },
  'trusts-whole-authority': {
    ...knocking,
    "a neighbour's certificate": '200',
    'a token bound to another certificate': '200',
  },
  'ignores-binding': { 'a token bound to another certificate': '200' },
  'serves-without-token': { 'no token': '200', 'the challenge': undefined },
  'fails-on-garbage': { 'a token that is garbage': '500 internal_error' },
  'accepts-alg-none': { 'an unsigned token': '200' },
  'ignores-issuer': { 'a token of another issuer': '200' },
  'accepts-early-token': { 'a token not valid yet': '200' },
  'ignores-signature': {
    'a token that is garbage': '401 token_invalid',
    'an unsigned token': '200',
    'a tampered token': '200',
    'a token signed by an unknown key': '200',
  },
  'ignores-audience': { 'a token for another bank': '200' },
  'accepts-expired-token': { 'an expired token': '200' },
  'ignores-scope': {
    'transactions under the scope for balances': '200',
    'a token without the scope': '200',
    'a consent without the scope': '200',
  },
  'balance-scope-for-transactions': { 'transactions under the scope for balances': '200' },
  'ignores-narrowing': { 'a consent without the scope': '200' },
  'ignores-consent': {
    'a consent without the scope': '200',
    'a revoked consent': '200',
    'a consent marked expired': '200',
    'a consent past its term': '200',
    'a rejected consent': '200',
    'a consent for another bank': '200',
    'a consent given to another participant': '200',
    'an unknown consent': '200',
    'balances under a revoked consent after a new one': '200',
    'a consent that was revoked after a first call': '200',
  },
  'serves-after-revocation': {
    'a revoked consent': '200',
    'balances under a revoked consent after a new one': '200',
    'a consent that was revoked after a first call': '200',
  },
  'remembers-revocation': { 'balances under a new consent after a revocation': '403 consent_revoked' },
  'revives-revoked-consent': { 'balances under a revoked consent after a new one': '200' },
  'serves-after-expiry': { 'a consent marked expired': '200', 'a consent past its term': '200' },
  'refuses-shared-consent': { 'a consent for two banks': '403 consent_provider' },
  'no-accounts-as-error': { 'a customer without accounts': '404 not_found' },
  'foreign-account-served': {
    "another customer's account": '200',
    [ofStranger]: expect.stringContaining('"balances"'),
  },
  'fails-on-unknown-account': {
    'an unknown account': '500 internal_error',
    "another customer's account": '500 internal_error',
    [ofStranger]: expect.stringContaining('The bank failed to answer'),
  },
  'fails-on-malformed-id': {
    'a malformed account id': '500 internal_error',
    'a quote in an account id': '500 internal_error',
    'an account id of 5000 characters': '500 internal_error',
    'what is said of a malformed id': expect.stringContaining('The bank failed to answer'),
  },
  'fails-on-quote': { 'a quote in an account id': '500 internal_error' },
  'clamps-page-size': { 'a page of no rows': '200' },
  'ignores-malformed-dates': { 'a date that is none': '200' },
  'serves-reversed-period': { 'a reversed period': '200' },
  'serves-any-method': { 'another method': '200', 'methods that are allowed': undefined },
  'fails-on-accept': { 'a caller who takes XML': '500 internal_error' },
  'no-allow': { 'methods that are allowed': undefined },
  'no-challenge': { 'the challenge': undefined },
  'amount-as-number': { 'type of an amount': 'number' },
  'missing-required-field': {
    'fields of an account': 'accountId currency type status openingDate name',
    'an account': ' KZT enabled 2014-09-01',
  },
  'closed-account-hidden': { 'a closed account': 'enabled' },
  'wrong-currency': { 'the currency of a balance': 'KZT' },
  'no-offset': { 'the offset of a moment': '' },
  'knows-no-companies': { 'a company': 0 },
  'ignores-date-filter': { 'days of a period': '2026-10-28 2026-10-29 2026-10-30 2026-10-31' },
  'excludes-last-day': { 'days of a period': '2026-10-29' },
  'unstable-order': { 'one page read twice': 'another' },
  'wrong-total': { 'total of elements': 2351 },
  'page-overlap': { 'rows on two pages': 199 },
  'no-request-id': {
    'request id': undefined,
    'request id that nobody sent': undefined,
    'request id that comes back': false,
  },
  'request-id-only-echoed': { 'request id that nobody sent': undefined },
  slow: { 'a third reading': 'late' },
  'wrong-encoding': {
    'type of an answer': 'application/json; charset=windows-1251',
    'type of an answer with balances': 'application/json; charset=windows-1251',
    'type of an error': 'application/json; charset=windows-1251',
    'type of a refused method': 'application/json; charset=windows-1251',
  },
  'html-error-page': {
    ...unreadable,
    'type of an error': 'text/html; charset=utf-8',
    'fields of an error': '',
    'type of a refused method': 'text/html; charset=utf-8',
    'what is said of a malformed id': undefined,
    [ofStranger]: '<!doctype html><title>Error</title><h1>There is nothing here</h1>',
  },
  'error-with-stack': {
    'fields of an error': 'code message requestId stack',
    [ofStranger]: expect.stringContaining('"stack":"Error: '),
  },
  'accepts-tls-1.1': { 'a connection in TLS 1.1': 'TLSv1.1' },
  'ignores-scope-of-token': {
    'transactions under the scope for balances': '200',
    'a token without the scope': '200',
  },
  'iin-in-refusal': { 'whom a refusal for want of scope names': true },
  'keeps-consents': {
    'a consent that was revoked after a first call': '200',
    'balances under a revoked consent after a new one': '200',
  },
  'keeps-own-page-size': { 'rows and pages': '80 rows on page 2 of 24', 'rows on two pages': 160 },
  'loses-last-page': { 'rows and pages': '100 rows on page 2 of 23' },
  'skips-first-row': { 'the first two rows': 'G002349 G002348' },
  'always-first-page': { 'rows on two pages': 100 },
  'wrong-page-number': { 'rows and pages': '100 rows on page 1 of 24' },
  'total-of-page': { 'total of elements': 100 },
  'total-as-text': { 'total of elements': '2350', 'type of the total': 'string' },
  'excludes-first-day': { 'days of a period': '2026-10-30' },
  'ignores-from-date': { 'days of a period': '2026-10-27 2026-10-28 2026-10-29 2026-10-30' },
  'ignores-to-date': { 'days of a period': '2026-10-29 2026-10-30 2026-10-31' },
  'out-of-order': { 'the first two rows': 'G002349 G002350' },
  'extra-field': { 'fields of an account': 'accountId iban currency type status openingDate name branch' },
  'null-field': { 'fields of an account': 'closingDate accountId iban currency type status openingDate name' },
  'unknown-status': {
    'an account': 'KZ12982TLP0000000301 KZT active 2014-09-01',
    'a closed account': 'active closed',
  },
  'impossible-date': { 'an account': 'KZ12982TLP0000000301 KZT enabled 2023-02-30' },
  'iban-in-groups': { 'an account': 'KZ12 982T LP00 0000 0301 KZT enabled 2014-09-01' },
  'currency-in-lower-case': { 'an account': 'KZ12982TLP0000000301 kzt enabled 2014-09-01' },
  'decimal-comma': { balances: 'InterimAvailable 5210733,48, ClosingBooked 5210733,48' },
  'amount-without-decimals': { balances: 'InterimAvailable 5210733, ClosingBooked 5210733' },
  'no-balances': { balances: '', 'the currency of a balance': undefined },
  'balance-of-first-account': { 'the currency of a balance': 'KZT' },
  'balance-without-kind': { balances: 'undefined 5210733.48, undefined 5210733.48' },
  'lists-everybodys-accounts': {
    'how many accounts are listed': 9,
    'a company': 9,
    'a closed account': 'enabled closed enabled enabled enabled enabled enabled enabled blocked',
  },
  'balances-as-text': {
    balances: '',
    'the currency of a balance': undefined,
    'type of an answer with balances': 'text/plain; charset=utf-8',
  },
  'malformed-json': {
    balances: '',
    'the currency of a balance': undefined,
    'the end of an answer with balances': '}]',
  },
  'error-inside-200': { 'an unknown account': '200', "another customer's account": '200' },
  'error-as-text': {
    'another method': '405 undefined',
    'a caller who takes XML': '406 undefined',
    'type of a refused method': 'text/plain; charset=utf-8',
  },
  'error-without-code': {
    'an unknown account': '404 undefined',
    "another customer's account": '404 undefined',
    'fields of an error': 'message requestId',
    [ofStranger]: '{"message":"There is nothing here",}',
  },
  'stack-in-message': { [ofStranger]: expect.stringMatching(/"message":"Error: There is nothing here\\n +at /) },
  'query-in-message': { 'what is said of a malformed id': expect.stringContaining('SELECT * FROM accounts') },
  'foreign-name-in-error': { [ofStranger]: expect.stringMatching(/held by \p{L}+ \p{L}+ \p{L}+"/u) },
  'foreign-iban-in-error': { [ofStranger]: expect.stringMatching(/"KZ[0-9A-Z]{18} is not an account of this client"/) },
  'fails-on-long-id': { 'an account id of 5000 characters': '500 internal_error' },
  'request-id-of-its-own': { 'request id that comes back': false },
  'one-in-ten-wrong': { 'the tenth reading of balances under one consent': 2 },
  // Shows only after sixty requests with one token, below.
  'slows-down-eager-callers': {},
}

/** Defects that show only in a bank with a limit of requests; those of open data have a test file of their own. */
const ofRate = ['ignores-rate-limit', 'no-retry-after']

/** What stays as it is whatever the defect, unless its own row says otherwise. */
const everyday = ['a sound call', 'no token', 'an unknown account', 'rows and pages', 'balances', 'request id']

/** Every script meets every defect in docs/kill-matrix.md; here each is looked at where it shows, and day by day. */
const namesFor = (change: object): string[] =>
  Object.keys(probes).filter((name) => name in change || everyday.includes(name))

const observe = async (from: Served, names = Object.keys(probes)): Promise<Record<string, unknown>> => {
  const seen: Record<string, unknown> = {}
  for (const name of names) seen[name] = await probes[name]?.(from)
  return seen
}

describe('behaviour', () => {
  test('a sound bank refuses what it must', async () => expect(await observe(bank)).toEqual(sound))

  test.each(Object.keys(changes))('defect %s changes what its name says, and nothing of every day', (name) =>
    world.withBank([name], {}, async (broken) => {
      const change = changes[name] ?? {}
      const names = namesFor(change)
      const expected = Object.entries({ ...sound, ...change }).filter(([probe]) => names.includes(probe))
      expect(await observe(broken, names)).toEqual(Object.fromEntries(expected))
    }),
  )

  test('slows-down-eager-callers lets the sixty-first request with a token wait', async () => {
    const broken = await world.startBank(['slows-down-eager-callers'])
    const token = await world.token()
    for (let i = 0; i < 60; i++) await world.call(broken, '/v3/accounts', { token })
    const start = performance.now()
    expect(await outcome(broken, '/v3/accounts', { token })).toBe('200')
    expect(performance.now() - start).toBeGreaterThan(5000)
    await world.end(broken)
  })

  test('every defect that the program knows is tested', async () => {
    const child = world.run(['--help'])
    const [, names = ''] = /^Defects: (.*)$/m.exec(await text(child.stdout)) ?? []
    expect(names.split(', ').sort()).toEqual([...Object.keys(changes), ...ofRate, ...ofOpenData].sort())
  })
})

describe('a limit of requests', () => {
  const limited = (defects: readonly string[] = []) => world.startBank(defects, { rateLimit: '2/60' })
  const thirdCall = async (from: Bank) => {
    const first = [await outcome(from, '/v3/accounts'), await outcome(from, '/v3/accounts')]
    expect(first).toEqual(['200', '200'])
    const { status, headers } = await world.call(from, '/v3/accounts')
    await world.end(from)
    return [status, headers['retry-after']]
  }

  test('is kept, and the caller is told when to come again', async () => {
    expect(await thirdCall(await limited())).toEqual([429, expect.stringMatching(/^(59|60)$/)])
  })

  test.each([
    ['ignores-rate-limit', [200, undefined]],
    ['no-retry-after', [429, undefined]],
  ])('%s', async (defect, seen) => {
    expect(ofRate).toContain(defect)
    expect(await thirdCall(await limited([defect]))).toEqual(seen)
  })
})

describe('consent', () => {
  test('a revocation is obeyed by the next request', async () => {
    const consentId = world.consent()
    const token = await world.token({ consent_id: consentId })
    expect(await outcome(bank, '/v3/accounts', { token })).toBe('200')
    Object.assign(world.platform.consents.get(consentId) ?? {}, { state: 'Revoked', accessRevoked: true })
    expect(await outcome(bank, '/v3/accounts', { token })).toBe('403 consent_revoked')
  })

  test('nothing is served while the platform cannot be asked', async () => {
    const token = await world.token()
    world.platform.down = true
    const { status, body, headers } = await world.call(bank, '/v3/accounts', { token })
    world.platform.down = false
    expect({ status, code: body.code, retry: headers['retry-after'] }).toEqual({
      status: 503,
      code: 'platform_unavailable',
      retry: '5',
    })
  })

  test('ignores-consent never asks the platform', async () => {
    const careless = await world.startBank(['ignores-consent'])
    const before = world.platform.consentsAsked
    await world.call(careless, '/v3/accounts')
    expect(world.platform.consentsAsked).toBe(before)
    await world.call(bank, '/v3/accounts')
    expect(world.platform.consentsAsked).toBe(before + 1)
    await world.end(careless)
  })
})

describe('keys', () => {
  test('are fetched once, and again for a key that is new', async () => {
    const fresh = await world.startBank()
    await world.call(fresh, '/v3/accounts')
    const before = world.platform.keysAsked
    await world.call(fresh, '/v3/accounts')
    expect(world.platform.keysAsked).toBe(before)
    const next = await world.newKeys('next')
    world.platform.keys.push(next)
    expect(await outcome(fresh, '/v3/accounts', { token: await world.token({}, {}, next) })).toBe('200')
    expect(world.platform.keysAsked).toBe(before + 1)
    await world.end(fresh)
  })
})

describe('answers', () => {
  test('paging gives every transaction once, newest first', async () => {
    const pages = await Promise.all(Array.from({ length: 24 }, (_, i) => page(bank, i + 1)))
    const rows = pages.flatMap(({ transactions }) => transactions)
    expect(rows).toHaveLength(2350)
    expect(new Set(rows.map(({ transactionId }) => transactionId)).size).toBe(2350)
    expect(rows.map(({ bookingDateTime }) => bookingDateTime)).toEqual(
      rows
        .map(({ bookingDateTime }) => bookingDateTime)
        .toSorted()
        .toReversed(),
    )
    expect(pages.every(({ totalPages, totalElements }) => totalPages === 24 && totalElements === 2350)).toBe(true)
  })

  test('dates bound the transactions, both ends included', async () => {
    const { transactions, totalElements } = await page(bank, 1, 'pageSize=100&fromDate=2026-10-01&toDate=2026-10-10')
    expect(transactions).toHaveLength(totalElements)
    const days = transactions.map(({ bookingDateTime }) => bookingDateTime.slice(0, 10))
    expect([days.at(-1), days[0]]).toEqual(['2026-10-01', '2026-10-10'])
  })

  test('a page after the last one is empty', async () => {
    expect((await page(bank, 25)).transactions).toEqual([])
  })

  test('a customer without accounts gets an empty list', async () => {
    const { body } = await world.call(bank, '/v3/accounts', { token: await world.token({ sub: withoutAccounts }) })
    expect(body).toEqual({ accounts: [] })
  })

  test('the request id is echoed where it is a UUID, else made', async () => {
    const given = '0b8a4c2e-6d1f-4e3a-9b7c-5d2e1f0a9b8c'
    const echoed = await world.call(bank, '/v3/accounts', { headers: { 'x-request-id': given } })
    expect(echoed.headers['x-request-id']).toBe(given)
    const { headers, body } = await world.call(bank, '/v3/nothing', { headers: { 'x-request-id': 'not a uuid' } })
    expect(headers['x-request-id']).toMatch(uuid)
    expect(body.requestId).toBe(headers['x-request-id'])
  })

  test('nothing is kept by caches', async () => {
    expect((await world.call(bank, '/v3/accounts')).headers['cache-control']).toBe('no-store')
  })

  test.each([
    ['pageNumber=0', 'query:pageNumber'],
    ['pageSize=101', 'query:pageSize'],
    ['pageSize=ten', 'query:pageSize'],
    ['pageSize=10&pageSize=20', 'query:pageSize'],
    ['fromDate=2026-02-30', 'query:fromDate'],
    ['toDate=yesterday', 'query:toDate'],
    ['fromDate=2026-10-02&toDate=2026-10-01', 'query:fromDate'],
  ])('%s is refused and its place named', async (query, path) => {
    const { status, body } = await world.call(bank, `${account}/transactions?${query}`)
    expect([status, (body.errors as { path: string }[])[0]?.path]).toEqual([400, path])
  })

  test('an account id that is no UUID is refused', async () => {
    expect(await outcome(bank, '/v3/accounts/17/balances')).toBe('400 invalid_request')
  })

  test('HTTP has its own refusals', async () => {
    expect(await outcome(bank, '/v3/nothing')).toBe('404 not_found')
    expect(await outcome(bank, '/v3/accounts', { headers: { accept: 'application/xml' } })).toBe('406 not_acceptable')
    const { status, headers } = await world.call(bank, '/v3/accounts', { method: 'DELETE' })
    expect([status, headers.allow]).toEqual([405, 'GET'])
  })

  test('a refusal for want of a token says how to prove oneself', async () => {
    expect((await world.call(bank, '/v3/accounts', { token: null })).headers['www-authenticate']).toBe('Bearer')
    const scope = await world.token({ scope: 'accounts' })
    const { headers } = await world.call(bank, `${account}/balances`, { token: scope })
    expect(headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="account_balance"')
  })
})

/** Starts a bank that cannot start: its exit code and what it printed. */
const failedStart = async (
  config: object,
  args: readonly string[] = [],
): Promise<{ code: unknown; printed: string }> => {
  const child = world.run(['--config', world.write('wrong.json', JSON.stringify(config)), ...args])
  const ended = once(child, 'exit') as Promise<[number | null]>
  const [printed, [code]] = await Promise.all([text(child.stderr), ended])
  return { code, printed }
}

describe('program', () => {
  test.each([
    ['SIGTERM', (one: Bank) => one.child.kill('SIGTERM')],
    ['SIGINT', (one: Bank) => one.child.kill('SIGINT')],
    ['its stdin being closed', (one: Bank) => one.child.stdin.end()],
    ['the channel to its parent being closed', (one: Bank) => one.child.disconnect()],
  ])('ends with code 0 on %s', async (_, end) => {
    const one = await world.startBank()
    await world.call(one, '/v3/accounts')
    end(one)
    expect(await one.ended).toBe(0)
  })

  test.each([
    [
      'a missing setting',
      { participant: undefined },
      [],
      /: participant: is missing\n {2}→ give it in the file as "participant" or as BANK_PARTICIPANT/,
    ],
    [
      'an unknown setting',
      { prot: 1 },
      [],
      /: prot: there is no such setting\n {2}→ settings are participant, host, port/,
    ],
    ['a wrong participant id', { participant: 'bank' }, [], /: participant: is no participant id/],
    ['a wrong port', { port: 'many' }, [], /: port: is out of range/],
    ['a wrong limit', { rateLimit: '20' }, [], /: rateLimit: is no limit of requests/],
    [
      'a key of another certificate',
      { clientKey: 'server.key' },
      [],
      /^clientKey: is not the key of clientCertificate/,
    ],
    ['a certificate that is none', { ca: 'server.key' }, [], /: ca: .*is no certificate in PEM/],
    ['a wrong thumbprint', { platformCertificate: 'abc' }, [], /: platformCertificate: is no SHA-256 thumbprint/],
    ['an address without TLS', { jwks: 'http://127.0.0.1/jwks' }, [], /: jwks: is no https address/],
    ['no place for the consent', { consents: 'https://127.0.0.1/' }, [], /: consents: has no \{consentId\}/],
    [
      'keys without an address for consents',
      { consents: undefined },
      [],
      /: consents missing where issuer and jwks is given\n {2}→ give issuer, jwks and consents for a bank that serves accounts/,
    ],
    [
      'an unknown defect',
      {},
      ['--defect', 'haste'],
      /^--defect: there is no defect «haste»\n {2}→ defects are accepts-no-certificate, /,
    ],
    ['an unknown option', {}, ['--fast'], /^command line: .*--fast/],
  ])('%s ends with code 2 and a message', async (_, changed, args, message) => {
    const { code, printed } = await failedStart({ ...world.config, ...changed }, args)
    expect(code).toBe(2)
    expect(printed).toMatch(message)
    expect(printed).not.toMatch(/^\s+at /m)
  })

  test('a missing file is told', async () => {
    const { code, printed } = await failedStart({ ...world.config, key: 'nowhere.key' })
    expect([code, printed]).toEqual([2, expect.stringMatching(/: key: .*nowhere\.key cannot be read \(ENOENT\)/)])
  })

  test('a port in use is told', async () => {
    const { code, printed } = await failedStart({ ...world.config, port: Number(new URL(bank.url).port) })
    expect([code, printed]).toEqual([2, expect.stringContaining('cannot be listened on (EADDRINUSE)')])
  })

  test('a wrong customers file is told with the place', async () => {
    const accounts = [{ accountId: client.accountId, iban: 'KZ00982TLP0000000101' }]
    const customers = world.write(
      'wrong-customers.json',
      JSON.stringify({ customers: [{ iin: client.iin, accounts }] }),
    )
    const { code, printed } = await failedStart({ ...world.config, customers })
    expect([code, printed]).toEqual([2, expect.stringContaining('customers/0/accounts/0/iban: is missing or wrong')])
  })

  test('settings of the environment go before the file', async () => {
    const file = world.write('environment.json', JSON.stringify({ ...world.config, participant: 'FILE01' }))
    const one = await world.ready(
      world.run(['--config', file], { BANK_PARTICIPANT: bankId, BANK_DEFECTS: 'no-request-id' }),
    )
    const { status, headers } = await world.call(one, '/v3/accounts')
    expect([status, headers['x-request-id']]).toEqual([200, undefined])
    await world.end(one)
  })
})
