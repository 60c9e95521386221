import { describe, expect, test } from '@jest/globals'
import type { EvidenceEvent } from '../model/evidence.js'
import type { LoadFacts } from '../model/load.js'
import { inShort } from '../../tests/support/check-runner.js'
import { at, judgePlace, type Answer } from '../../tests/support/sample-exchange.js'
import { loadFacts } from '../../tests/support/sample-load.js'
import { underLoad } from './under-load.js'

const params = underLoad.params.parse({ 'mean-ms': 3000, answered: 'G8-peak' })

function judged(facts: Partial<LoadFacts> | undefined, samples: readonly Answer[] = [{}]) {
  const of = (step: string): EvidenceEvent[] =>
    facts ? [{ type: 'load', at, step, facts: loadFacts(step === '2' ? facts : { rate: 1 }) }] : []
  return underLoad.judge(judgePlace(samples), { attempt: 1, events: [...of('1'), ...of('2')] }, 'absent', params)
}
const said = (facts: Partial<LoadFacts>) => inShort(judged(facts)).map((line) => line.split(':')[0])
const times = { mean: 3001, p50: 3000, p90: 3100, p95: 3200, p99: 3300, max: 3400 }

test('a mean within the limit is as it should be; the reader is told rate, times and number', () => {
  expect(judged({})).toEqual([
    expect.objectContaining({ result: 'met', exchange: 2 }),
    expect.objectContaining({
      result: 'met',
      expected: expect.objectContaining({ en: 'at 50 requests a second a mean time of at most 3000 ms' }),
      actual: {
        ru: 'отправлено 500 из 500, 50 в секунду; в среднем 12 мс, p50 10, p90 20, p95 25, p99 40, дольше всего 90',
        en: '500 of 500 sent, 50 a second; mean 12 ms, p50 10, p90 20, p95 25, p99 40, longest 90',
      },
    }),
  ])
})

test('a mean over the limit departs', () => {
  expect(said({ ms: times })).toEqual(['met', 'departed'])
})

test('more than one refusal in a hundred departs from the other requirement, fewer are told', () => {
  expect(said({ statuses: { 200: 494, 503: 6 } })).toEqual(['departed [G8-peak]', 'met'])
  const [few] = judged({ statuses: { 200: 495, 503: 5 } })
  expect(few).toMatchObject({ result: 'met', actual: { en: expect.stringContaining('went wrong: 503: 5') } })
})

test('where all went, some of it late, a good time is good all the same: it was counted from when each was due', () => {
  expect(said({ ours: { late: 26, maxLagMs: 900, failures: 0 } })).toEqual(['met', 'met'])
})

describe('nothing is said of the server', () => {
  test.each<[string, Partial<LoadFacts>, string]>([
    ['our machine was late', { ours: { late: 26, maxLagMs: 900, failures: 0 } }, 'harness'],
    ['our machine lacked files', { ours: { late: 0, maxLagMs: 1, failures: 1 }, failures: { other: 1 } }, 'harness'],
    ['the server limits the rate', { statuses: { 200: 499, 429: 1 } }, 'throttled'],
    ['too much broke off', { answered: 494, statuses: { 200: 494 }, failures: { reset: 6 } }, 'environment'],
    ['nothing was answered', { answered: 0, statuses: {}, failures: { refused: 500 } }, 'environment'],
  ])('where %s, however slow it was', (_, facts, cause) => {
    expect(said({ ms: times, ...facts })).toEqual([`undecided ${cause}`])
  })

  test('where our machine never came to send a part', () => {
    expect(said({ sent: 470, ours: { late: 30, maxLagMs: 900, failures: 0 } })).toEqual(['undecided harness'])
  })

  test('where our machine was late and the server refused', () => {
    const ours = { late: 26, maxLagMs: 900, failures: 0 }
    expect(said({ statuses: { 200: 490, 503: 10 }, ours })).toEqual(['undecided harness'])
  })

  test('where the record holds no load', () => {
    expect(inShort(judged(undefined))).toEqual(['undecided harness: the record does not hold it'])
  })
})

test('a failed sample does not end the attempt before the numbers are judged', () => {
  expect(underLoad.admitsTransportFailure?.(params)).toBe(true)
  expect(underLoad.requirements?.(params)).toEqual(['G8-peak'])
})
