import type { Clock } from '../../src/base/clock.js'

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  forward(ms: number): void
}

/** It begins now, or at an instant. */
export function handClock(from = new Date().toISOString()): HandClock {
  let at = Date.parse(from)
  return {
    now: () => new Date(at).toISOString(),
    ticks: () => at,
    forward: (ms) => (at += ms),
  }
}
