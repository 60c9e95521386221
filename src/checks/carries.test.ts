import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { carries } from './carries.js'

test('every answer counts', () => {
  expect(inShort(runCheck(carries, 'allow', [{ status: 405, headers: { allow: 'GET' } }, { status: 405 }]))).toEqual([
    'met: it is there',
    'departed: no header allow',
  ])
})

test('without an answer nothing is said', () => {
  expect(inShort(runCheck(carries, 'allow', [{ failure: { kind: 'dns', detail: '' } }]))).toEqual([
    'undecided environment: host name not found',
  ])
})

test('a header is named in lower case', () => {
  expect(carries.params.safeParse('Allow').success).toBe(false)
})
