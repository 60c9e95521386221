import type { Instant } from '../base/clock.js'
import { kazakhstanTime } from '../base/clock.js'
import type { RunRecord } from '../model/run.js'
import type { Wording } from './wording/ru.js'

/** A calendar date of a document, `2026-11-22`, as its language writes it; the form's blank where there is none. */
export function dateText(date: string | undefined, wording: Wording): string {
  if (date === undefined) return wording.blank.date
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return wording.date(day, wording.months[month - 1] ?? '', year)
}

/** A calendar date, `2026-11-22`, in figures: `22.11.2026`. */
export const dayText = (date: string): string => date.split('-').reverse().join('.')

/** Date and time of day in Kazakhstan, `22.11.2026 12:42:16`. */
export function momentText(at: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return `${dayText(date)} ${time}`
}

/** A length of time in hours, minutes and seconds. */
export function lengthText(fromAt: Instant, toAt: Instant, { unit }: Wording): string {
  const seconds = Math.round((Date.parse(toAt) - Date.parse(fromAt)) / 1000)
  if (seconds < 1) return unit.lessThanSecond
  const parts = [
    [Math.floor(seconds / 3600), unit.h],
    [Math.floor(seconds / 60) % 60, unit.min],
    [seconds % 60, unit.s],
  ] as const
  return parts
    .filter(([n]) => n > 0)
    .map(([n, name]) => `${n} ${name}`)
    .join(' ')
}

/** A stretch in which the run stood still. */
export interface Pause {
  readonly from: Instant
  readonly to: Instant
}

/** Between two scenarios of a running programme there is never a minute; longer means that it stood still. */
const longestGapMs = 60_000

/** Pauses of a run, read from the times of its attempts; where it was cut off and resumed it did not merely stand still. */
export function pausesOf({ attempts, interruptions = [] }: RunRecord): Pause[] {
  const spans = attempts
    .flatMap(({ startedAt, endedAt }) =>
      startedAt !== undefined && endedAt !== undefined ? [{ startedAt, endedAt }] : [],
    )
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
  return spans.slice(1).flatMap((span, i) => {
    const from = spans[i]?.endedAt ?? span.startedAt
    const cutOff = interruptions.some((one) => one.to >= from && one.to <= span.startedAt)
    const still = !cutOff && Date.parse(span.startedAt) - Date.parse(from) > longestGapMs
    return still ? [{ from, to: span.startedAt }] : []
  })
}
