import { expect, test } from '@jest/globals'
import { createQuota } from './quota.js'

test('what is above the limit waits for the end of the window', () => {
  let now = 5000
  const quota = createQuota({ requests: 2, seconds: 10 }, () => now)
  expect([quota.take(), quota.take(), quota.take()]).toEqual([0, 0, 10])
  now = 14_999
  expect(quota.take()).toBe(1)
  now = 15_000
  expect(quota.take()).toBe(0)
})
