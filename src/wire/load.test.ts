import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { systemClock } from '../base/clock.js'
import type { RawExchange } from '../model/exchange.js'
import type { LoadPlan } from '../model/load.js'
import { rawExchange } from '../../tests/support/sample-exchange.js'
import { generateLoad, type Load } from './load.js'

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

/** A load against a server that answers each request after so many milliseconds; `during` sees every request. */
function loading(plan: LoadPlan, ms: number, during: (nth: number) => RawExchange | undefined = () => undefined) {
  const startedAt: number[] = []
  const stop = new AbortController()
  /** Milliseconds that our own machine stood still. */
  const still = { ms: 0 }
  const begin = systemClock.ticks()
  const clock = { ...systemClock, ticks: () => systemClock.ticks() + still.ms }
  const send = (): Promise<RawExchange> => {
    startedAt.push(clock.ticks() - begin)
    const exchange = during(startedAt.length) ?? rawExchange()
    return new Promise((resolve) => void setTimeout(() => resolve(exchange), ms))
  }
  const ended: { load?: Load } = {}
  void generateLoad(send, plan, clock, stop.signal).then((load) => (ended.load = load))
  return { startedAt, stop, still, ended }
}

async function finished({ ended }: ReturnType<typeof loading>, withinMs: number): Promise<Load> {
  await jest.advanceTimersByTimeAsync(withinMs)
  if (!ended.load) throw new Error('it is still under way')
  return ended.load
}

test('starts as many as were declared, evenly, and waits for the answers', async () => {
  const load = loading({ rate: 50, seconds: 2 }, 30)
  const { facts, samples } = await finished(load, 2100)
  expect(load.startedAt).toEqual(Array.from({ length: 100 }, (_, i) => i * 20))
  expect(facts).toEqual({
    ...{ rate: 50, seconds: 2, ended: 'complete', planned: 100, sent: 100, achievedRate: 50, answered: 100 },
    ...{ statuses: { 200: 100 }, failures: {}, mostInFlight: 2 },
    ms: { mean: 30, p50: 30, p90: 30, p95: 30, p99: 30, max: 30 },
    ours: { late: 0, maxLagMs: 0, failures: 0 },
  })
  expect(samples).toHaveLength(4)
})

test('does not wait for an answer before it goes on', async () => {
  const load = loading({ rate: 20, seconds: 1 }, 2500)
  expect((await finished(load, 3500)).facts).toMatchObject({ mostInFlight: 20, ms: { mean: 2500 } })
  expect(load.startedAt.at(-1)).toBe(950)
})

test('has no more under way than four seconds of it; who waits for the server is counted from when it was due', async () => {
  const { facts } = await finished(loading({ rate: 10, seconds: 8 }, 10_000), 30_000)
  expect(facts).toMatchObject({ mostInFlight: 40, sent: 40, planned: 80, ours: { late: 0 }, ms: { max: 10_000 } })
  const slow = await finished(loading({ rate: 10, seconds: 20 }, 6000), 40_000)
  expect(slow.facts).toMatchObject({ mostInFlight: 40, ours: { late: 0 } })
  expect(slow.facts.ms?.max).toBeGreaterThan(10_000)
})

test('tells failures and refusals by kind, and keeps one exchange of each', async () => {
  const kinds = [{ status: 200 }, { status: 503 }, { failure: { kind: 'reset', detail: '' } }] as const
  const { facts, samples } = await finished(
    loading({ rate: 12, seconds: 1 }, 5, (nth) => rawExchange(kinds[nth % 3])),
    1100,
  )
  expect(facts).toMatchObject({ answered: 8, statuses: { 200: 4, 503: 4 }, failures: { reset: 4 } })
  const kept = samples.map(({ outcome }) => ('failure' in outcome ? outcome.failure.kind : outcome.response.status))
  expect(kept.filter((kind) => kind !== 200).sort()).toEqual([503, 'reset'])
})

test('that our own machine has no files or ports for is our failure', async () => {
  const { facts } = await finished(
    loading({ rate: 10, seconds: 1 }, 1, () => rawExchange({ failure: { kind: 'other', detail: 'EMFILE: too many' } })),
    1100,
  )
  expect(facts.ours.failures).toBe(10)
})

test('that our own machine cannot keep is told: what went late, and what never went', async () => {
  const late = loading({ rate: 100, seconds: 1 }, 1, (nth) => {
    if (nth === 10) late.still.ms += 500
    return undefined
  })
  expect((await finished(late, 1100)).facts.ours).toMatchObject({ late: 24, maxLagMs: 490 })
  const never = loading({ rate: 100, seconds: 1 }, 1, (nth) => {
    if (nth === 10) never.still.ms += 5000
    return undefined
  })
  expect((await finished(never, 1100)).facts).toMatchObject({ sent: 10, ours: { late: 90, maxLagMs: 4990 } })
})

test('that is stopped ends at once, whatever is under way', async () => {
  const load = loading({ rate: 100, seconds: 60 }, 60_000)
  await jest.advanceTimersByTimeAsync(45)
  load.stop.abort()
  const { facts } = await finished(load, 0)
  expect(facts).toMatchObject({ ended: 'stopped', sent: 5, answered: 0 })
  expect(facts).not.toHaveProperty('ms')
  await jest.advanceTimersByTimeAsync(120_000)
  expect(load.startedAt).toHaveLength(5)
})

test('that was stopped before it began sends nothing', async () => {
  const facts = (
    await generateLoad(
      () => Promise.reject(new Error('nothing is to be sent')),
      { rate: 10, seconds: 1 },
      systemClock,
      AbortSignal.abort(),
    )
  ).facts
  expect(facts).toMatchObject({ ended: 'stopped', sent: 0, achievedRate: 0 })
})
