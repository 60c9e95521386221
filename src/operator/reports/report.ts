import type { Clock, Instant } from '../../base/clock.js'
import type { ParticipantId } from '../../model/registry.js'
import type { Queryable } from '../../store/database.js'
import type { Period } from '../availability/period.js'
import { survey, type ApiAccount, type SurveyAsked } from '../availability/survey.js'
import type { CommonCause } from '../policy/policy.js'

/** Everything that a report of availability prints, in whichever language and form. */
export interface AvailabilityReport {
  readonly period: Period
  /** Of the period, up to which it accounts: its end, unless it was made before. */
  readonly until: Instant
  readonly madeAt: Instant
  readonly by: ReportMaker
  readonly commonCause: CommonCause
  /** In percent; without one nothing is met or missed. */
  readonly target?: number
  readonly apis: readonly ApiAccount[]
}

/** Who reports, and with what. */
export interface ReportMaker {
  /** The operator as its settings name it. */
  readonly operator?: string
  /** The APIs are those of the sandbox. */
  readonly trial: boolean
  /** Of Synaq. */
  readonly version: string
}

export type ReportRules = Pick<AvailabilityReport, 'commonCause' | 'target'>

/** Accounts for a period. @throws where the database does not answer */
export async function makeReport(
  db: Queryable,
  period: Period,
  rules: ReportRules,
  by: ReportMaker,
  { clock, only }: { readonly clock: Clock; readonly only?: SurveyAsked['only'] },
): Promise<AvailabilityReport> {
  const madeAt = clock.now()
  const until = madeAt < period.until ? madeAt : period.until
  const { from } = period
  const { commonCause, target } = rules
  const apis: ApiAccount[] = []
  if (from < until)
    for await (const api of survey(db, { from, until, commonCause, ...(only ? { only } : {}) })) apis.push(api)
  return { period, until, madeAt, by, commonCause, ...(target === undefined ? {} : { target }), apis }
}

/** What a participant may see of a report: its own APIs. */
export function reportFor(report: AvailabilityReport, participant: ParticipantId): AvailabilityReport {
  return { ...report, apis: report.apis.filter((api) => api.participant === participant) }
}
