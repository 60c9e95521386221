import type { Instant } from '../../base/clock.js'

const dayMs = 86_400_000

/** Whole days that are left, rounded up; 0 where it is past. */
export function daysLeft(expiresAt: Instant, now: Instant): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - Date.parse(now)) / dayMs))
}

/** Which warning it is time for: the least of `days` that the date is near enough for, 0 where it is past; undefined before all. */
export function stageOf(expiresAt: Instant, now: Instant, days: readonly number[]): number | undefined {
  const left = daysLeft(expiresAt, now)
  if (left === 0) return 0
  return [...days].sort((a, b) => a - b).find((stage) => left <= stage)
}
