import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { later, ofUser, sent } from '../../tests/support/sent.js'
import { pace } from './pace.js'
import { busiest } from './request-times.js'

const look = (params: object, ...moments: number[]) =>
  inShort(
    runCheck(
      pace,
      { ...params },
      moments.map((ms) => sent({ at: later(ms) })),
      { place: ofUser },
    ),
  )

test('the busiest span counts, wherever it begins', () => {
  expect(look({ requests: 3, seconds: 1 }, 0, 900, 1000, 1800)).toEqual(['met: 3 at most'])
  expect(look({ requests: 2, seconds: 1 }, 0, 900, 1000, 1800)).toEqual(['departed: 3 at most'])
  expect(look({ requests: 1, seconds: 1 })).toEqual(['met: 0 at most'])
})

test('no span holds more than is said, and one holds as many', () => {
  const moments = fc.array(fc.nat(5000), { maxLength: 40 })
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 3000 }), (all, span) => {
      const times = all.map((from, index) => ({ index, from, to: from }))
      const inSpan = all.map((start) => all.filter((from) => from >= start && from - start < span).length)
      expect(busiest(times, span).count).toBe(Math.max(0, ...inSpan))
    }),
  )
})
