import { expect, test } from '@jest/globals'
import { dateHeader, offsetOf } from './clock-offset.js'

test('a Date header is as exact as its whole second and the time that the answer took', () => {
  const askedAt = Date.parse('2026-11-22T07:00:00.300Z')
  const date = Date.parse('2026-11-22T07:00:00Z')
  expect(offsetOf({ date, askedAt, tookMs: 200 })).toEqual({ least: -500, most: 700 })
})

test('a Date header that is none says nothing', () => {
  expect(dateHeader(undefined, '2026-11-22T07:00:00Z', 1)).toBeUndefined()
  expect(dateHeader('yesterday', '2026-11-22T07:00:00Z', 1)).toBeUndefined()
})
