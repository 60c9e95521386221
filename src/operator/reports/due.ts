import type { Instant } from '../../base/clock.js'
import { dateOf, dayAfter, dayPeriod, monthPeriod, type Period } from '../availability/period.js'

/** What was not reported while nothing ran is caught up with so far back. */
const mostDays = 31
const mostMonths = 12

/**
 * Periods that are over and have no report yet, the oldest first. `since`: when the first round took place that is known; of
 * before there is nothing to report. `made`: kind and first day of those that are there.
 */
export function duePeriods(now: Instant, since: Instant | undefined, made: ReadonlySet<string>): Period[] {
  if (since === undefined) return []
  const today = dateOf(now)
  const days = Array.from({ length: mostDays }, (_, i) => dayPeriod(dayAfter(today, i - mostDays)))
  const months = Array.from({ length: mostMonths }, (_, i) => monthPeriod(monthBack(today, mostMonths - i)))
  return [...days, ...months]
    .filter((period) => period !== undefined)
    .filter((period) => period.until <= now && period.until > since && !made.has(reportKey(period)))
}

/** What tells the report of a period from all others. */
export const reportKey = ({ kind, first }: Pick<Period, 'kind' | 'first'>): string => `${kind} ${first}`

/** `YYYY-MM` so many months before a date. */
function monthBack(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  const index = year * 12 + month - 1 - months
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
}
