import { requestIdHeader } from '../model/headers.js'
import { literal, type Language, type Text } from '../base/text.js'
import type { EvidenceEvent } from '../model/evidence.js'
import type { Cause, Finding } from '../model/finding.js'
import type { Plan, PlanItem, ScenarioHead } from '../model/plan.js'
import type { JudgedAttempt, RunRecord } from '../model/run.js'
import type { Mode, RequirementId } from '../model/system.js'
import { wordings } from './wording/index.js'

/** How one item of the plan ended. `open`: planned, but there is no verdict. */
export type State = 'pass' | 'fail' | 'inconclusive' | 'not-applicable' | 'not-provided' | 'open'

/** One item of the plan and how it ended, as every document sees it. */
export interface Result {
  readonly scenario: ScenarioHead
  readonly mode: Mode
  readonly item: PlanItem
  readonly state: State
  readonly attempt?: JudgedAttempt
}

/** The finding of a requirement not met, with its weight. */
export type Departed = Extract<Finding, { result: 'departed' }>
export type Undecided = Extract<Finding, { result: 'undecided' }>

/** True where a bank is tested with clients who consent: who checks the consent is then worth a line. */
export const asksForConsents = ({ role, items }: Plan): boolean =>
  role === 'provider' && items.some(({ scenario }) => scenario.effects.includes('consent'))

/** Every item of the plan in its order, with its last attempt. */
export function resultsOf(record: RunRecord): Result[] {
  return record.plan.items.map((item) => {
    const { scenario, mode } = item
    const attempt = record.attempts.findLast((a) => a.item.scenario.id === scenario.id && a.item.mode === mode)
    return { scenario, mode, item, state: stateOf(item, attempt), ...(attempt ? { attempt } : {}) }
  })
}

function stateOf(item: PlanItem, attempt: JudgedAttempt | undefined): State {
  if (!item.planned) return item.reason.kind
  if (!attempt) return 'open'
  return attempt.verdict.outcome === 'skipped' ? attempt.verdict.reason.kind : attempt.verdict.outcome
}

/** Results of the scripts that judge the subject of the tests. */
export function subjectResults(record: RunRecord): Result[] {
  return resultsOf(record).filter((result) => result.scenario.subject === record.plan.role)
}

/** Results of the scripts that judge the platform the tests went through: never the subject's matter. */
export function selfCheckResults(record: RunRecord): Result[] {
  return resultsOf(record).filter((result) => result.scenario.subject === 'platform')
}

/** How many results ended in each way. */
export type Counts = Readonly<Record<State, number>>

export function countsOf(results: readonly Result[]): Counts {
  const counts = { pass: 0, fail: 0, inconclusive: 0, 'not-applicable': 0, 'not-provided': 0, open: 0 }
  for (const { state } of results) counts[state]++
  return counts
}

/** Departures that made a verdict `fail`. */
export function charged(result: Result): Departed[] {
  const verdict = result.attempt?.verdict
  if (verdict?.outcome !== 'fail') return []
  return verdict.findings.filter((f): f is Departed => f.result === 'departed' && verdict.charged.includes(f.id))
}

/** Checks of what a refusal holds. */
const ofRefusals = ['discloses-nothing-of', 'carries']

/** The request was served and should have been refused: what its answer holds or lacks as a refusal follows from that. */
export function isServedInstead(result: Result, { check, exchange }: Finding): boolean {
  const event = exchange === undefined ? undefined : result.attempt?.events[exchange]
  if (!ofRefusals.includes(check) || event?.type !== 'exchange') return false
  const { outcome } = event.exchange
  const served = 'response' in outcome && outcome.response.status < 300
  return served && charged(result).some((other) => other.check === 'refused' && other.exchange === exchange)
}

/** Departures that did not: warnings, notes, and what is not addressed to the subject. */
export function remarks(result: Result): Departed[] {
  const ids = new Set(charged(result).map((finding) => finding.id))
  const findings = result.attempt?.verdict.findings ?? []
  return findings.filter((f): f is Departed => f.result === 'departed' && !ids.has(f.id))
}

