/** An instant as RFC 3339 in UTC with milliseconds, e.g. 2026-11-22T07:42:16.123Z. */
export type Instant = string & { readonly __brand?: 'Instant' }

export interface Clock {
  /** Wall-clock time. */
  now(): Instant
  /** Monotonic time in milliseconds, for durations only. */
  ticks(): number
}

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  ticks: () => performance.now(),
}

/** Kazakhstan is UTC+5 as a whole since 2024-03-01; an old ICU still says +6, so it is pinned here. */
const kazakhstanOffsetMs = 5 * 3600 * 1000

/** So many milliseconds after an instant. */
export function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString()
}

/** So many milliseconds before an instant. */
export const earlier = (at: Instant, ms: number): Instant => later(at, -ms)

/** Parts of the local date and time in Kazakhstan, independent of the machine's ICU. */
export function kazakhstanTime(at: Instant): { date: string; time: string; day: number; month: number; year: number } {
  const local = new Date(Date.parse(at) + kazakhstanOffsetMs).toISOString()
  const [date, clock] = local.split('T') as [string, string]
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return { date, time: clock.slice(0, 8), day, month, year }
}

/** The instant of a date and a time of day in Kazakhstan, such as `2026-12-05` and `22:00`; undefined where there is no such day or time. */
export function fromKazakhstan(date: string, time: string): Instant | undefined {
  const written = `${date}T${time.length === 5 ? `${time}:00` : time}`
  const ms = Date.parse(`${written}.000Z`)
  // What a calendar does not have, such as 30 February, would roll over into the next month.
  if (!Number.isFinite(ms) || !new Date(ms).toISOString().startsWith(written)) return undefined
  return new Date(ms - kazakhstanOffsetMs).toISOString()
}

const durationPattern = /^P(?!$)(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/** An ISO 8601 duration of days, hours, minutes and seconds in milliseconds; undefined where it is none. */
export function durationMs(text: string): number | undefined {
  const match = durationPattern.exec(text)
  if (!match) return undefined
  const [days, hours, minutes, seconds] = match.slice(1).map((part: string | undefined) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
