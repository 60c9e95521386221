import type { Instant } from '../base/clock.js'

/** What a participant may still be asked, in tests. */
export interface Bucket {
  readonly tokens: number
  /** When it held them. */
  readonly at: Instant
}

export interface BucketSize {
  /** What it holds at most: one burst. */
  readonly capacity: number
  /** Tests that flow in a second. */
  readonly perSecond: number
}

/**
 * The bucket after `n` were taken; undefined where it does not hold so many. A full one where none is given. What asks for more
 * than it can ever hold waits for a full one, or it would never be served. A clock that went back lets nothing flow in.
 */
export function take(bucket: Bucket | undefined, n: number, now: Instant, size: BucketSize): Bucket | undefined {
  const held = bucket ? refilled(bucket, now, size) : size.capacity
  const asked = Math.min(n, size.capacity)
  return held < asked ? undefined : { tokens: held - n, at: now }
}

function refilled({ tokens, at }: Bucket, now: Instant, { capacity, perSecond }: BucketSize): number {
  const seconds = Math.max(0, (Date.parse(now) - Date.parse(at)) / 1000)
  return Math.min(capacity, tokens + seconds * perSecond)
}
