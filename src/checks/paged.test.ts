import { expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { paged } from './paged.js'

const written = { items: 'rows', id: 'id', total: 'total', page: 'page', size: 'size' }
const page = (number: number, ids: readonly number[], changes: Readonly<Record<string, Json>> = {}) => ({
  json: { rows: ids.map((id) => ({ id })), total: 5, page: number, size: 2, ...changes },
})
const sound = [page(1, [1, 2]), page(2, [3, 4]), page(3, [5])]
const departures = (pages: Parameters<typeof runCheck>[2]) =>
  inShort(runCheck(paged, written, pages)).filter((said) => said.startsWith('departed'))

test('sound pages meet all four rules', () => {
  expect(inShort(runCheck(paged, written, sound))).toEqual(Array(4).fill('met: as expected'))
})

test.each([
  ['an item that comes twice', [page(1, [1, 2]), page(2, [2, 3]), page(3, [4])], ['1 repeated']],
  ['an item that never comes', [page(1, [1, 2]), page(2, [3, 4])], ['4 came, another number was declared']],
  [
    'a total that changes',
    [page(1, [1, 2]), page(2, [3, 4]), page(3, [5], { total: 6 })],
    ['total changes from page to page'],
  ],
  [
    'a total that is a text',
    sound.map(({ json }) => ({ json: { ...json, total: '5' } })),
    ['5 came, another number was declared'],
  ],
  ['pages that count from 0', [page(0, [1, 2]), page(1, [3, 4]), page(2, [5])], ['another page number']],
  ['the same page again', [page(1, [1, 2]), page(1, [3, 4]), page(3, [5])], ['another page number']],
  ['a page cut short', [page(1, [1]), page(2, [2, 3]), page(3, [4, 5])], ['a page in the middle is not full']],
])('%s breaks one rule', (_, pages, said) => {
  expect(departures(pages)).toEqual(said.map((what) => `departed: ${what}`))
})

test('the last page may be full or empty', () => {
  const four = { total: 4 }
  expect(departures([page(1, [1, 2], four), page(2, [3, 4], four)])).toEqual([])
  expect(departures([page(1, [1, 2], four), page(2, [3, 4], four), page(3, [], four)])).toEqual([])
})

test('a page that is an error is no page', () => {
  expect(departures([page(1, [1, 2]), { status: 500, json: { code: 'oops' } }])).toEqual([
    'departed: 2 came, another number was declared',
  ])
  expect(departures([{ text: '<html>' }])).toEqual(['departed: no page in the answer'])
})

test('too few pages are a matter of the client, unless they break a rule', () => {
  expect(inShort(runCheck(paged, written, [page(1, [1, 2], { total: 2 })]))).toEqual([
    'undecided configuration: 1 pages',
  ])
  expect(departures([page(1, [1, 2])])).toEqual(['departed: 2 came, another number was declared'])
  expect(inShort(runCheck(paged, { ...written, 'at-least-pages': 1 }, [page(1, [1, 2], { total: 2 })]))).toEqual(
    Array(4).fill('met: as expected'),
  )
})

test('the fact holds numbers and comparisons only', () => {
  const fact = factOf(paged, written, sound)
  expect(
    Object.values(fact as Record<string, Json>).every((value) => ['number', 'boolean'].includes(typeof value)),
  ).toBe(true)
})

test('without an answer, an exchange or the fact nothing is said', () => {
  expect(runCheck(paged, written, [page(1, [1, 2]), { failure: { kind: 'reset', detail: '' } }])).toMatchObject([
    { result: 'undecided', cause: 'environment' },
  ])
  expect(inShort(runCheck(paged, written, []))).toEqual(['undecided harness: there was none'])
  const params = paged.params.parse(written)
  expect(inShort(paged.judge(judgePlace(sound), { attempt: 1, events: [] }, 'absent', params))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})
