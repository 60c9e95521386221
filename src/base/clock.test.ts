import { expect, test } from '@jest/globals'
import { durationMs, kazakhstanTime, systemClock } from './clock.js'

test.each([
  ['2026-11-22T07:42:16.123Z', '2026-11-22', '12:42:16'],
  ['2026-11-22T18:59:59.999Z', '2026-11-22', '23:59:59'],
  ['2026-11-22T19:00:00.000Z', '2026-11-23', '00:00:00'],
  ['2026-12-31T19:30:00.000Z', '2027-01-01', '00:30:00'],
  // Also in summer, and before 2024, when some regions were at +6: documents speak of today's time.
  ['2026-07-01T00:00:00.000Z', '2026-07-01', '05:00:00'],
])('%s is %s %s in Kazakhstan, whatever the machine’s time zone', (at, date, time) => {
  const [year, month, day] = date.split('-').map(Number)
  expect(kazakhstanTime(at)).toEqual({ date, time, year, month, day })
})

test.each([
  ['P31D', 31 * 86_400_000],
  ['PT1H30M', 5_400_000],
  ['P1DT2H3M4S', 93_784_000],
  ['PT0S', 0],
])('%s is %i ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})

test.each(['', 'P', 'PT', 'P1DT', 'P1M', 'P1Y', 'P1W', '31D', '-P1D', 'P1.5D', 'PT1S1M', 'p1d', 'P1D '])(
  '«%s» is no duration of days, hours, minutes and seconds',
  (text) => {
    expect(durationMs(text)).toBeUndefined()
  },
)

test('the system’s clock tells instants as they are recorded, and ticks that never go back', () => {
  expect(systemClock.now()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  expect(systemClock.ticks()).toBeLessThanOrEqual(systemClock.ticks())
})
