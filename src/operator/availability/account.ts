import { addHistograms, histogramOf, percentile, type Histogram } from '../../base/histogram.js'
import type { Conformance, MissedReason } from '../../model/round.js'
import { isExcluded, standings, type MissedSlots, type SeenRound, type Standing } from './sample.js'
import type { Segment } from './timeline.js'

/** Sums over a time; those of its parts add up to those of the whole. */
export interface Sums {
  /** Milliseconds by how they are accounted for; together the whole time. */
  readonly time: Readonly<Record<Standing, number>>
  /** Rounds that began in it, by how they are accounted for. */
  readonly rounds: Readonly<Record<Standing, number>>
  /** What the rounds that are not excluded say of behaviour. */
  readonly conformance: Readonly<Record<Conformance, number>>
  /** Slots in which nothing was called, by why. */
  readonly missed: Readonly<Partial<Record<MissedReason, number>>>
  /** Answers to requests of rounds that are not excluded. */
  readonly answers: { readonly number: number; readonly totalMs: number; readonly times: Histogram }
}

/** A round with what it measured. */
export interface MeasuredRound extends SeenRound {
  readonly conformance: Conformance
  /** Milliseconds of each answer. */
  readonly times: readonly number[]
}

const zero = (): Record<Standing, number> =>
  Object.fromEntries(standings.map((s) => [s, 0])) as Record<Standing, number>

/** Sums up a time that was divided into segments. Rounds and missed slots that began outside of it do not count. */
export function sumsOf(
  segments: readonly Segment[],
  rounds: readonly MeasuredRound[],
  missed: readonly MissedSlots[],
): Sums {
  const [first, last] = [segments[0]?.from ?? 0, segments.at(-1)?.until ?? 0]
  const isInside = (at: number): boolean => at >= first && at < last
  const time = zero()
  for (const { from, until, standing } of segments) time[standing] += until - from
  const standing = standingFinder(segments)
  const perStanding = zero()
  const conformance = { conforms: 0, departs: 0, unsaid: 0 }
  const times: number[] = []
  for (const round of rounds) {
    const at = Date.parse(round.at)
    if (!isInside(at)) continue
    const stands = standing(at)
    perStanding[stands] += 1
    if (isExcluded(stands)) continue
    conformance[round.conformance] += 1
    times.push(...round.times)
  }
  const missedSlots: Partial<Record<MissedReason, number>> = {}
  for (const { dueAt, slots, why } of missed)
    if (isInside(Date.parse(dueAt))) missedSlots[why] = (missedSlots[why] ?? 0) + slots
  return {
    time,
    rounds: perStanding,
    conformance,
    missed: missedSlots,
    answers: { number: times.length, totalMs: times.reduce((sum, ms) => sum + ms, 0), times: histogramOf(times) },
  }
}

/** How a moment is accounted for; moments come in order. */
function standingFinder(segments: readonly Segment[]): (at: number) => Standing {
  let i = 0
  return (at) => {
    while ((segments[i]?.until ?? Infinity) <= at) i += 1
    return segments[i]?.standing ?? 'gap'
  }
}

/** The sums of a time that is made of parts. */
export function addSums(parts: readonly Sums[]): Sums {
  const conformance = { conforms: 0, departs: 0, unsaid: 0 }
  const missed: Partial<Record<MissedReason, number>> = {}
  const [time, rounds] = [zero(), zero()]
  for (const part of parts) {
    for (const standing of standings) {
      time[standing] += part.time[standing]
      rounds[standing] += part.rounds[standing]
    }
    for (const said of ['conforms', 'departs', 'unsaid'] as const) conformance[said] += part.conformance[said]
    for (const [why, slots] of Object.entries(part.missed) as [MissedReason, number][])
      missed[why] = (missed[why] ?? 0) + slots
  }
  const answers = {
    number: sum(parts.map(({ answers }) => answers.number)),
    totalMs: sum(parts.map(({ answers }) => answers.totalMs)),
    times: addHistograms(parts.map(({ answers }) => answers.times)),
  }
  return { time, rounds, conformance, missed, answers }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Time up as a share (0 to 1) of the time that counts; undefined where none does. */
export function availabilityOf({ time }: Sums): number | undefined {
  const all = time.up + time.down
  return all > 0 ? time.up / all : undefined
}

/** Rounds that the share of availability rests on. */
export const countedRounds = ({ rounds }: Sums): number => rounds.up + rounds.down

/** What one round more or less changes: the smallest step (0 to 1) in which so many rounds can tell availability. */
export function resolution(sums: Sums): number | undefined {
  const rounds = countedRounds(sums)
  return rounds > 0 ? 1 / rounds : undefined
}

/** Rounds that conform as a share (0 to 1) of those that conform or depart; undefined where none says either. */
export function conformanceOf({ conformance: { conforms, departs } }: Sums): number | undefined {
  return conforms + departs > 0 ? conforms / (conforms + departs) : undefined
}

/** Milliseconds of the answers: the mean is exact, percentiles are right to 2.5 %. */
export interface AnswerTimes {
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Undefined where nothing answered. */
export function answerTimes({ answers: { number, totalMs, times } }: Sums): AnswerTimes | undefined {
  const [p50, p95, p99] = [percentile(times, 0.5), percentile(times, 0.95), percentile(times, 0.99)]
  if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined
  return { mean: totalMs / number, p50, p95, p99 }
}
