import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ofOpenData, startWorld, type Bank, type Call } from './test-kit.js'

let world: Awaited<ReturnType<typeof startWorld>>
let bank: Bank

beforeAll(async () => {
  world = await startWorld()
  bank = await world.startBank([], withoutPlatform)
})
afterAll(() => world.stop())

/** A bank that no platform gives tokens to. */
const withoutPlatform = { issuer: undefined, jwks: undefined, consents: undefined }

type Item = Record<string, unknown>
interface Body {
  readonly data: Item[]
  readonly meta: Item
}

const at = (path: string): string => `/v1/open-data/${path}`
const ask = async (path: string, headers: Record<string, string> = {}, from = bank, call: Call = {}) => {
  const answer = await world.call(from, at(path), { token: null, headers, ...call })
  return { ...answer, body: answer.body as unknown as Body & { readonly code?: string } }
}
const codeOf = async (path: string, headers: Record<string, string> = {}, from = bank) => {
  const { status, body } = await ask(path, headers, from)
  return `${status} ${body.code ?? ''}`.trim()
}
const idsOf = async (path: string, from = bank) =>
  (await ask(path, {}, from)).body.data.map((item) => item.atmId ?? item.branchId ?? item.productId ?? item.rateId)

describe('lists', () => {
  test('come in pages that together hold each item once', async () => {
    const { body } = await ask('branches?pageSize=2')
    expect(body.meta).toMatchObject({ pageNumber: 1, pageSize: 2, totalPages: 2, totalResults: 3 })
    const pages = await Promise.all([1, 2, 3].map((n) => idsOf(`branches?pageSize=2&pageNumber=${n}`)))
    expect(pages).toEqual([['TULP-B01', 'TULP-B02'], ['TULP-B03'], []])
  })

  test.each([
    ['branches?city=astana', ['TULP-B03']],
    ['branches?service=cards&accessibility=ramp', ['TULP-B01', 'TULP-B02']],
    ['atms?currency=USD', ['TULP-A01']],
    ['products?type=loan', ['TULP-LOAN-1']],
    ['products?currency=USD', ['TULP-DEP-1']],
    ['exchange-rates?channel=cash', ['USD-cash', 'EUR-cash']],
    ['atms?city=aktobe', []],
  ])('%s', async (path, ids) => expect(await idsOf(path)).toEqual(ids))

  test('one branch is the branch of the list', async () => {
    const [first] = (await ask('branches')).body.data
    expect((await ask('branches/TULP-B01')).body.data).toEqual(first)
  })

  test('an outage that is planned leaves the status as it is', async () => {
    expect((await ask('outages')).body.data).toMatchObject([{ outageId: 'TULP-W1', planned: true }])
    expect((await ask('status')).body.data).toMatchObject({ status: 'available' })
  })
})

describe('refusals', () => {
  test.each([
    ['branches?pageSize=0', '400 invalid_request'],
    ['branches?pageSize=1e1', '400 invalid_request'],
    ['branches?colour=red', '400 invalid_request'],
    ['branches?__proto__=1', '400 invalid_request'],
    ['branches?city=astana&city=almaty', '400 invalid_request'],
    ['status?pageSize=5', '400 invalid_request'],
    ['branches/NONE-1', '404 not_found'],
    ['atms/TULP-A01', '404 not_found'],
    ['constructor', '404 not_found'],
  ])('%s: %s', async (path, code) => expect(await codeOf(path)).toBe(code))

  test.each([
    [{ 'x-api-version': '2' }, '406 unsupported_version'],
    [{ 'x-api-version': 'latest' }, '400 invalid_request'],
    [{ accept: 'application/xml' }, '406 not_acceptable'],
  ])('%j: %s', async (headers, code) => expect(await codeOf('status', headers)).toBe(code))

  test('another method is told which one there is', async () => {
    const { status, headers } = await ask('status', {}, bank, { method: 'DELETE' })
    expect([status, headers.allow]).toEqual([405, 'GET'])
  })

  test('nobody but the platform is served', async () => {
    const { status } = await ask('status', {}, bank, { identity: world.identities.neighbour })
    expect(status).toBe(401)
  })

  test('accounts are not served where nobody gives tokens', async () =>
    expect((await world.call(bank, '/v3/accounts', {})).status).toBe(404))
})

