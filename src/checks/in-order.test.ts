import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { inOrder } from './in-order.js'

const written = { items: 'rows', at: 'at' }
const page = (...hours: readonly string[]) => ({ json: { rows: hours.map((hour) => ({ at: `2026-10-05T${hour}` })) } })
const said = (...pages: readonly ReturnType<typeof page>[]) => inShort(runCheck(inOrder, written, pages))

test('newest first, equal moments too, from page to page', () => {
  expect(said(page('12:00:00Z', '11:00:00Z', '11:00:00Z'), page('10:00:00Z'))).toEqual(['met: all 4 in order'])
})

test('moments are compared, not their writing', () => {
  expect(said(page('12:00:00Z', '16:30:00+05:00'))).toEqual(['met: all 2 in order'])
})

test('a newer one after an older one departs, on a page and between pages', () => {
  expect(said(page('10:00:00Z', '11:00:00Z', '09:00:00Z'))).toEqual(['departed: 1 of 3 out of order'])
  expect(said(page('10:00:00Z'), page('11:00:00Z'))).toEqual(['departed: 1 of 2 out of order'])
})

test('what is no moment says nothing of the order', () => {
  expect(inShort(runCheck(inOrder, written, [{ json: { rows: ['a', {}, { at: 5 }] } }]))).toEqual([
    'met: all 3 in order',
  ])
})

test('the fact holds numbers', () => {
  expect(factOf(inOrder, written, [page('10:00:00Z', '11:00:00Z')])).toEqual({ items: 2, outOfOrder: 1 })
})

test('without an answer or the fact nothing is said', () => {
  expect(inShort(runCheck(inOrder, written, [{ failure: { kind: 'dns', detail: '' } }]))).toEqual([
    'undecided environment: host name not found',
  ])
  const params = inOrder.params.parse(written)
  expect(inShort(inOrder.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', params))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})

test('earliest first, where that is the order', () => {
  const earliest = { ...written, first: 'earliest' }
  const found = (...pages: readonly ReturnType<typeof page>[]) => inShort(runCheck(inOrder, earliest, pages))
  expect(found(page('10:00:00Z', '10:00:00Z'), page('11:00:00Z'))).toEqual(['met: all 3 in order'])
  expect(found(page('11:00:00Z'), page('10:00:00Z'))).toEqual(['departed: 1 of 2 out of order'])
})
