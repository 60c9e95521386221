import { expect, test } from '@jest/globals'
import { dispatch, type DueApi } from './dispatch.js'
import type { Bucket } from './bucket.js'
import { nextSlot } from './schedule.js'

/** A day without a clock and without a network: the scheduler's own functions, workers that take as long as they are told. */
interface Day {
  readonly apis: number
  readonly tests: number
  readonly budget: number
  readonly hours: number
  /** Of all workers together. */
  readonly slots: number
  /** How long a test of the nth API takes. */
  readonly testMs: (n: number) => number
}

interface Figures {
  readonly rounds: number
  readonly tests: number
  readonly lagP99: number
  readonly overlaps: number
  /** Most tests that began within one second, and how many do on average. */
  readonly peak: number
  readonly mean: number
}

const tickMs = 500
const hourMs = 3_600_000
const midnight = Date.parse('2026-11-29T00:00:00.000Z')
const at = (ms: number): string => new Date(midnight + ms).toISOString()

/** Numbers that look drawn by lot and are the same each time. */
function lot(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const earliest = (times: readonly number[]): number =>
  times.reduce((best, time, i) => (time < (times[best] ?? 0) ? i : best), 0)

function simulate(day: Day): Figures {
  /** By the tick at which the scheduler sees them. */
  const ticks = new Map<number, DueApi[]>()
  const wait = (candidate: DueApi, from: number): void => {
    const tick = Math.max(from, Math.ceil((Date.parse(candidate.dueAt) - midnight) / tickMs))
    const list = ticks.get(tick)
    if (list) list.push(candidate)
    else ticks.set(tick, [candidate])
  }
  for (let number = 1; number <= day.apis; number++) {
    const rhythm = { number, budget: day.budget, tests: day.tests }
    const dueAt = nextSlot(rhythm, at(-1)) ?? ''
    const free = { open: false, first: false, works: false }
    wait({ ...rhythm, ...free, api: `api-${number}`, participant: `P${number}`, dueAt }, 0)
  }
  const buckets = new Map<string, Bucket>()
  const openUntil = new Map<string, number>()
  const ends = day.hours * hourMs
  const perSecond = new Uint16Array(ends / 1000 + 7200)
  const lags: number[] = []
  const free = Array.from({ length: day.slots }, () => 0)
  let [rounds, tests, overlaps] = [0, 0, 0]
  for (let tick = 0; tick * tickMs < ends; tick++) {
    const due = ticks.get(tick)
    if (!due) continue
    ticks.delete(tick)
    const now = tick * tickMs
    const seen = due.map((one) => ({ ...one, open: (openUntil.get(one.api) ?? 0) > now }))
    const { decided, buckets: changed } = dispatch(seen, at(now), { buckets, starts: 10 }, rules)
    changed.forEach((bucket, participant) => buckets.set(participant, bucket))
    for (const one of decided) {
      const candidate = due.find(({ api }) => api === one.api)
      if (!candidate) continue
      if (one.kind === 'wait') wait(candidate, tick + 1)
      if (one.kind === 'start' || one.kind === 'missed') wait({ ...candidate, dueAt: one.nextAt }, tick + 1)
      if (one.kind !== 'start') continue
      const slot = earliest(free)
      const start = Math.max(now, free[slot] ?? 0)
      lags.push(start - (Date.parse(one.dueAt) - midnight))
      if ((openUntil.get(one.api) ?? 0) > start) overlaps += 1
      let end = start
      for (let n = 0; n < day.tests; n++) {
        const second = Math.floor(end / 1000)
        perSecond[second] = (perSecond[second] ?? 0) + 1
        end += day.testMs(candidate.number)
      }
      free[slot] = end
      openUntil.set(one.api, end)
      rounds += 1
      tests += day.tests
    }
  }
  lags.sort((a, b) => a - b)
  return {
    ...{ rounds, tests, overlaps },
    lagP99: lags[Math.floor(lags.length * 0.99)] ?? 0,
    peak: perSecond.reduce((most, n) => Math.max(most, n), 0),
    mean: tests / (ends / 1000),
  }
}

const rules = { bucket: { capacity: 40, perSecond: 0.1 } }
const random = lot(7)
/** These never answer: a round of them takes longer than their interval. */
const hanging = 5
/** As banks answer: a quarter of a second, now and then seconds. */
const testMs = (n: number): number => (n <= hanging ? 60_000 : 100 + 300 * random() + (random() < 0.01 ? 3000 : 0))

// What comes again every 45 s is seen in two hours as well as in a day; `SHOW_FIGURES=1` takes the day.
const whole = process.env.SHOW_FIGURES !== undefined

test.each([
  ['in rounds of 20', { tests: 20, hours: 24 }],
  ['one by one', { tests: 1, hours: whole ? 24 : 2 }],
])('500 APIs at 1,920 tests a day %s: on time, never two at once, without a rush', (_, { tests, hours }) => {
  const figures = simulate({ apis: 500, budget: 1920, tests, hours, slots: 16, testMs })
  if (whole) process.stdout.write(`${JSON.stringify(figures)}\n`)
  const share = (apis: number): number => (apis * 1920 * hours) / 24
  expect(figures.tests).toBeGreaterThanOrEqual(share(500 - hanging) - 500 * tests)
  expect(figures.tests).toBeLessThanOrEqual(share(500))
  expect(figures.overlaps).toBe(0)
  expect(figures.lagP99).toBeLessThan(5000)
  expect(figures.peak).toBeLessThanOrEqual(3 * figures.mean)
})
