import type { Instant } from '../base/clock.js'
import type { RoundId } from '../model/round.js'

interface Mark {
  readonly lease: Instant
  /** For how long it has been seen to stay the same. */
  readonly idleMs: number
}

/**
 * Tells which leases are no longer renewed. It goes by changes that it sees and by one monotonic clock: wall clocks of two
 * machines differ, and jump. Time in which it did not look counts for a little only, since workers may have stood still with it.
 */
export class LeaseWatch {
  private marks: ReadonlyMap<RoundId, Mark> = new Map()
  private lookedAt: number | undefined

  /** A lease that stays the same for so long is lost. */
  constructor(private readonly leaseMs: number) {}

  /** Those of all rounds under way whose workers have let go. `ticks`: monotonic milliseconds. */
  lost<R extends { readonly id: RoundId; readonly lease: Instant }>(running: readonly R[], ticks: number): R[] {
    const passed = Math.min(ticks - (this.lookedAt ?? ticks), this.leaseMs / 4)
    const marks = new Map<RoundId, Mark>()
    for (const { id, lease } of running) {
      const before = this.marks.get(id)
      marks.set(id, { lease, idleMs: before?.lease === lease ? before.idleMs + passed : 0 })
    }
    this.marks = marks
    this.lookedAt = ticks
    return running.filter(({ id }) => (marks.get(id)?.idleMs ?? 0) > this.leaseMs)
  }
}
