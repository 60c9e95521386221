import type { Instant } from '../../base/clock.js'
import { mostOfRest, restStep } from '../../model/evidence.js'
import type { PlatformJournal, SeenExchange } from '../../model/witness.js'
import { recorded, wayOf, type EvidenceOfRun, type EvidencePlace, type RecordedExchange } from './evidence-exchanges.js'
import { loadsOf, type RecordedLoad } from './loads.js'
import { latenessMs, pairUp, toleranceMs, type Pair } from './pairing.js'

/** What can differ of an exchange that both sides have. */
export type Difference = 'method' | 'operation' | 'status' | 'size' | 'departures' | 'time' | 'answered'

export interface OnlyInEvidence {
  readonly place: EvidencePlace
  /** More than one of a load, whose exchanges are counted. */
  readonly times: number
  readonly status: number | null
}

export interface Differing extends Pair {
  readonly differences: readonly [Difference, ...Difference[]]
}

/** What is no matter of the comparison, in numbers of exchanges. */
export interface Apart {
  /** In evidence: straight to the bank, which no platform sees. */
  readonly direct: number
  /** In evidence: on the platform's pages, or handshakes that never became a request. */
  readonly pages: number
  /** In evidence: without an answer, and none that the platform saw. */
  readonly unanswered: number
  /** In both: of a load, compared by number and status alone. */
  readonly loads: number
  /** In the journal: of the application between two scripts, or more than the record of a script keeps. */
  readonly between: number
  /** In the journal: after the record of a run was cut off, and before the run was resumed. */
  readonly cutOff: number
  /** In the journal: before and after the runs that are given, or of a role that none of them tests. */
  readonly beyond: number
}

export interface Comparison {
  /** Exchanges that both sides have alike, loads not counted. */
  readonly agreed: number
  readonly onlyInEvidence: readonly OnlyInEvidence[]
  readonly onlyInJournal: readonly SeenExchange[]
  readonly differing: readonly Differing[]
  readonly apart: Apart
  /** How far the platform's clock is ahead of that of the evidence, in milliseconds. */
  readonly aheadMs: number
}

/** True where each side has what the other has. That nothing was compared agrees with nothing. */
export function agrees({ agreed, onlyInEvidence, onlyInJournal, differing }: Comparison): boolean {
  return agreed > 0 && onlyInEvidence.length + onlyInJournal.length + differing.length === 0
}

/**
 * Compares the platform's journal with the evidence of the runs made under its mandate, both ways: an exchange that one
 * side lacks shows, and so does another method, operation, status, size, time, or number of departures from the contract.
 */
export function compareJournal(journal: PlatformJournal, runs: readonly EvidenceOfRun[]): Comparison {
  const read = runs.map((run) => readRun(run, journal.contract))
  const paired = pairUp(
    read.flatMap(({ exchanges }) => exchanges),
    journal.exchanges,
  )
  const { aheadMs } = paired
  const differing = paired.pairs.flatMap((pair) => differingOf(pair, aheadMs))
  const loaded = takeLoads(
    read.flatMap(({ loads }) => loads),
    paired.onlySeen,
    aheadMs,
  )
  const left = loaded.left.map((seen) => ({ seen, place: placeOf(seen, read, aheadMs) }))
  const numberOf = (place: Place): number => left.filter((it) => it.place === place).length
  // Whether a request without an answer ever left is not known; one that lacks an answer proves nothing for anybody.
  const onlyRecorded = paired.onlyRecorded.filter(({ status }) => status !== null)
  return {
    agreed: paired.pairs.length - differing.length,
    onlyInEvidence: [...onlyRecorded.map(({ place, status }) => ({ place, times: 1, status })), ...loaded.missing],
    onlyInJournal: left.flatMap(({ seen, place }) => (place === 'within' ? [seen] : [])),
    differing,
    apart: {
      direct: sum(read.map(({ direct }) => direct)),
      pages: sum(read.map(({ pages }) => pages)),
      unanswered: paired.onlyRecorded.length - onlyRecorded.length,
      loads: loaded.taken,
      between: numberOf('between'),
      cutOff: numberOf('cut-off'),
      beyond: numberOf('beyond'),
    },
    aheadMs,
  }
}

interface Window {
  readonly from: Instant
  readonly to: Instant
}

interface ReadRun extends Window {
  readonly role: 'provider' | 'user'
  readonly exchanges: readonly RecordedExchange[]
  readonly loads: readonly RecordedLoad[]
  /** Of each attempt; `full` where the record did not keep all that the application did. */
  readonly attempts: readonly (Window & { readonly full: boolean })[]
  /** From the last that was recorded before the run was cut off until it was resumed. */
  readonly gaps: readonly Window[]
  readonly direct: number
  readonly pages: number
}

