import { durationMs } from '../../src/system/index.js'

/** How often the invented banks bring their data up to date. Long, so that two requests of a script see the same state. */
const periodMs = 12 * 3600 * 1000

/** Milliseconds since the epoch at which the data were last brought up to date. */
export const updateBefore = (startedAt: string, now: string): number => {
  const start = Date.parse(startedAt)
  return start + Math.floor((Date.parse(now) - start) / periodMs) * periodMs
}

/** RFC 3339 to the second with the offset of Kazakhstan, e.g. 2026-11-22T12:42:16+05:00. */
export const localTime = (ms: number): string => `${new Date(ms + 5 * 3600 * 1000).toISOString().slice(0, 19)}+05:00`

/** Milliseconds of an ISO 8601 duration that may have a minus sign in front. @throws Error where it is none. */
export function signedDuration(text: string): number {
  const ms = durationMs(text.replace(/^-/, ''))
  if (ms === undefined) throw new Error(`«${text}» is no duration such as P3D or -PT40M`)
  return text.startsWith('-') ? -ms : ms
}
