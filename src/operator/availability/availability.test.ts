import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { minute } from '../../../tests/support/sample-rounds.js'
import {
  addSums,
  answerTimes,
  availabilityOf,
  conformanceOf,
  resolution,
  sumsOf,
  type MeasuredRound,
} from './account.js'
import { outagesOf } from './outages.js'
import { daysPeriod, dayPeriod, monthPeriod } from './period.js'
import { isExcluded, sampleOfMissed, sampleOfRound, type MissedSlots } from './sample.js'
import { targetOutcome } from './target.js'
import { timeline, type ExcludedWindow } from './timeline.js'

const minuteMs = 60_000
const ms = (minutes: number): number => Date.parse(minute(minutes))

let last = 0
function seen(at: number, change: Partial<MeasuredRound> = {}): MeasuredRound {
  last += 1
  return {
    ...{ id: last, at: minute(at), endedAt: minute(at + 1 / 6), availability: 'up', charge: 'charged' },
    ...{ conformance: 'conforms', times: [100] },
    ...change,
  }
}
const down = { availability: 'down', conformance: 'unsaid', times: [] } as const
const works = { charge: 'works', works: 'planned' } as const

interface Course {
  readonly rounds: readonly MeasuredRound[]
  readonly missed?: readonly MissedSlots[]
  readonly windows?: readonly ExcludedWindow[]
  /** Minutes between rounds. */
  readonly every?: number
}

function segmentsOf({ rounds, missed = [], windows = [], every = 10 }: Course, from: number, until: number) {
  const samples = [
    ...rounds.map((round) => sampleOfRound(round, every * minuteMs)),
    ...missed.flatMap((slots) => sampleOfMissed(slots, every * minuteMs) ?? []),
  ].sort((a, b) => a.at - b.at)
  return timeline(samples, windows, { from: ms(from), until: ms(until) })
}

function account(course: Course, from = 0, until = 60) {
  return sumsOf(segmentsOf(course, from, until), course.rounds, course.missed ?? [])
}

const minutesOf = (sums: ReturnType<typeof account>) =>
  Object.fromEntries(
    Object.entries(sums.time)
      .filter(([, time]) => time > 0)
      .map(([standing, time]) => [standing, Math.round(time / 6000) / 10]),
  )