function readRun({ plan, lines, attempts }: EvidenceOfRun, contract: string): ReadRun {
  const [start] = lines
  const run = start?.type === 'run-started' ? start.run : ''
  const isSameContract = plan.target.contract.digest === contract && plan.target.contract.overlay === undefined
  const read = [...attempts].map(([attempt, { events }]) => {
    const item = plan.items.find((it) => it.planned && it.attempt === attempt)
    const scenario = events[0]?.type === 'attempt-started' ? events[0].scenario : ''
    const place = (step: string, event: number): EvidencePlace => {
      return { run, attempt, scenario, step, event }
    }
    const all = events.flatMap((event, i) => (event.type === 'exchange' ? [{ event, i }] : []))
    const exchanges = all.flatMap(({ event, i }) =>
      wayOf(event.exchange) === 'platform' ? [recorded(event, place(event.step, i), isSameContract)] : [],
    )
    const ways = all.map(({ event }) => wayOf(event.exchange))
    const window = { from: events[0]?.at ?? '', to: events.at(-1)?.at ?? '' }
    return {
      exchanges,
      loads: loadsOf(events, item?.mode === 'direct', place),
      window: { ...window, full: all.filter(({ event }) => event.step === restStep).length >= mostOfRest },
      direct: ways.filter((way) => way === 'direct').length,
      pages: ways.filter((way) => way === 'pages').length,
    }
  })
  // A run that was cut off ends with the last that was recorded.
  const ends = [...lines.map(({ at }) => at), ...read.map(({ window }) => window.to)].sort()
  const recordedAt = [
    ...lines.map(({ at }) => at),
    ...[...attempts.values()].flatMap(({ events }) => events.map(({ at }) => at)),
  ]
  return {
    role: plan.role,
    from: start?.at ?? '',
    to: ends.at(-1) ?? '',
    exchanges: read.flatMap(({ exchanges }) => exchanges),
    loads: read.flatMap(({ loads }) => loads),
    attempts: read.map(({ window }) => window),
    gaps: lines.flatMap((line) => (line.type === 'run-resumed' ? [gapBefore(line.at, recordedAt)] : [])),
    direct: sum(read.map(({ direct }) => direct)),
    pages: sum(read.map(({ pages }) => pages)),
  }
}

function gapBefore(resumed: Instant, recordedAt: readonly Instant[]): Window {
  const from = recordedAt.reduce((last, at) => (at < resumed && at > last ? at : last), '')
  return { from, to: resumed }
}

function differingOf(pair: Pair, aheadMs: number): Differing[] {
  const { recorded: ours, seen } = pair
  const differ = (here: unknown, there: unknown): boolean => here !== null && there !== null && here !== there
  const late = latenessMs(pair, aheadMs)
  const [first, ...more] = (
    [
      ['method', ours.method !== seen.method],
      ['operation', differ(ours.operation, seen.operation)],
      ['status', ours.status !== null && ours.status !== seen.status],
      ['size', seen.ended === 'whole' && differ(ours.bytes, seen.bytes)],
      ['departures', ours.operation === seen.operation && differ(ours.departures, seen.departures)],
      ['time', late < -toleranceMs || late > ours.tookMs + toleranceMs],
      // The evidence says that nothing can have come to the platform.
      ['answered', ours.reached === 'no'],
    ] satisfies [Difference, boolean][]
  ).flatMap(([difference, is]): Difference[] => (is ? [difference] : []))
  return first === undefined ? [] : [{ ...pair, differences: [first, ...more] }]
}

/** Takes the exchanges of loads out of what the platform saw beside the rest: as many of each status as the evidence counts. */
function takeLoads(
  loads: readonly RecordedLoad[],
  seen: readonly SeenExchange[],
  aheadMs: number,
): { taken: number; missing: OnlyInEvidence[]; left: SeenExchange[] } {
  const left = new Set(seen)
  const missing: OnlyInEvidence[] = []
  for (const load of loads) {
    const within = [...left].filter(
      (it) =>
        it.from === 'harness' &&
        (load.operation === null || it.operation === load.operation) &&
        isWithin(it, load, aheadMs, toleranceMs),
    )
    const other = new Set(within)
    for (const [status, count] of load.statuses) {
      const of = within.filter((it) => it.status === status).slice(0, Math.max(0, count))
      for (const it of of) [left, other].forEach((set) => set.delete(it))
      if (of.length < count) missing.push({ place: load.place, times: count - of.length, status })
    }
    for (const it of [...other].slice(0, load.unanswered)) left.delete(it)
  }
  return { taken: seen.length - left.size, missing, left: [...left] }
}

type Place = 'within' | 'between' | 'cut-off' | 'beyond'

/** Where an exchange that no evidence has stands to the runs. */
function placeOf(seen: SeenExchange, runs: readonly ReadRun[], aheadMs: number): Place {
  const during = runs.filter((run) => isWithin(seen, run, aheadMs, 0))
  if (during.some(({ gaps }) => gaps.some((gap) => isWithin(seen, gap, aheadMs, 0)))) return 'cut-off'
  if (seen.from === 'harness') return during.length > 0 ? 'within' : 'beyond'
  const ofApplications = during.filter(({ role }) => role === 'user')
  if (ofApplications.length === 0) return 'beyond'
  const attempts = ofApplications.flatMap((run) => run.attempts.filter((it) => isWithin(seen, it, aheadMs, 0)))
  return attempts.length > 0 && attempts.every(({ full }) => !full) ? 'within' : 'between'
}

function isWithin({ at }: SeenExchange, { from, to }: Window, aheadMs: number, spareMs: number): boolean {
  const ms = Date.parse(at) - aheadMs
  return Date.parse(from) - spareMs <= ms && ms <= Date.parse(to) + spareMs
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