test.each([
  [undefined, 'ru'],
  ['kk', 'kk'],
  ['fr, en;q=0.4, kk;q=0.6', 'kk'],
  ['de', 'ru'],
  ['*, ru;q=0', 'kk'],
  ['EN-gb', 'en'],
])('the language for %s is %s', async (accepted, language) => {
  const { headers } = await ask('branches', accepted === undefined ? {} : { 'accept-language': accepted })
  expect([headers['content-language'], headers.vary]).toEqual([language, 'Accept-Language'])
})

describe('what the caller has already', () => {
  const again = async (headers: (first: Record<string, string>) => Record<string, string>, from = bank) => {
    const first = await ask('products', {}, from)
    const { status, text } = await ask('products', headers(first.headers), from)
    return [status, text === '']
  }

  test.each([
    ['its entity tag', ({ etag = '' }) => ({ 'if-none-match': etag }), [304, true]],
    ['a weak one among others', ({ etag = '' }) => ({ 'if-none-match': `"x", W/${etag}` }), [304, true]],
    ['another entity tag', () => ({ 'if-none-match': '"another"' }), [200, false]],
    ['its date', (first) => ({ 'if-modified-since': first['last-modified'] ?? '' }), [304, true]],
    ['an earlier date', () => ({ 'if-modified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' }), [200, false]],
    ['what is no date', () => ({ 'if-modified-since': '2999-01-01' }), [200, false]],
    [
      'another tag beside its date',
      (first) => ({ 'if-none-match': '"x"', 'if-modified-since': first['last-modified'] ?? '' }),
      [200, false],
    ],
  ] satisfies [string, (first: Record<string, string>) => Record<string, string>, [number, boolean]][])(
    '%s',
    async (_, headers, seen) => expect(await again(headers)).toEqual(seen),
  )

  test('a tag belongs to one language', async () => {
    const [ru, kk] = await Promise.all(
      ['ru', 'kk'].map(async (language) => (await ask('exchange-rates', { 'accept-language': language })).headers.etag),
    )
    expect(ru).not.toBe(kk)
  })
})

/** What tells each broken bank from a sound one. */
const broken: Record<string, (from: Bank) => Promise<unknown>> = {
  'accepts-any-version': (from) => codeOf('status', { 'x-api-version': '9' }, from),
  'accepts-unknown-parameters': (from) => codeOf('branches?colour=red', {}, from),
  'english-by-default': async (from) => (await ask('branches', {}, from)).headers['content-language'],
  'refuses-unknown-language': (from) => codeOf('branches', { 'accept-language': 'de' }, from),
  'ignores-city': (from) => idsOf('branches?city=astana', from),
  'offer-of-the-past': async (from) => (await ask('products', {}, from)).body.data[0]?.offeredTo,
  'never-not-modified': async (from) => {
    const { etag = '' } = (await ask('products', {}, from)).headers
    return (await ask('products', { 'if-none-match': etag }, from)).status
  },
  'not-modified-for-any-tag': async (from) => (await ask('products', { 'if-none-match': '"x"' }, from)).status,
}

describe('defects', () => {
  test('each is tested', () => expect(Object.keys(broken).sort()).toEqual([...ofOpenData].sort()))

  test.each(Object.entries(broken))('%s shows', async (name, probe) => {
    const other = await world.startBank([name], withoutPlatform)
    const [sound, wrong] = [await probe(bank), await probe(other)]
    await world.end(other)
    expect(wrong).not.toEqual(sound)
  })
})