describe('what was seen', () => {
  test('holds until the next round, that of the time before included', () => {
    const rounds = [seen(-5), seen(5, down), seen(15), ...[25, 35, 45, 55].map((at) => seen(at))]
    const sums = account({ rounds })
    expect(minutesOf(sums)).toEqual({ up: 50, down: 10 })
    expect(availabilityOf(sums)).toBeCloseTo(50 / 60)
    // The round before does not count: it began in another time.
    expect(sums.rounds).toMatchObject({ up: 5, down: 1 })
    expect(resolution(sums)).toBeCloseTo(1 / 6)
  })

  test('holds for one interval and the minute of lateness; beyond it nothing is known', () => {
    expect(minutesOf(account({ rounds: [seen(0), seen(30, down)] }))).toEqual({ up: 11, down: 11, gap: 38 })
  })

  test('a round that is late leaves no gap', () => {
    const late = [0, 10.9, 20, 30.4, 40, 50].map((at) => seen(at))
    expect(minutesOf(account({ rounds: late }))).toEqual({ up: 60 })
  })

  test('a round that takes longer than its interval is heard to its end', () => {
    const missed = [{ dueAt: minute(10), slots: 3, why: 'still-running' as const }]
    const rounds = [seen(0, { endedAt: minute(35) }), seen(40), seen(50)]
    expect(minutesOf(account({ rounds, missed }))).toEqual({ up: 55, gap: 5 })
  })

  test.each([
    ['a control that failed', { ...down, charge: 'control' }, 'control'],
    ['a common cause', { ...down, charge: 'common-cause' }, 'common-cause'],
    ['planned works', { ...down, ...works }, 'planned-works'],
    ['works of the operator', { ...down, charge: 'works', works: 'operator' }, 'operator-works'],
    ['nobody called it', { availability: 'unsaid', conformance: 'unsaid' }, 'unsaid'],
  ] as const)('%s counts in neither', (_, change, standing) => {
    const sums = account({ rounds: [seen(0), seen(10, change), seen(20), seen(30), seen(40), seen(50)] })
    expect(minutesOf(sums)).toEqual({ up: 50, [standing]: 10 })
    expect(availabilityOf(sums)).toBe(1)
    expect(conformanceOf(sums)).toBe(1)
  })

  test('works that were announced late count', () => {
    const sums = account({ rounds: [seen(0, { ...down, works: 'late' }), seen(10), seen(20)] }, 0, 30)
    expect(minutesOf(sums)).toEqual({ down: 10, up: 20 })
  })

  test.each([
    ['not-scheduled', 'own-miss'],
    ['no-worker', 'own-miss'],
    ['harness', 'own-miss'],
    ['works', 'planned-works'],
    ['retry-after', 'retry-after'],
    ['target', 'target'],
  ] as const)('slots missed because of %s are %s, and end what was seen before', (why, standing) => {
    const sums = account({ rounds: [seen(0), seen(30)], missed: [{ dueAt: minute(10), slots: 2, why }] }, 0, 40)
    expect(minutesOf(sums)).toEqual({ up: 20, [standing]: 20 })
    expect(sums.missed).toEqual({ [why]: 2 })
  })

  test('a round that ends inconclusive is down for availability where nothing answered, and no departure', () => {
    const sums = account({ rounds: [seen(0, down), seen(10, { conformance: 'departs' }), seen(20)] }, 0, 30)
    expect(availabilityOf(sums)).toBeCloseTo(2 / 3)
    expect(sums.conformance).toEqual({ conforms: 1, departs: 1, unsaid: 1 })
    expect(conformanceOf(sums)).toBe(0.5)
  })

  test('where nothing is known there is neither share nor time', () => {
    const sums = account({ rounds: [] })
    expect(minutesOf(sums)).toEqual({ gap: 60 })
    expect([availabilityOf(sums), conformanceOf(sums), answerTimes(sums), targetOutcome(sums, 99)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})

test('outages: from the first round that saw it to the next good one, over works in between', () => {
  const rounds = [seen(0), seen(10, down), seen(20, { ...down, ...works }), seen(30, down), seen(40), seen(50, down)]
  expect(outagesOf(segmentsOf({ rounds }, 0, 60))).toEqual([
    { from: ms(10), until: ms(40), downMs: 20 * minuteMs, rounds: [rounds[1]?.id, rounds[3]?.id], open: false },
    { from: ms(50), until: ms(60), downMs: 10 * minuteMs, rounds: [rounds[5]?.id], open: true },
  ])
})

test('a target is met or missed only where so many rounds can tell, and only where there is one', () => {
  const sums = (bad: number) =>
    account({ rounds: Array.from({ length: 300 }, (_, i) => seen(i * 10, i < bad ? down : {})) }, 0, 3000)
  expect(targetOutcome(sums(1), 99.5)).toBe('met')
  expect(targetOutcome(sums(2), 99.5)).toBe('missed')
  expect(targetOutcome(sums(0), 99.9)).toBe('too-few')
  expect(targetOutcome(sums(0), undefined)).toBeUndefined()
})

test('times: an exact mean, percentiles to 2.5 %', () => {
  const times = Array.from({ length: 1000 }, (_, i) => i + 1)
  const found = answerTimes(account({ rounds: [seen(0, { times })] }))
  expect(found?.mean).toBe(500.5)
  for (const [value, exact] of [
    [found?.p50, 500],
    [found?.p95, 950],
    [found?.p99, 990],
  ] as const)
    expect(Math.abs((value ?? 0) / exact - 1)).toBeLessThan(0.026)
})

const anyRound = fc.record({
  at: fc.integer({ min: -10, max: 130 }),
  change: fc.constantFrom({}, down, { ...down, charge: 'control' as const }, { conformance: 'departs' as const }),
})
const anyCourse = fc
  .record({
    rounds: fc.uniqueArray(anyRound, { selector: ({ at }) => at, maxLength: 20 }),
    missed: fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 4 }),
    windows: fc.array(fc.tuple(fc.nat(120), fc.integer({ min: 1, max: 30 })), { maxLength: 3 }),
  })
  .map(({ rounds, missed, windows }): Required<Course> => ({
    rounds: [...rounds].sort((a, b) => a.at - b.at).map(({ at, change }) => seen(at, change)),
    missed: missed.map((at) => ({ dueAt: minute(at + 0.5), slots: 2, why: 'no-worker' })),
    windows: windows.map(([at, long]) => ({ from: ms(at), until: ms(at + long), why: 'planned-works' })),
    every: 7,
  }))

test('whatever was seen, the parts of a time are the whole of it', () => {
  fc.assert(
    fc.property(anyCourse, (course) => {
      const { time } = account(course, 0, 120)
      expect(Object.values(time).reduce((sum, part) => sum + part)).toBe(120 * minuteMs)
    }),
  )
})

test('a time that is split anywhere gives the same when its parts are added', () => {
  fc.assert(
    fc.property(anyCourse, fc.array(fc.integer({ min: 1, max: 119 }), { maxLength: 4 }), (course, cuts) => {
      const borders = [0, ...new Set(cuts.sort((a, b) => a - b)), 120]
      const parts = borders.slice(1).map((until, i) => account(course, borders[i], until))
      expect(addSums(parts)).toEqual(account(course, 0, 120))
    }),
  )
})

test('what is excluded never changes the share, whatever was seen in it', () => {
  fc.assert(
    fc.property(anyCourse, fc.boolean(), (course, isDown) => {
      const inWorks = (at: string): boolean =>
        course.windows.some(({ from, until }) => Date.parse(at) >= from && Date.parse(at) < until)
      const withRounds = (change: object): Course => ({
        ...course,
        rounds: course.rounds.map((round) => (inWorks(round.at) ? { ...round, ...works, ...change } : round)),
      })
      const [one, other] = [withRounds({}), withRounds(isDown ? down : { conformance: 'departs' })].map((changed) =>
        account(changed, 0, 120),
      )
      expect(one && availabilityOf(one)).toEqual(other && availabilityOf(other))
      expect(one && conformanceOf(one)).toEqual(other && conformanceOf(other))
      const excludedMs = (sums: typeof one) =>
        Object.entries(sums?.time ?? {}).reduce((sum, [s, t]) => sum + (isExcluded(s as 'control') ? t : 0), 0)
      expect(excludedMs(one)).toBe(excludedMs(other))
    }),
  )
})

describe('periods are days of Kazakhstan (UTC+5)', () => {
  test('a day, a month, days', () => {
    expect(dayPeriod('2026-12-05')).toMatchObject({
      from: '2026-12-04T19:00:00.000Z',
      until: '2026-12-05T19:00:00.000Z',
    })
    expect(monthPeriod('2026-02')).toMatchObject({ first: '2026-02-01', last: '2026-02-28' })
    expect(monthPeriod('2028-02')).toMatchObject({ last: '2028-02-29' })
    expect(monthPeriod('2026-12')).toMatchObject({ last: '2026-12-31', until: '2026-12-31T19:00:00.000Z' })
    expect(daysPeriod('2026-02-27', '2026-03-02')).toMatchObject({ first: '2026-02-27', last: '2026-03-02' })
  })

  test.each(['2026-13', '2026-00', '26-01', '2026-1', 'x'])('%s is no month', (month) => {
    expect(monthPeriod(month)).toBeUndefined()
  })
  test.each(['2026-02-30', '2026-2-1', '', 'today'])('«%s» is no day', (date) => {
    expect(dayPeriod(date)).toBeUndefined()
  })
  test('the last day does not come before the first', () => {
    expect(daysPeriod('2026-03-02', '2026-03-01')).toBeUndefined()
  })
})
