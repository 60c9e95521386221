import { fromKazakhstan, kazakhstanTime, type Instant } from '../../base/clock.js'

/** Whole days of Kazakhstan that are accounted for together. */
export interface Period {
  readonly kind: PeriodKind
  /** Dates, `YYYY-MM-DD`, both included. */
  readonly first: string
  readonly last: string
  readonly from: Instant
  /** The first instant behind it. */
  readonly until: Instant
}

export type PeriodKind = 'day' | 'month' | 'days'

const dayMs = 86_400_000

/** The day after a date, or so many days from it. */
export function dayAfter(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The date in Kazakhstan. */
export const dateOf = (at: Instant): string => kazakhstanTime(at).date

/** One day; undefined where there is no such date. */
export function dayPeriod(date: string): Period | undefined {
  return between('day', date, date)
}

/** The month of `YYYY-MM`; undefined where there is none. */
export function monthPeriod(month: string): Period | undefined {
  const first = `${month}-01`
  if (fromKazakhstan(first, '00:00') === undefined) return undefined
  // 31 days from the first of any month lie in the next one.
  const next = dayAfter(first, 31).slice(0, 7)
  return between('month', first, dayAfter(`${next}-01`, -1))
}

/** From one date to another, both included; undefined where there is no such date, or the last is before the first. */
export function daysPeriod(first: string, last: string): Period | undefined {
  return first <= last ? between('days', first, last) : undefined
}

function between(kind: PeriodKind, first: string, last: string): Period | undefined {
  const [from, begin] = [fromKazakhstan(first, '00:00'), fromKazakhstan(last, '00:00')]
  if (from === undefined || begin === undefined) return undefined
  return { kind, first, last, from, until: new Date(Date.parse(begin) + dayMs).toISOString() }
}
