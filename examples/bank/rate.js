import { Refusal } from './errors.js'

/**
 * Counts requests against a limit, in windows that begin with the first request after the one before; any number passes
 * where there is no limit. `take` answers 0, or the whole seconds until the next request may pass.
 */
export function rateOf(limit) {
  if (!limit) return { take: () => 0 }
  const windowMs = limit.seconds * 1000
  let begun = -Infinity
  let taken = 0
  return {
    take: () => {
      const now = performance.now()
      if (now - begun >= windowMs) {
        begun = now
        taken = 0
      }
      taken += 1
      return taken <= limit.requests ? 0 : Math.max(1, Math.ceil((begun + windowMs - now) / 1000))
    },
  }
}

/** Refuses with 429 what is above the limit, and says when to come again (RFC 6585, section 4). */
export function requireWithinRate(rate) {
  const wait = rate.take()
  if (wait > 0)
    throw new Refusal(429, 'too_many_requests', 'Too many requests', { headers: { 'retry-after': String(wait) } })
}
