import { setTimeout as sleep } from 'node:timers/promises'
import { troubleIn } from './trouble.js'

/** Does it again where that makes sense, after a pause; throws what was thrown last. */
export async function patiently({ config, rules }, action) {
  const start = performance.now()
  for (let repeats = 0; ; repeats++) {
    try {
      return await action()
    } catch (error) {
      const trouble = troubleIn(error)
      const sinceMs = performance.now() - start
      const isPassing = trouble !== undefined && rules.isPassing(trouble)
      const pauseMs = isPassing ? rules.pauseBefore(repeats, trouble, config, sinceMs) : undefined
      if (pauseMs === undefined) throw error
      await sleep(pauseMs)
    }
  }
}

/* The sound rules of this file. */

/** It may go better in a moment: the server said so, or said nothing in time. */
export const isPassing = ({ kind, status }) => kind === 'timeout' || [429, 502, 503, 504].includes(status)

export const mostRepeats = 2

/** Milliseconds, longer each time, never the same for two applications that were turned away together. */
export const backOff = (repeats, { retryMs }) => retryMs * 2 ** repeats * (1 + Math.random() / 2)

/** Milliseconds until it is done again; undefined where that is given up. */
export function pauseBefore(repeats, trouble, config) {
  if (repeats >= mostRepeats) return undefined
  const asked = retryAfter(trouble.answer?.headers ?? {})
  if (asked > config.patienceMs) return undefined
  const pause = backOff(repeats, config)
  return asked === 0 ? pause : Math.max(asked + pause / 4, pause)
}

/** What `Retry-After` says (RFC 9110, section 10.2.3: seconds or a date), in milliseconds; 0 where it says nothing. */
export function retryAfter({ 'retry-after': value }) {
  if (value === undefined) return 0
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return ms > 0 ? ms : 0
}
