import type { Instant } from '../base/clock.js'

/** What is remembered of a request: enough to find it, nothing of its content. */
export interface JournalEntry {
  readonly at: Instant
  readonly method: string
  readonly path: string
  readonly status: number
  readonly requestId: string
  /** The bank that was asked, where it came to that. */
  readonly provider: string | undefined
}

/** The latest requests, in a ring; `dropped` says how many older ones had to go. */
export interface Journal<E = JournalEntry> {
  record(entry: E): void
  /** Newest first. */
  latest(count: number): { readonly entries: readonly E[]; readonly dropped: number }
  clear(): void
}

/** A ring for `capacity` entries. */
export function createJournal<E = JournalEntry>(capacity: number): Journal<E> {
  let entries: E[] = []
  let recorded = 0
  return {
    record: (entry) => {
      entries[recorded % capacity] = entry
      recorded++
    },
    latest: (count) => {
      const kept = Math.min(recorded, capacity)
      const shown = Math.min(count, kept)
      const indexes = Array.from({ length: shown }, (_, i) => (recorded - 1 - i) % capacity)
      return { entries: indexes.flatMap((index) => entries[index] ?? []), dropped: recorded - kept }
    },
    clear: () => {
      entries = []
      recorded = 0
    },
  }
}
