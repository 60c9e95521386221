import { expect, test } from '@jest/globals'
import { newRunId, newUuid } from './ids.js'

test('a run’s id begins with its time and can be typed', () => {
  expect(newRunId('2026-11-22T07:42:16.123Z')).toMatch(/^20261122-074216-[abcdefghjkmnpqrstuvwxyz23456789]{4}$/)
})

test('ids sort by time', () => {
  const ids = ['2026-11-22T07:42:16.000Z', '2026-11-22T07:42:17.000Z', '2026-12-01T00:00:00.000Z'].map(newRunId)
  expect([...ids].sort()).toEqual(ids)
})

test('a UUID is one of version 4, new each time', () => {
  expect(newUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(newUuid()).not.toBe(newUuid())
})
