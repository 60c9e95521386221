import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fromKazakhstan, kazakhstanTime } from '../../base/clock.js'
import { isDayOff, type DaysOff } from '../../base/days-off.js'
import type { Span } from '../../model/works.js'
import { daysUsed, kindOf, noticeOf, phaseDue, wobbleMs, workingTimeIn } from './rules.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const kz = (date: string, time: string): string => fromKazakhstan(date, time) ?? ''
const span = (fromDate: string, from: string, untilDate: string, until: string): Span => ({
  startsAt: kz(fromDate, from),
  endsAt: kz(untilDate, until),
})

/** Monday the 14th is taken off, Saturday the 19th is worked for it; the 16th is Independence Day. */
const daysOff: DaysOff = { years: [2026], off: ['2026-12-14', '2026-12-16'], worked: ['2026-12-19'] }
const night = { from: '22:00', until: '06:00' }
const rules = { own: { night, daysAYear: 7, counted: 'dates' as const }, daysOff }

const start = Date.parse(kz('2026-12-01', '00:00'))
const instant = fc.integer({ min: 0, max: 60 * dayMs }).map((ms) => new Date(start + ms).toISOString())
const anySpan = fc
  .tuple(instant, fc.integer({ min: 1, max: 4 * dayMs }))
  .map(([startsAt, ms]): Span => ({ startsAt, endsAt: new Date(Date.parse(startsAt) + ms).toISOString() }))

describe('a notice', () => {
  const announced = '2026-12-01T10:00:00.000Z'
  test.each([
    ['2026-12-04T10:00:00.000Z', 'in-time'],
    ['2026-12-04T09:59:59.999Z', 'late'],
    ['2026-12-01T10:00:00.000Z', 'late'],
  ])('of planned works that begin at %s is %s', (startsAt, notice) => {
    expect(noticeOf('planned', announced, startsAt, { noticeMs: 72 * hourMs })).toBe(notice)
  })

  test('that cannot wait is given at once, however early it is; works of the operator stay its own', () => {
    expect(noticeOf('unplanned', announced, '2026-12-31T10:00:00.000Z', { noticeMs: 72 * hourMs })).toBe('at-once')
    expect(kindOf('P', 'in-time')).toBe('planned')
    expect(kindOf('P', 'late')).toBe('late')
    expect(kindOf('P', 'at-once')).toBe('unplanned')
    expect(kindOf(null, 'late')).toBe('operator')
  })
})

