import { expect, test } from '@jest/globals'
import { fromKazakhstan } from '../../base/clock.js'
import type { Span, WorksRules } from '../../model/works.js'
import { warningsOf, type Announcement } from './warnings.js'

const kz = (date: string, time: string): string => fromKazakhstan(date, time) ?? ''
const night = (date: string, next: string): Span => ({ startsAt: kz(date, '22:00'), endsAt: kz(next, '06:00') })
const rules: WorksRules = {
  ...{ noticeMs: 259_200_000, longestMs: 604_800_000, language: 'ru' },
  own: { night: { from: '22:00', until: '06:00' }, daysAYear: 7, counted: 'dates' },
  daysOff: { years: [2026], off: [], worked: [] },
}
const own = (change: Partial<Announcement> = {}): Announcement => ({
  ...night('2026-12-08', '2026-12-09'),
  ...{ own: true, notice: 'in-time', announcedAt: kz('2026-12-01', '12:00') },
  ...change,
})

test('at night and told of in time, nothing stands against the operator’s works', () => {
  expect(warningsOf(own(), [], rules)).toEqual([])
})

test('in working time they stand out, with the part and whether holidays are known', () => {
  const endsAt = kz('2026-12-09', '07:00')
  const part = { startsAt: kz('2026-12-09', '06:00'), endsAt }
  expect(warningsOf(own({ endsAt }), [], rules)).toEqual([{ kind: 'working-time', part, holidaysKnown: true }])
  const unknown = { ...rules, daysOff: { years: [2027], off: [], worked: [] } }
  expect(warningsOf(own({ endsAt }), [], unknown)).toEqual([{ kind: 'working-time', part, holidaysKnown: false }])
})

test('the eighth date of a year is too much, the seventh is not', () => {
  const others = [night('2026-03-03', '2026-03-04'), night('2026-06-03', '2026-06-04')]
  const seventh = { startsAt: kz('2026-07-05', '00:00'), endsAt: kz('2026-07-06', '00:00') }
  expect(warningsOf(own(), [...others, seventh], rules)).toEqual([])
  const eighth = { startsAt: kz('2026-08-02', '00:00'), endsAt: kz('2026-08-03', '00:00') }
  expect(warningsOf(own(), [...others, seventh, eighth], rules)).toEqual([
    { kind: 'days', year: 2026, used: 8, most: 7 },
  ])
})

test('what cannot wait may be at any time; a participant is only told that it is late', () => {
  const day = { startsAt: kz('2026-12-08', '12:00'), endsAt: kz('2026-12-08', '14:00') }
  expect(warningsOf(own({ ...day, notice: 'at-once' }), [], rules)).toEqual([])
  expect(
    warningsOf(own({ ...day, own: false, notice: 'late', announcedAt: kz('2026-12-08', '11:00') }), [], rules),
  ).toEqual([{ kind: 'late', own: false, beforeMs: 3_600_000, noticeMs: 259_200_000 }])
})
