/** How often we look whether this process runs. */
const periodMs = 100
/** Less than this is ordinary work of ours. */
const leastMs = 250

/**
 * Watches, while somebody asks, for time in which this process stood still: stopped, swapped out, starved. No server took it.
 * `ticks` is a monotonic clock in milliseconds.
 */
export class Stalls {
  #timer: NodeJS.Timeout | undefined
  #watchers = 0
  #lastTick = 0
  #stalledMs = 0

  constructor(private readonly ticks: () => number) {}

  /** Begins to watch; the function answered ends it and tells for how many milliseconds of it we stood still. */
  watch(): () => number {
    if (this.#watchers++ === 0) {
      this.#lastTick = this.ticks()
      this.#timer = setInterval(() => this.#tick(), periodMs)
      this.#timer.unref()
    }
    const before = this.#stalledMs
    return () => {
      // What woke us up may come before the tick that is due.
      const stalled = this.#stalledMs + this.#gap() - before
      if (--this.#watchers === 0) clearInterval(this.#timer)
      return stalled
    }
  }

  #tick(): void {
    this.#stalledMs += this.#gap()
    this.#lastTick = this.ticks()
  }

  #gap(): number {
    const late = this.ticks() - this.#lastTick - periodMs
    return late < leastMs ? 0 : late
  }
}
