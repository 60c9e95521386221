import type { RoundFact } from '../../src/model/round.js'

const start = Date.parse('2026-11-29T08:00:00.000Z')

/** Minutes from the beginning of the tests' day. */
export const minute = (minutes: number): string => new Date(start + minutes * 60_000).toISOString()

let last = 0

/** A round that conforms, with a good control, which takes ten seconds; with what is said otherwise. */
export function round(at: number, change: Partial<RoundFact> = {}): RoundFact {
  last += 1
  const api = change.api ?? 'a'
  return {
    ...{ id: last, api, participant: `P-${api}`, at: minute(at), endedAt: minute(at + 1 / 6) },
    ...{ conformance: 'conforms', availability: 'up', control: 'good', worker: 'w1' },
    ...change,
  }
}

export const departs = { conformance: 'departs' } as const
export const down = { conformance: 'unsaid', availability: 'down' } as const
