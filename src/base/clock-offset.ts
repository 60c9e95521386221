import type { Text } from './text.js'

/** What clocks may differ by, in ms: servers allow a token about as much. */
export const toleranceMs = 5000
/** A `Date` header has whole seconds (RFC 9110, section 5.6.7). */
const dateResolutionMs = 1000

/** By how much another clock is ahead of ours, in ms: somewhere between the two. */
export interface Offset {
  readonly least: number
  readonly most: number
}

/** A `Date` header and when it came: between `askedAt` and `tookMs` later by our clock. */
export interface DateHeader {
  readonly date: number
  readonly askedAt: number
  readonly tookMs: number
}

/** Undefined where there is none, or none that can be read. */
export function dateHeader(date: string | undefined, at: string, tookMs: number): DateHeader | undefined {
  const parsed = Date.parse(date ?? '')
  return Number.isNaN(parsed) ? undefined : { date: parsed, askedAt: Date.parse(at), tookMs }
}

/** Our clock between the request's first and the answer's last byte, compared with the header that the answer bore. */
export function offsetOf({ date, askedAt, tookMs }: DateHeader): Offset {
  return { least: date - (askedAt + tookMs), most: date + dateResolutionMs - askedAt }
}

/** Whether two clocks may be the same, as far as the measurement tells. */
export function agree(a: Offset, b: Offset): boolean {
  return a.least - b.most <= toleranceMs && b.least - a.most <= toleranceMs
}

/** «спешат на 60 мин относительно», `60 min ahead of`. */
export function ahead({ least, most }: Offset): Text {
  const middle = (least + most) / 2
  const [ru, en] = [duration(middle, ['ч', 'мин', 'с']), duration(middle, ['h', 'min', 's'])]
  return middle >= 0
    ? { ru: `спешат на ${ru} относительно`, en: `${en} ahead of` }
    : { ru: `отстают на ${ru} от`, en: `${en} behind` }
}

function duration(ms: number, [h, min, s]: readonly [string, string, string]): string {
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds < 120) return `${seconds} ${s}`
  if (seconds < 7200) return `${Math.round(seconds / 60)} ${min}`
  return `${Math.floor(seconds / 3600)} ${h} ${Math.floor((seconds % 3600) / 60)} ${min}`
}
