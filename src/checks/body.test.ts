import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { body } from './body.js'

const wanted = { message: 'Provider is not active' }

test('the value has to be exactly so', () => {
  expect(inShort(runCheck(body, wanted, [{ json: wanted }]))).toEqual(['met: as expected'])
  expect(inShort(runCheck(body, wanted, [{ json: { message: 'provider is not active' } }]))).toEqual([
    'departed: message: another value',
  ])
  expect(inShort(runCheck(body, { count: 1 }, [{ json: { count: '1' } }]))).toEqual(['departed: count: another value'])
})

test('a property that is missing, or a body that is no object, departs', () => {
  for (const json of [{}, [wanted], 'text', null])
    expect(inShort(runCheck(body, wanted, [{ json }]))).toEqual(['departed: no property message'])
  expect(inShort(runCheck(body, wanted, [{ text: 'not json' }]))).toEqual(['departed: no property message'])
})

test('the value may be a reference', () => {
  const values = { '${bank.id}': 'BANK01' }
  expect(inShort(runCheck(body, { bank: '${bank.id}' }, [{ json: { bank: 'BANK01' } }], { values }))).toEqual([
    'met: as expected',
  ])
})

test('only own properties count', () => {
  expect(inShort(runCheck(body, { constructor: 'x' }, [{ json: {} }]))).toEqual(['departed: no property constructor'])
})

test('each property is judged by itself', () => {
  expect(inShort(runCheck(body, { a: 1, b: true }, [{ json: { a: 1, b: false } }]))).toEqual([
    'met: as expected',
    'departed: b: another value',
  ])
})

test('the fact tells whether it was equal, never what it was', () => {
  expect(factOf(body, wanted, [{ json: { message: 'Askar, 960440000151' } }])).toEqual({ message: 'different' })
})

test('without an answer, an exchange or the fact nothing is said', () => {
  expect(inShort(runCheck(body, wanted, [{ failure: { kind: 'reset', detail: '' } }]))).toEqual([
    'undecided environment: connection reset',
  ])
  expect(inShort(runCheck(body, wanted, []))).toEqual(['undecided harness: there was none'])
  expect(inShort(body.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', wanted))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})
