import type { Clock } from '../../src/base/clock.js'

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  /** Time goes by. */
  forward(ms: number): void
  /** Somebody sets it: no time goes by. */
  jump(ms: number): void
}

/** It begins now, or at an instant. */
export function handClock(from = new Date().toISOString()): HandClock {
  let at = Date.parse(from)
  let ticks = 0
  return {
    now: () => new Date(at).toISOString(),
    ticks: () => ticks,
    forward: (ms) => {
      at += ms
      ticks += ms
    },
    jump: (ms) => {
      at += ms
    },
  }
}
