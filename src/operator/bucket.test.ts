import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { take, type Bucket } from './bucket.js'

const at = (seconds: number): string => new Date(1_700_000_000_000 + seconds * 1000).toISOString()
const size = { capacity: 40, perSecond: 0.5 }

test('a full bucket gives what it holds, an empty one fills with time', () => {
  const first = take(undefined, 40, at(0), size)
  expect(first).toEqual({ tokens: 0, at: at(0) })
  expect(take(first, 20, at(39), size)).toBeUndefined()
  expect(take(first, 20, at(40), size)).toEqual({ tokens: 0, at: at(40) })
})

test('what asks for more than it can hold waits for a full one, and is paid back afterwards', () => {
  const owing = take(undefined, 60, at(0), size)
  expect(owing?.tokens).toBe(-20)
  expect(take(owing, 1, at(41), size)).toBeUndefined()
  expect(take(owing, 1, at(42), size)?.tokens).toBe(0)
})

test('a clock that goes back lets nothing flow in', () => {
  const empty: Bucket = { tokens: 0, at: at(100) }
  expect(take(empty, 1, at(0), size)).toBeUndefined()
})

test('over any time no more is taken than one burst and what flowed in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 40 })), { maxLength: 60 }), (asked) => {
      let bucket: Bucket | undefined
      let now = 0
      let taken = 0
      for (const [wait, n] of asked) {
        now += wait
        const after = take(bucket, n, at(now), size)
        if (!after) continue
        bucket = after
        taken += n
      }
      expect(taken).toBeLessThanOrEqual(size.capacity + now * size.perSecond + 1e-6)
    }),
  )
})
