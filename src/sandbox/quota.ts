import type { RateLimit } from '../model/act.js'

/** Counts requests against a limit, in windows that begin with the first request after the one before. */
export interface Quota {
  /** Counts a request in; answers 0 where it may pass, else the whole seconds until the next one may. */
  take(): number
}

/** `ticks` is a monotonic clock in milliseconds. */
export function createQuota({ requests, seconds }: RateLimit, ticks: () => number = () => performance.now()): Quota {
  const windowMs = seconds * 1000
  let begun = -Infinity
  let taken = 0
  return {
    take: () => {
      const now = ticks()
      if (now - begun >= windowMs) {
        begun = now
        taken = 0
      }
      taken += 1
      return taken <= requests ? 0 : Math.max(1, Math.ceil((begun + windowMs - now) / 1000))
    },
  }
}
