import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { echoes } from './echoes.js'

const sent = { headers: { 'x-request-id': 'r-1' } }

test('the value comes back, another one, or none', () => {
  expect(inShort(runCheck(echoes, 'x-request-id', [sent]))).toEqual(['met: the same'])
  expect(inShort(runCheck(echoes, 'x-request-id', [{ headers: { 'x-request-id': 'r-2' } }]))).toEqual([
    'departed: another value',
  ])
  expect(inShort(runCheck(echoes, 'x-request-id', [{}]))).toEqual(['departed: no header x-request-id'])
})

test('every answer of the step counts, each with its own exchange', () => {
  expect(runCheck(echoes, 'x-request-id', [sent, {}])).toMatchObject([
    { result: 'met', exchange: 2 },
    { result: 'departed', exchange: 3 },
  ])
})

test('nobody is charged for a header that we did not send', () => {
  expect(inShort(runCheck(echoes, 'x-request-id', [{ request: { headers: {} } }]))).toEqual([
    'undecided harness: the request went without it',
  ])
})

test('without an answer or an exchange nothing is said', () => {
  expect(inShort(runCheck(echoes, 'x-request-id', [{ failure: { kind: 'dns', detail: '' } }]))).toEqual([
    'undecided environment: host name not found',
  ])
  expect(inShort(runCheck(echoes, 'x-request-id', []))).toEqual(['undecided harness: there was none'])
})

test('a header is named in lower case', () => {
  expect(echoes.params.safeParse('X-Request-Id').success).toBe(false)
})
