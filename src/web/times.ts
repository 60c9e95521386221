import { kazakhstanTime, type Instant } from '../base/clock.js'
import { addHistograms, percentile } from '../base/histogram.js'
import { meanLimitMs } from '../operator/availability/limits.js'
import type { ApiHour } from '../store/hour-rows.js'
import type { Words } from './wording/index.js'

/** A moment as it is read beside others of today: the time alone, with the date where it is another day. */
export function momentText(at: Instant, now: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return date === kazakhstanTime(now).date ? time : `${date} ${time}`
}

/** The same to the minute, for what was agreed in minutes. */
export function shortMoment(at: Instant, now: Instant): string {
  return momentText(at, now).slice(0, -3)
}

/** Milliseconds as a person reads them, e.g. `87 ms`, `3.4 s`. */
export function lengthText(ms: number, words: Words): string {
  return ms < 1000 ? `${Math.round(ms)} ${words.ms}` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} ${words.seconds}`
}

/** p50 and p95 of the hours, and a bar of 64 units that reaches to 4 s; undefined where nothing answered. */
export function timesView(hours: readonly ApiHour[], words: Words): object | null {
  const all = addHistograms(hours.map(({ times }) => times))
  const p50 = percentile(all, 0.5)
  const p95 = percentile(all, 0.95)
  if (p50 === undefined || p95 === undefined) return null
  const scale = (ms: number): number => Math.max(1, Math.round((Math.min(ms, 4000) / 4000) * 64))
  return {
    p50: lengthText(p50, words),
    p95: lengthText(p95, words),
    over: p95 > meanLimitMs,
    bar: { p50: scale(p50), p95: scale(p95), limit: scale(meanLimitMs) },
  }
}
