import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { requests } from './requests.js'

const look = (params: object, count: number) =>
  runCheck(
    requests,
    { ...params },
    Array.from({ length: count }, () => sent()),
    { place: ofUser },
  )

test.each([
  [{ 'at-most': 0 }, 0, 'met: there was none'],
  [{ 'at-most': 0 }, 1, 'departed: 1 came'],
  [{ 'at-most': 5 }, 5, 'met: 5 came'],
  [{ 'at-least': 1 }, 0, 'departed: there was none'],
  [{ 'at-least': 1, 'at-most': 2 }, 3, 'departed: 3 came'],
])('%j of %i requests', (params, count, so) => expect(inShort(look(params, count))).toEqual([so]))

test('the first that is too many is shown', () => {
  expect(look({ 'at-most': 1 }, 3)).toMatchObject([{ exchange: 3 }])
})

test('bounds that exclude each other, or none, are refused', () => {
  for (const params of [{}, { 'at-least': 2, 'at-most': 1 }])
    expect(requests.params.safeParse(params).success).toBe(false)
})
