import { expect, test } from '@jest/globals'
import { inShort } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import type { JudgePlace } from '../model/vocabulary.js'
import { meanTime } from './mean-time.js'

const limit = { seconds: 3, through: 'BOTH' }

/** Answers that took so many milliseconds. */
function judged(times: readonly number[], changes: Partial<JudgePlace> = {}) {
  const place = judgePlace(
    times.map(() => ({})),
    changes,
  )
  const exchanges = place.exchanges.map((one, i) => ({
    ...one,
    exchange: { ...one.exchange, timings: { totalMs: times[i] ?? 0 } },
  }))
  return inShort(meanTime.judge({ ...place, exchanges }, { attempt: 1, events: [] }, 'absent', limit))
}

test('the mean counts, not the longest', () => {
  expect(judged([1000, 8000, 0])).toEqual(['met: 3.00 s, the longest 8.00 s, of 3 requests'])
  expect(judged([1000, 8000, 30])).toEqual(['departed: 3.01 s, the longest 8.00 s, of 3 requests'])
})

test('time in which we stood still is not the server’s', () => {
  const place = judgePlace([{}])
  const exchanges = place.exchanges.map((one) => ({
    ...one,
    exchange: { ...one.exchange, timings: { totalMs: 9000, stalledMs: 7000 } },
  }))
  const found = meanTime.judge({ ...place, exchanges }, { attempt: 1, events: [] }, 'absent', limit)
  expect(inShort(found)).toEqual(['met: 2.00 s, the longest 2.00 s, of 1 requests'])
})

test('through a platform it is the time of both, and another requirement', () => {
  expect(judged([4000], { mode: 'through' })).toEqual([
    'departed [BOTH]: 4.00 s, the longest 4.00 s, of 1 requests; platform and bank together',
  ])
  expect(judged([4000], { mode: 'through', subject: 'platform' })).toEqual([
    'departed: 4.00 s, the longest 4.00 s, of 1 requests',
  ])
})

test('without an answer nothing is said', () => {
  const place = judgePlace([{ failure: { kind: 'truncated', detail: '' } }])
  expect(inShort(meanTime.judge(place, { attempt: 1, events: [] }, 'absent', limit))).toEqual([
    'undecided environment: the answer was cut off',
  ])
})

test('names its second requirement', () => {
  expect(meanTime.requirements?.(limit)).toEqual(['BOTH'])
})
