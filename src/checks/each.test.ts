import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { each } from './each.js'

const written = { of: 'balances', has: { currency: '${account.currency}' } }
const values = { '${account.currency}': 'USD' }
const balances = (...currencies: string[]) => ({ json: { balances: currencies.map((currency) => ({ currency })) } })

test.each([
  [['USD', 'USD'], 'met: as expected'],
  [['USD', 'KZT'], 'departed: another currency in 1'],
  [[], 'met: as expected'],
])('balances in %j: %s', (currencies, said) => {
  expect(inShort(runCheck(each, written, [balances(...currencies)], { values }))).toEqual([said])
})

test('a body without the list, and items that are no objects', () => {
  expect(inShort(runCheck(each, written, [{ json: {} }], { values }))).toEqual(['departed: no list balances'])
  expect(inShort(runCheck(each, written, [{ json: { balances: ['USD'] } }], { values }))).toEqual([
    'departed: another currency in 1',
  ])
})

test('the fact is a number', () => {
  expect(factOf(each, written, [balances('USD', 'KZT')], values)).toEqual({ currency: 1 })
})

test('without an answer or the fact nothing is said', () => {
  expect(inShort(runCheck(each, written, [{ failure: { kind: 'dns', detail: '' } }], { values }))).toEqual([
    'undecided environment: host name not found',
  ])
  expect(
    inShort(each.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', each.params.parse(written))),
  ).toEqual(['undecided harness: the record does not hold it'])
})