export function undecided(result: Result): Undecided[] {
  return (result.attempt?.verdict.findings ?? []).filter((f): f is Undecided => f.result === 'undecided')
}

/** Results without a conclusion that have one and the same cause: a server that is down stops every script alike. */
export interface StoppedAlike {
  readonly results: readonly [Result, ...Result[]]
  readonly cause: Cause
  /** Absent where nothing at all was judged. */
  readonly finding: Undecided | undefined
}

export function stoppedAlike(results: readonly Result[]): StoppedAlike[] {
  const groups = new Map<string, StoppedAlike>()
  for (const result of results) {
    const verdict = result.attempt?.verdict
    if (verdict?.outcome !== 'inconclusive') continue
    const finding = undecided(result).find(({ id }) => id === verdict.why)
    const key = JSON.stringify([verdict.cause, finding?.actual ?? null, finding?.next ?? null])
    const group = groups.get(key)
    groups.set(
      key,
      group ? { ...group, results: [...group.results, result] } : { results: [result], cause: verdict.cause, finding },
    )
  }
  return [...groups.values()]
}

/** The clause of a requirement, or its id where the plan does not hold it. */
export function clauseOf(record: RunRecord, id: RequirementId): Text {
  return record.plan.requirements[id]?.clause ?? literal(id)
}

/** The file of an attempt's record within the run's folder. */
export function recordFile(result: Result): string | undefined {
  return result.item.planned ? `attempts/${String(result.item.attempt).padStart(4, '0')}.ndjson` : undefined
}

/** What was asked and what came, as it stands in evidence: `GET /v3/accounts: HTTP 200`; who asked, where we did not. */
export function exchangeLine(result: Result, finding: Finding, language: Language): string | undefined {
  const event = finding.exchange === undefined ? undefined : result.attempt?.events[finding.exchange]
  if (event?.type !== 'exchange') return undefined
  const { inbound } = event.exchange.request
  const { sent, told } = wordings[language].departures
  const text = exchangeText(event)
  return inbound ? `${sent(text)}${inbound.answered === 'as-told' ? ` (${told})` : ''}` : text
}

/** The same of any exchange. */
export function exchangeText({ exchange }: Extract<EvidenceEvent, { type: 'exchange' }>): string {
  const { request, outcome } = exchange
  const came = 'response' in outcome ? `HTTP ${outcome.response.status}` : outcome.failure.kind
  // A handshake that the application broke off asked nothing.
  if (request.inbound && request.operation === null && 'failure' in outcome) return `TLS: ${came}`
  const { idHeader = requestIdHeader } = request
  const id = request.headers[idHeader]
  return `${request.method} ${pathOf(request.url)}: ${came}${id === undefined ? '' : `, ${idHeader} ${id}`}`
}

/** Path and query of an address; an address that is none stays as it is. */
function pathOf(url: string): string {
  return /^https?:\/\/[^/]+(\/.*)?$/.exec(url)?.[1] ?? url
}

/** What the required set names but the plan left out, e.g. because only some scripts were selected. */
export function requiredButNotPlanned({ plan }: RunRecord): RunRecord['plan']['required'] {
  return plan.required.filter(
    ({ scenario, mode }) => !plan.items.some((item) => item.scenario.id === scenario && item.mode === mode),
  )
}

/** True for a run that came to its end and took in everything that the Act rests on. */
export function isComplete(record: RunRecord): boolean {
  return record.how === 'complete' && requiredButNotPlanned(record).length === 0
}

/** True where the Protocol must not be signed: something has no verdict yet. */
export function isDraft(record: RunRecord): boolean {
  const unsettled = resultsOf(record).some(({ state }) => state === 'open' || state === 'inconclusive')
  return unsettled || record.how !== 'complete' || record.outcome === 'inconclusive' || record.outcome === 'open'
}