describe('working time', () => {
  test.each<[string, Span, Span[]]>([
    ['a night', span('2026-12-08', '22:00', '2026-12-09', '06:00'), []],
    ['a weekend from night to night', span('2026-12-11', '22:00', '2026-12-15', '06:00'), []],
    ['a public holiday', span('2026-12-16', '00:00', '2026-12-17', '06:00'), []],
    [
      'a minute before the night',
      span('2026-12-08', '21:59', '2026-12-09', '06:00'),
      [span('2026-12-08', '21:59', '2026-12-08', '22:00')],
    ],
    [
      'a Saturday that is worked',
      span('2026-12-19', '05:00', '2026-12-19', '23:00'),
      [span('2026-12-19', '06:00', '2026-12-19', '22:00')],
    ],
  ])('%s', (_, works, parts) => {
    expect(workingTimeIn(works, rules)).toEqual(parts)
  })

  test('a night that does not go over midnight leaves both ends of the day', () => {
    const short = { daysOff, own: { ...rules.own, night: { from: '01:00', until: '05:00' } } }
    expect(workingTimeIn(span('2026-12-08', '00:30', '2026-12-08', '05:30'), short)).toEqual([
      span('2026-12-08', '00:30', '2026-12-08', '01:00'),
      span('2026-12-08', '05:00', '2026-12-08', '05:30'),
    ])
  })

  test('an instant is in it where its clock says day and its date is none off', () => {
    fc.assert(
      fc.property(anySpan, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (works, share) => {
        const [from, until] = [Date.parse(works.startsAt), Date.parse(works.endsAt)]
        const at = new Date(from + Math.floor(share * (until - from))).toISOString()
        const { date, time } = kazakhstanTime(at)
        const working = !isDayOff(daysOff, date) && time >= '06:00:00' && time < '22:00:00'
        const said = workingTimeIn(works, rules).some(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
        expect(said).toBe(working)
      }),
    )
  })
})

describe('days used in a year', () => {
  test('a night over midnight touches two dates and lasts a third of a day', () => {
    const works = [span('2026-12-08', '22:00', '2026-12-09', '06:00')]
    expect(daysUsed(works, 2026, 'dates')).toBe(2)
    expect(daysUsed(works, 2026, 'time')).toBeCloseTo(1 / 3)
  })

  test('an end at midnight touches no other date; the turn of the year divides', () => {
    expect(daysUsed([span('2026-12-08', '00:00', '2026-12-09', '00:00')], 2026, 'dates')).toBe(1)
    const turn = [span('2026-12-31', '12:00', '2027-01-02', '00:00')]
    expect([2026, 2027].map((year) => daysUsed(turn, year, 'dates'))).toEqual([1, 1])
    expect([2026, 2027].map((year) => daysUsed(turn, year, 'time'))).toEqual([0.5, 1])
  })

  const list = fc.array(anySpan, { maxLength: 6 })
  const sum = (works: readonly Span[], counted: 'dates' | 'time'): number =>
    daysUsed(works, 2026, counted) + daysUsed(works, 2027, counted)

  test.each(['dates', 'time'] as const)(
    '%s: order and repetition change nothing, more works never count less',
    (counted) => {
      fc.assert(
        fc.property(list, list, (a, b) => {
          const together = sum([...a, ...b], counted)
          expect(sum([...b, ...a, ...b], counted)).toBeCloseTo(together, 9)
          expect(together).toBeGreaterThanOrEqual(sum(a, counted))
          expect(together).toBeLessThanOrEqual(sum(a, counted) + sum(b, counted) + 1e-9)
        }),
      )
    },
  )

  test('works in two parts count as much as in one, and never more time than dates', () => {
    fc.assert(
      fc.property(anySpan, fc.double({ min: 0, max: 1, noNaN: true }), (works, share) => {
        const [from, until] = [Date.parse(works.startsAt), Date.parse(works.endsAt)]
        const middle = new Date(Math.round(from + share * (until - from))).toISOString()
        const parts = [
          { startsAt: works.startsAt, endsAt: middle },
          { startsAt: middle, endsAt: works.endsAt },
        ].filter(({ startsAt, endsAt }) => startsAt < endsAt)
        for (const counted of ['dates', 'time'] as const)
          expect(sum(parts, counted)).toBeCloseTo(sum([works], counted), 9)
        expect(sum([works], 'time')).toBeLessThanOrEqual(sum([works], 'dates') + 1e-9)
      }),
    )
  })
})

describe('the phase of works', () => {
  const works = span('2026-12-08', '22:00', '2026-12-09', '06:00')
  const from = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString()

  test('it begins and ends to the millisecond, and a machine that stood still leaves out what is past', () => {
    expect(phaseDue(works, 'coming', from(works.startsAt, -1))).toBe('coming')
    expect(phaseDue(works, 'coming', works.startsAt)).toBe('running')
    expect(phaseDue(works, 'running', from(works.endsAt, -1))).toBe('running')
    expect(phaseDue(works, 'running', works.endsAt)).toBe('over')
    expect(phaseDue(works, 'coming', works.endsAt)).toBe('over')
  })

  test('a clock that is put right changes nothing; one that is set back leads back', () => {
    expect(phaseDue(works, 'running', from(works.startsAt, -wobbleMs))).toBe('running')
    expect(phaseDue(works, 'running', from(works.startsAt, -wobbleMs - 1))).toBe('coming')
    expect(phaseDue(works, 'over', from(works.endsAt, -wobbleMs - 1))).toBe('running')
    expect(phaseDue(works, 'over', from(works.startsAt, -dayMs))).toBe('coming')
  })

  test('asked again it answers the same, and never leads back while time goes on', () => {
    const phase = fc.constantFrom('coming', 'running', 'over')
    const order = ['coming', 'running', 'over']
    fc.assert(
      fc.property(anySpan, phase, instant, instant, (some, carried, a, b) => {
        const [first, second] = [a, b].sort() as [string, string]
        const due = phaseDue(some, carried, first)
        expect(phaseDue(some, due, first)).toBe(due)
        expect(order.indexOf(phaseDue(some, due, second))).toBeGreaterThanOrEqual(order.indexOf(due))
      }),
    )
  })
})
