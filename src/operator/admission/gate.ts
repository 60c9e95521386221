import type { Instant } from '../../base/clock.js'
import { isProblemError, type Problem } from '../../base/problem.js'
import type { AdmissionRecord, AdmissionTerms, Footing } from '../../model/admission.js'
import { apiEnvironments, type ApiEnvironment, type ApiRecord, type ParticipantRecord } from '../../model/registry.js'
import { admissions, admissionTerms } from '../../store/admission-rows.js'
import type { Queryable } from '../../store/database.js'
import { participant as participantById } from '../../store/registry-rows.js'
import type { Examiner } from './examiner.js'
import { shortfallsOf, type Shortfall } from './shortfalls.js'
import { words } from './words.js'

/** What has to be in order before an API is published for the first time. */
export type GatePart = 'participant' | 'passport' | ApiEnvironment

export interface GateItem {
  readonly part: GatePart
  /** Nothing where it is met. */
  readonly missing: readonly Shortfall[]
  /** Of an environment: the admission that it rests on, or the last one that no longer holds. */
  readonly admission?: AdmissionRecord
  /** Of an environment: what has to be proven there now. */
  readonly footing?: Footing
}

export interface GateReport {
  readonly open: boolean
  readonly items: readonly GateItem[]
}

/** First publication: nobody passes who has not everything. */
export interface Gate {
  /** `lately`: what target files say may be as old as a minute, for pages that are looked at often. */
  report(db: Queryable, api: ApiRecord, now: Instant, how: 'anew' | 'lately'): Promise<GateReport>
}

/** A gate that has target files and runs examined. */
export function createGate(examiner: Pick<Examiner, 'footing'>): Gate {
  return {
    report: async (db, api, now, how) => {
      const participant = await participantById(db, api.participant)
      const [made, terms] = [await admissions(db, api.id), await admissionTerms(db)]
      const items: GateItem[] = [
        { part: 'participant', missing: participantShortfalls(api, participant) },
        { part: 'passport', missing: passportShortfalls(api) },
      ]
      for (const environment of apiEnvironments) {
        const own = made.filter((one) => one.environment === environment)
        items.push(await environmentItem(api, environment, own, { examiner, now, terms, how }))
      }
      return { open: items.every(({ missing }) => missing.length === 0), items }
    },
  }
}

/** Everything that is missing, for those who are refused. */
export function gateProblems({ items }: GateReport): Problem[] {
  return items.flatMap(({ missing }) => missing.map(problemOf))
}

/** A shortfall for a terminal or a program. */
export function problemOf({ code, what, remedy }: Shortfall): Problem {
  return { code, what: what.en, remedy: remedy.en }
}

function participantShortfalls(api: ApiRecord, participant: ParticipantRecord | undefined): Shortfall[] {
  const { participant: id } = api
  return [
    ...(participant?.accredited === true ? [] : [words.notAccredited(id)]),
    ...(participant?.blocked === true ? [words.blocked(id)] : []),
    ...(participant?.roles.includes('provider') === true ? [] : [words.noProvider(id)]),
  ]
}

function passportShortfalls({ passport }: ApiRecord): Shortfall[] {
  if (!passport) return [words.noPassport]
  const { email, phone } = passport.support
  return email === undefined && phone === undefined ? [words.noSupport] : []
}

interface Asked {
  readonly examiner: Pick<Examiner, 'footing'>
  readonly now: Instant
  readonly terms: AdmissionTerms
  readonly how: 'anew' | 'lately'
}

async function environmentItem(
  api: ApiRecord,
  environment: ApiEnvironment,
  made: readonly AdmissionRecord[],
  { examiner, now, terms, how }: Asked,
): Promise<GateItem> {
  const target = api.targets[environment]
  if (target === undefined) return { part: environment, missing: [words.noTarget(environment)] }
  const footing = await footingOf(() => examiner.footing(api, environment, how))
  if ('problems' in footing)
    return {
      part: environment,
      missing: footing.problems.map(({ what, remedy }) => words.unreadable(environment, what, remedy)),
    }
  const judged = made.map((admission) => ({ admission, missing: shortfallsOf(admission.proof, footing, now, terms) }))
  // Any that holds will do; of those that do not the last one is told of.
  const best = judged.find(({ missing }) => missing.length === 0) ?? judged[0]
  return best
    ? { part: environment, footing, ...best }
    : { part: environment, footing, missing: [words.notAdmitted(environment, api.id, target)] }
}

async function footingOf(read: () => Promise<Footing>): Promise<Footing | { readonly problems: readonly Problem[] }> {
  try {
    return await read()
  } catch (error) {
    if (!isProblemError(error)) throw error
    return { problems: error.problems }
  }
}
