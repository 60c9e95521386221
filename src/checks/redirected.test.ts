import { expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { redirected } from './redirected.js'

const declined = { of: '${back}', error: 'access_denied', code: false }
const back = (query: Json) => ({ values: { '${back}': { url: 'https://app.example/back', query } } })

test('declining: the error comes and no code', () => {
  expect(inShort(runCheck(redirected, declined, [], back({ error: 'access_denied' })))).toEqual([
    'met: as expected',
    'met: no code',
  ])
})

test('each part departs by itself', () => {
  expect(inShort(runCheck(redirected, declined, [], back({ error: 'server_error', code: 'c' })))).toEqual([
    'departed: another error',
    'departed: a code was given',
  ])
  expect(inShort(runCheck(redirected, declined, [], back({})))).toEqual([
    'departed: no error in the redirect',
    'met: no code',
  ])
})

test('another error can break another requirement than a code does', () => {
  const told = { ...declined, otherwise: 'TOLD' }
  expect(inShort(runCheck(redirected, told, [], back({ error: 'server_error', code: 'c' })))).toEqual([
    'departed [TOLD]: another error',
    'departed: a code was given',
  ])
  expect(redirected.requirements?.(told)).toEqual(['TOLD'])
})

test('approving: a code has to come', () => {
  const approved = { of: '${back}', code: true }
  expect(inShort(runCheck(redirected, approved, [], back({ code: 'c' })))).toEqual(['met: a code was given'])
  expect(inShort(runCheck(redirected, approved, [], back({})))).toEqual(['departed: no code'])
})

test('what is no redirect carries nothing', () => {
  expect(inShort(runCheck(redirected, declined, [], { values: { '${back}': 'nowhere' } }))).toEqual([
    'departed: no error in the redirect',
    'met: no code',
  ])
})

test('the fact holds neither code nor error', () => {
  const fact = factOf(redirected, declined, [], back({ error: 'Askar declined', code: 'secret-code' }).values)
  expect(fact).toEqual({ error: 'different', code: true })
})

test('without the fact the script has to run again', () => {
  const params = redirected.params.parse(declined)
  expect(inShort(redirected.judge(judgePlace([]), { attempt: 1, events: [] }, 'absent', params))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})
