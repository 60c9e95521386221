import { earlier, later, type Instant } from '../../base/clock.js'
import type { Text } from '../../base/text.js'
import type { Mandate, RecordedMandate } from '../../model/witness.js'
import { agrees, compareJournal, type Comparison } from './compare.js'
import type { EvidenceOfRun } from './evidence-exchanges.js'
import type { JournalReading } from './journal.js'
import type { MandateReading } from './mandate.js'

/** Two machines' clocks may be so far apart before anything follows from it, in milliseconds. */
const clocksApartMs = 5 * 60_000

/** Why a run does not count as witnessed. */
export type Shortfall =
  | { readonly kind: 'no-mandate' | 'no-journal' }
  | {
      readonly kind: 'unreadable' | 'changed' | 'unsigned' | 'unknown-key'
      readonly what: 'mandate' | 'journal'
      readonly why?: Text
      readonly key?: string
    }
  /** The journal, or the record of a run, is of another nonce or another mandate. */
  | { readonly kind: 'another-mandate'; readonly what: 'journal' | 'run'; readonly run?: string }
  | {
      readonly kind: 'another-participant' | 'another-system' | 'outside-term' | 'not-covered' | 'clocks'
      readonly run: string
    }
  | { readonly kind: 'dropped'; readonly count: number }
  | { readonly kind: 'disagrees' }

export type Witnessing =
  | { readonly state: 'witnessed'; readonly key: string; readonly mandate: Mandate; readonly comparison: Comparison }
  | {
      readonly state: 'not-witnessed'
      readonly shortfalls: readonly [Shortfall, ...Shortfall[]]
      /** Where mandate and journal could be read at all. */
      readonly comparison?: Comparison
    }

/**
 * Whether runs count as witnessed: mandate and journal are signed by trusted keys, speak of the same nonce as the runs, cover
 * them in time, nothing was dropped, and the exchanges agree.
 */
export function witnessing(
  mandate: MandateReading | undefined,
  journal: JournalReading | undefined,
  runs: readonly EvidenceOfRun[],
): Witnessing {
  const readings = [
    ...(mandate ? doubtsOf('mandate', mandate) : [{ kind: 'no-mandate' } as const]),
    ...(journal ? doubtsOf('journal', journal) : [{ kind: 'no-journal' } as const]),
  ]
  const given = mandate && 'value' in mandate ? mandate : undefined
  const seen = journal && 'value' in journal ? journal.value : undefined
  const comparison = seen && compareJournal(seen, runs)
  const shortfalls: Shortfall[] = [...readings]
  if (given && seen && (seen.nonce !== given.value.nonce || seen.mandate !== given.digest))
    shortfalls.push({ kind: 'another-mandate', what: 'journal' })
  if (given) shortfalls.push(...runs.flatMap((run) => shortOf(run, given)))
  if (seen && comparison) {
    for (const { run, to, from } of runs.map(timesOf)) {
      // By the platform's clock.
      const began = later(from, comparison.aheadMs)
      if (began < earlier(seen.from, 1000) || later(to, comparison.aheadMs) > later(seen.to, 1000))
        shortfalls.push({ kind: 'not-covered', run })
      if (Math.abs(comparison.aheadMs) > clocksApartMs) shortfalls.push({ kind: 'clocks', run })
    }
    if (seen.dropped > 0) shortfalls.push({ kind: 'dropped', count: seen.dropped })
    if (!agrees(comparison)) shortfalls.push({ kind: 'disagrees' })
  }
  const [first, ...more] = shortfalls
  if (first) return { state: 'not-witnessed', shortfalls: [first, ...more], ...(comparison ? { comparison } : {}) }
  if (!comparison || given?.state !== 'trusted') return { state: 'not-witnessed', shortfalls: [{ kind: 'no-mandate' }] }
  return { state: 'witnessed', key: given.key, mandate: given.value, comparison }
}

function doubtsOf(what: 'mandate' | 'journal', reading: MandateReading | JournalReading): Shortfall[] {
  switch (reading.state) {
    case 'trusted':
      return []
    case 'unknown-key':
    case 'changed':
      return [{ kind: reading.state, what, key: reading.key }]
    case 'unsigned':
      return [{ kind: 'unsigned', what }]
    case 'unreadable':
      return [{ kind: 'unreadable', what, why: reading.what }]
  }
}

/** What a run's own record lacks to be one under this mandate. */
function shortOf(evidence: EvidenceOfRun, { value, digest }: { readonly value: Mandate; readonly digest: string }) {
  const { plan } = evidence
  const { run, from, to } = timesOf(evidence)
  const named = recordedMandate(evidence)
  const shortfalls: Shortfall[] = []
  if (named?.nonce !== value.nonce || named.digest !== digest)
    shortfalls.push({ kind: 'another-mandate', what: 'run', run })
  if (plan.target.participant.id !== value.participant) shortfalls.push({ kind: 'another-participant', run })
  if (value.system !== undefined && plan.system !== value.system) shortfalls.push({ kind: 'another-system', run })
  if (from < earlier(value.issuedAt, clocksApartMs) || to > later(value.expiresAt, clocksApartMs))
    shortfalls.push({ kind: 'outside-term', run })
  return shortfalls
}

/** The mandate that a run's record names in its first line; undefined where it was made under none. */
export function recordedMandate({ lines: [start] }: Pick<EvidenceOfRun, 'lines'>): RecordedMandate | undefined {
  return start?.type === 'run-started' ? start.witness : undefined
}

function timesOf({ lines, attempts }: EvidenceOfRun): { run: string; from: Instant; to: Instant } {
  const [start] = lines
  const ends = [...lines.map(({ at }) => at), ...[...attempts.values()].map(({ events }) => events.at(-1)?.at ?? '')]
  return { run: start?.type === 'run-started' ? start.run : '', from: start?.at ?? '', to: ends.sort().at(-1) ?? '' }
}
