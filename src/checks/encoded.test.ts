import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { encoded } from './encoded.js'

const typed = (type: string) => ({ headers: { 'content-type': type }, json: {} })

test.each([
  ['application/json', 'met: as expected'],
  ['application/json; charset=UTF-8', 'met: as expected'],
  ['application/json; charset="utf-8"', 'met: as expected'],
  ['application/json;charset=windows-1251', 'departed: charset windows-1251'],
])('%s: %s', (type, said) => {
  expect(inShort(runCheck(encoded, 'utf-8', [typed(type)]))).toEqual([said])
})

test('bytes that are no UTF-8 depart, in whichever answer they are', () => {
  const place = judgePlace([typed('application/json'), typed('application/json')])
  const spoiled = {
    ...place,
    exchanges: place.exchanges.map((one, i) => {
      const { outcome } = one.exchange
      if (i === 0 || !('response' in outcome)) return one
      return { ...one, exchange: { ...one.exchange, outcome: { response: { ...outcome.response, validUtf8: false } } } }
    }),
  }
  expect(inShort(encoded.judge(spoiled, { attempt: 1, events: [] }, 'absent', 'utf-8'))).toEqual([
    'met: as expected',
    'departed: bytes that are not UTF-8',
  ])
})

test('without an answer nothing is said', () => {
  expect(inShort(runCheck(encoded, 'utf-8', [{ failure: { kind: 'dns', detail: '' } }]))).toEqual([
    'undecided environment: host name not found',
  ])
})
