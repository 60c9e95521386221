import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { later, ofUser, sent, type SentRequest } from '../../tests/support/sent.js'
import { backsOff } from './backs-off.js'

/** Requests with these pauses between the end of one answer and the next request; each answer takes 10 ms. */
function withPauses(pauses: readonly number[], more: SentRequest = {}): SentRequest[] {
  let ms = 0
  return [0, ...pauses].map((pause) => {
    const one = sent({ told: true, status: 503, ...more, at: later((ms += pause)), totalMs: 10 })
    ms += 10
    return one
  })
}
const look = (requests: SentRequest[], params: Json = {}) =>
  inShort(runCheck(backsOff, params, requests, { place: ofUser }))

describe('pauses', () => {
  test.each([
    ['that grow', [100, 200, 400]],
    ['that stay', [200, 200, 200]],
    ['that shrink by less than a tenth', [1000, 920]],
    ['of which there is one', [0]],
    ['of which there is none', []],
  ])('%s', (_, pauses) => expect(look(withPauses(pauses))).toEqual(['met: as expected']))

  test('that shrink', () => {
    expect(look(withPauses([1000, 500]))).toEqual(['departed: a pause of 0.50 s after one of 1.00 s'])
  })

  test('that are shorter than demanded', () => {
    expect(look(withPauses([1000]), { 'no-sooner-than': 2 })).toEqual(['departed: after 1.00 s'])
    expect(look(withPauses([1990]), { 'no-sooner-than': 2 })).toEqual(['met: as expected'])
  })

  test('of requests for other things are not compared', () => {
    const [first, second] = withPauses([1000]) as [SentRequest, SentRequest]
    const other = sent({ at: later(1100), request: { url: 'https://api.example/v3/other' } })
    expect(look([first, second, other])).toEqual(['met: as expected'])
  })
})

describe('Retry-After', () => {
  test('in seconds', () => {
    const headers = { 'retry-after': '2' }
    expect(look(withPauses([2000], { headers }))).toEqual(['met: as expected'])
    expect(look(withPauses([500], { headers }))).toEqual(['departed: after 0.50 s'])
  })

  test('as a date', () => {
    const headers = { 'retry-after': 'Sun, 22 Nov 2026 07:42:26 GMT' }
    expect(look(withPauses([500], { headers }))).toEqual(['departed: after 0.50 s'])
    expect(look(withPauses([9900], { headers }))).toEqual(['met: as expected'])
  })
})

test('pauses that never shrink are met, whatever they are; one that shrinks by much is not', () => {
  const growing = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 6 }).map((all) => all.sort((a, b) => a - b))
  fc.assert(fc.property(growing, (pauses) => expect(look(withPauses(pauses))).toEqual(['met: as expected'])))
  fc.assert(
    fc.property(growing, fc.integer({ min: 1000, max: 5000 }), (pauses, longest) => {
      const found = look(withPauses([...pauses, 5000 + longest, 5000]))
      expect(found).toHaveLength(1)
      expect(found[0]).toContain('departed')
    }),
  )
})
