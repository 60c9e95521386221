import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { same } from './same.js'

const written = { of: 'items', as: '${first.body.items}' }
const values = { '${first.body.items}': [{ a: 1, b: 2 }, { a: 3 }] }

test.each([
  [[{ b: 2, a: 1 }, { a: 3 }], 'met: the same'],
  [[{ a: 3 }, { a: 1, b: 2 }], 'departed: different'],
  [[{ a: 1, b: 2 }], 'departed: different'],
])('%j after two items: %s', (items, said) => {
  expect(inShort(runCheck(same, written, [{ json: { items } }], { values }))).toEqual([said])
})

test('a body without the property differs', () => {
  expect(inShort(runCheck(same, written, [{ json: {} }], { values }))).toEqual(['departed: different'])
})

test('the fact holds no value', () => {
  expect(factOf(same, written, [{ json: { items: [] } }], values)).toBe(false)
})

test('without an answer or the fact nothing is said', () => {
  expect(inShort(runCheck(same, written, [{ failure: { kind: 'dns', detail: '' } }], { values }))).toEqual([
    'undecided environment: host name not found',
  ])
  expect(
    inShort(same.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', same.params.parse(written))),
  ).toEqual(['undecided harness: the record does not hold it'])
})
