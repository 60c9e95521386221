import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../base/clock.js'

/** Spaces requests evenly, so that no second sees more than `rate` of them. */
export class Pace {
  /** On the clock's ticks: when the next request may go. */
  #next = -Infinity

  /** `wait` pauses for so many milliseconds. */
  constructor(
    private readonly rate: number,
    private readonly clock: Clock,
    private readonly wait: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
  ) {}

  /** Resolves when it is the caller's turn; turns are in the order of calls. */
  async turn(): Promise<void> {
    const now = this.clock.ticks()
    const at = Math.max(now, this.#next)
    this.#next = at + 1000 / this.rate
    if (at > now) await this.wait(at - now)
  }
}
