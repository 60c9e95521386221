import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { throttled } from './throttled.js'

const ok = { status: 200 }
const refused = (headers: Record<string, string>) => ({ status: 429, headers })

test.each([
  [{ 'retry-after': '5' }, 'met: HTTP 429, Retry-After: 5'],
  [{ 'retry-after': 'Sun, 22 Nov 2026 07:42:20 GMT' }, 'met: HTTP 429, Retry-After: Sun, 22 Nov 2026 07:42:20 GMT'],
  [{ 'retry-after': 'soon' }, 'departed: HTTP 429, Retry-After: soon'],
  [{}, 'departed: HTTP 429 without Retry-After'],
])('one of three refused with %j', (headers, said) => {
  expect(inShort(runCheck(throttled, true, [ok, refused(headers), ok]))).toEqual([said])
})

test('nobody refused', () => {
  expect(inShort(runCheck(throttled, true, [ok, ok]))).toEqual(['departed: 2 requests, none of them answered with 429'])
})

test('without answers nothing is said', () => {
  expect(inShort(runCheck(throttled, true, []))).toEqual(['undecided harness: there was none'])
  expect(inShort(runCheck(throttled, true, [{ failure: { kind: 'reset', detail: '' } }]))).toEqual([
    'undecided environment: connection reset',
  ])
})

test('a 429 is what it waits for', () => {
  expect(throttled.admitsThrottling).toBe(true)
})
