import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { everyPage } from './every-page.js'

const page = (query: string, totalPages: number, { status = 200, account = 'a-1' } = {}) =>
  sent({
    status,
    json: { totalPages },
    request: {
      operation: 'listTransactions',
      url: `https://api.example/v3/accounts/${account}/transactions${query}`,
    },
  })
const look = (...requests: ReturnType<typeof sent>[]) => inShort(runCheck(everyPage, {}, requests, { place: ofUser }))

test.each([
  ['in order', ['', '?pageNumber=2', '?pageNumber=3'], 'met: as expected'],
  ['in any order', ['?pageNumber=3', '?pageNumber=1', '?pageNumber=2'], 'met: as expected'],
  [
    'with a size',
    ['?pageSize=9&pageNumber=1', '?pageNumber=2&pageSize=9', '?pageNumber=3&pageSize=9'],
    'met: as expected',
  ],
  ['the first only', [''], 'departed: 2 of 3 pages were not asked for'],
  ['one twice', ['', '?pageNumber=2', '?pageNumber=2', '?pageNumber=3'], 'departed: 1 requests too many (3 pages)'],
  ['one beyond', ['', '?pageNumber=2', '?pageNumber=3', '?pageNumber=4'], 'departed: 1 requests too many (3 pages)'],
])('%s', (_, queries, so) => expect(look(...queries.map((query) => page(query, 3)))).toEqual([so]))

test('each list is looked at by itself', () => {
  const other = { account: 'a-2' }
  expect(look(page('', 2), page('?pageNumber=2', 2), page('', 1, other))).toEqual(['met: as expected'])
  expect(look(page('', 2), page('?pageNumber=2', 2), page('', 2, other))).toEqual([
    'departed: 1 of 2 pages were not asked for',
  ])
})

test('a page that was refused and asked for again counts once', () => {
  expect(look(page('', 2), page('?pageNumber=2', 2, { status: 503 }), page('?pageNumber=2', 2))).toEqual([
    'met: as expected',
  ])
})

test('a list of one page tells nothing; none at all departs', () => {
  expect(look(page('', 1))).toEqual(['undecided configuration: the list has one page'])
  expect(look()).toEqual(['departed: no list was asked for'])
})

test('a page that was not modified has been read; where all are so, nothing tells how many there are', () => {
  const unchanged = (query: string) => page(query, 3, { status: 304 })
  expect(look(page('', 3), unchanged('?pageNumber=2'), unchanged('?pageNumber=3'))).toEqual(['met: as expected'])
  expect(look(page('', 3), unchanged('?pageNumber=2'))).toEqual(['departed: 1 of 3 pages were not asked for'])
  expect(look(unchanged(''), unchanged('?pageNumber=2'))[0]).toMatch(/^undecided harness: .*304/)
})

test('the number of pages may stand inside of an object', () => {
  const seen = sent({ status: 200, json: { meta: { totalPages: 3 } }, request: { operation: 'listTransactions' } })
  expect(inShort(runCheck(everyPage, { pages: 'meta.totalPages' }, [seen], { place: ofUser }))).toEqual([
    'departed: 2 of 3 pages were not asked for',
  ])
})

test('the fact has numbers only', () => {
  expect(factOf(everyPage, {}, [page('', 3)])).toEqual({ lists: [{ pages: 3, missing: 2, repeated: 0, beyond: 0 }] })
})
