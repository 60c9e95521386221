import { stringify } from 'csv-stringify/sync'
import { kazakhstanTime, type Instant } from '../../base/clock.js'
import { plainLine } from '../../render/printable.js'
import {
  answerTimes,
  availabilityOf,
  conformanceOf,
  countedRounds,
  resolution,
  type AnswerTimes,
} from '../availability/account.js'
import { excluded, unknown } from '../availability/sample.js'
import type { ApiAccount } from '../availability/survey.js'
import { targetOutcome } from '../availability/target.js'
import type { AvailabilityReport } from './report.js'

/** `,` with decimal points as RFC 4180 and programs have it, or `;` with decimal commas for a Russian Excel. */
export type Separator = ',' | ';'

type Cell = string | number | undefined

/** One line an API. Its columns are named for programs, in English whatever the language. */
export function availabilityCsv(report: AvailabilityReport, separator: Separator): string {
  return csvOf(report.apis.map((api) => apiCells(report, api)), apiColumns, separator)
}

/** One line an outage. */
export function outagesCsv(report: AvailabilityReport, separator: Separator): string {
  const lines = report.apis.flatMap((api) =>
    api.outages.map((outage): Record<(typeof outageColumns)[number], Cell> => ({
      ...namesOf(api),
      begun: momentCell(outage.from),
      begun_before_period: yesNo(outage.before),
      ended: outage.open ? '' : momentCell(outage.until),
      down_seconds: Math.round(outage.downMs / 1000),
      rounds: outage.rounds,
      decision: outage.decision?.id,
      action: outage.decision?.action,
      decided: outage.decision && momentCell(outage.decision.at),
      rule: outage.decision?.rule,
    })),
  )
  return csvOf(lines, outageColumns, separator)
}

const apiColumns = [
  ...(['first_day', 'last_day', 'accounted_until', 'participant', 'participant_name', 'api', 'api_name', 'system'] as const),
  ...(['availability_percent', 'rounds_counted', 'step_percent', 'target_percent', 'target_outcome'] as const),
  ...(['up_seconds', 'down_seconds', 'outages'] as const),
  ...excluded.map((why) => `excluded_${why.replaceAll('-', '_')}_seconds` as const),
  ...unknown.map((why) => `unknown_${why.replaceAll('-', '_')}_seconds` as const),
  ...(['conformance_percent', 'rounds_conforming', 'rounds_departing', 'rounds_inconclusive', 'slots_missed'] as const),
  ...(['answers', 'mean_ms', 'p50_ms', 'p95_ms', 'p99_ms'] as const),
] as const

const outageColumns = [
  ...(['participant', 'participant_name', 'api', 'api_name', 'system', 'begun', 'begun_before_period', 'ended'] as const),
  ...(['down_seconds', 'rounds', 'decision', 'action', 'decided', 'rule'] as const),
] as const

function apiCells(report: AvailabilityReport, api: ApiAccount): Readonly<Record<string, Cell>> {
  const { sums } = api
  const { time, conformance, missed } = sums
  const seconds = (ms: number): number => Math.round(ms / 1000)
  const timeCells = (whys: readonly (typeof excluded | typeof unknown)[number][], kind: string) =>
    Object.fromEntries(whys.map((why) => [`${kind}_${why.replaceAll('-', '_')}_seconds`, seconds(time[why])]))
  return {
    first_day: report.period.first,
    last_day: report.period.last,
    accounted_until: momentCell(report.until),
    ...namesOf(api),
    availability_percent: percent(availabilityOf(sums)),
    rounds_counted: countedRounds(sums),
    step_percent: percent(resolution(sums)),
    target_percent: report.target,
    target_outcome: targetOutcome(sums, report.target),
    up_seconds: seconds(time.up),
    down_seconds: seconds(time.down),
    outages: api.outages.length,
    ...timeCells(excluded, 'excluded'),
    ...timeCells(unknown, 'unknown'),
    conformance_percent: percent(conformanceOf(sums)),
    rounds_conforming: conformance.conforms,
    rounds_departing: conformance.departs,
    rounds_inconclusive: conformance.unsaid,
    slots_missed: Object.values(missed).reduce((sum, n) => sum + n, 0),
    answers: sums.answers.number,
    ...timesCells(answerTimes(sums)),
  }
}

const namesOf = ({ participant, participantName, api, name, system }: ApiAccount) => ({
  participant,
  participant_name: plainLine(participantName),
  api,
  api_name: plainLine(name),
  system,
})

function timesCells(times: AnswerTimes | undefined): Record<string, Cell> {
  if (!times) return {}
  const round = (ms: number): number => Math.round(ms)
  return {
    mean_ms: round(times.mean),
    p50_ms: round(times.p50),
    p95_ms: round(times.p95),
    p99_ms: round(times.p99),
  }
}

const percent = (share: number | undefined): number | undefined =>
  share === undefined ? undefined : Math.round(share * 100_000) / 1000
const yesNo = (is: boolean): string => (is ? 'yes' : 'no')

/** With its offset (RFC 3339), so that nobody has to guess whose time it is. */
function momentCell(at: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return `${date}T${time}+05:00`
}

/**
 * By RFC 4180, with a byte order mark: without one Excel takes UTF-8 for the code page of its machine. A text that a program
 * could take for a formula gets an apostrophe before it.
 */
function csvOf(
  lines: readonly Readonly<Record<string, Cell>>[],
  columns: readonly string[],
  separator: Separator,
): string {
  const decimal = (value: number): string => (separator === ';' ? String(value).replace('.', ',') : String(value))
  return stringify([...lines], {
    ...{ columns: [...columns], header: true, bom: true, delimiter: separator, record_delimiter: 'windows' },
    escape_formulas: true,
    cast: { number: decimal },
  })
}
