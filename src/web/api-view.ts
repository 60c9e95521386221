import type { Instant } from '../base/clock.js'
import { inLanguage, type Language, type Text } from '../base/text.js'
import type { AdmissionRecord } from '../model/admission.js'
import type { DecisionAction, DecisionRecord } from '../model/decision.js'
import type { ApiRecord, ApplicationRecord, CertificateRecord, Passport } from '../model/registry.js'
import type { RoundId, TestTrouble } from '../model/round.js'
import type { GateReport } from '../operator/admission/gate.js'
import { policyActor, worksActor } from '../operator/governor.js'
import { byHand, byTrial, forBlock, forWorks, trialActor } from '../operator/moves.js'
import type { Charge } from '../operator/policy/charge.js'
import { intervalMs } from '../operator/schedule.js'
import type { ParcelState } from '../store/outbox-rows.js'
import type { RoundRow } from '../store/round-rows.js'
import type { WorksRow } from '../store/works-rows.js'
import { alertViews, type ShownAlert } from './alert-view.js'
import type { BoardEntry } from './board.js'
import { connectedView } from './connected-view.js'
import { gateView } from './gate-view.js'
import { rowView } from './row-view.js'
import { momentText } from './times.js'
import type { Visitor } from './visitor.js'
import { wordings, type Words } from './wording/index.js'
import { worksWordings } from './wording/works.js'
import { namesOf, worksRowView } from './works-view.js'

export interface ApiPage {
  readonly entry: BoardEntry
  readonly api: ApiRecord
  readonly decisions: readonly {
    readonly decision: DecisionRecord
    /** Its way to the platform; none where nothing was sent. */
    readonly order: ParcelState | undefined
    readonly rounds: readonly RoundRow[]
  }[]
  readonly rounds: readonly RoundRow[]
  /** Of those rounds that were held against it or not. */
  readonly charges: ReadonlyMap<RoundId, Charge>
  readonly alerts: readonly ShownAlert[]
  /** Of a draft. */
  readonly gate?: GateReport
  readonly admissions: readonly AdmissionRecord[]
  readonly applications: readonly ApplicationRecord[]
  /** Of its participant and of the applications. */
  readonly certificates: readonly CertificateRecord[]
  /** Going on and coming. */
  readonly works: readonly WorksRow[]
  readonly visitor: Visitor
  readonly mayAct: boolean
  /** Controls are runs against banks of our own: a participant does not see them. */
  readonly seesControls: boolean
  /** In trial mode: what can be planted, and what is. */
  readonly trial?: {
    readonly defects: readonly { readonly id: string; readonly about?: Text | undefined }[]
    readonly planted: readonly string[]
  }
}

/** Everything that templates/operator/api.hbs prints: what is, what was decided and why, what was seen. */
export function apiView(page: ApiPage, now: Instant, language: Language): object {
  const words = wordings[language]
  const { entry, api } = page
  const shut = page.gate?.open === false
  const actions = page.mayAct && !shut ? actionsFor(api) : []
  return {
    words: words.api,
    id: api.id,
    columns: words.columns,
    row: rowView(entry, now, words),
    since: momentText(api.stateSince, now),
    system: api.system,
    participantId: api.participant,
    budget: budgetText(entry, words),
    problem: (entry.problem ?? []).map(({ what, remedy }) => ({ what, remedy })),
    mayAct: page.mayAct,
    runNow: words.runNow,
    reason: words.reason,
    actions: actions.map((action) => ({ action, word: words.actions[action], grave: action !== 'republish' })),
    gate: gateView(page.gate, page.admissions, now, language),
    connected: connectedView(page.applications, page.certificates, now, language),
    trial: page.trial ? trialView(page.trial, language) : null,
    alerts: alertsSection(page.alerts, now, language),
    decisions: page.decisions.map((one) => decisionView(one, page, now, language)),
    rounds: page.rounds.map((round) => roundView(round, page, now, language)),
    works: worksCard(page, now, language),
    passport: api.passport ? passportView(api.passport, language) : null,
  }
}

function alertsSection(shown: readonly ShownAlert[], now: Instant, language: Language): object {
  const { title, noneOfApi, all } = wordings[language].alerts
  return { title, none: noneOfApi, all, shown: alertViews(shown, now, language) }
}

function worksCard({ works, api, entry, visitor }: ApiPage, now: Instant, language: Language): object | null {
  if (works.length === 0) return null
  const names = namesOf({ participants: [{ id: api.participant, name: entry.participant_name }], apis: [api] })
  return {
    words: worksWordings[language],
    rows: works.map((row) => worksRowView({ row, warnings: [] }, { names, now, language, visitor })),
  }
}

function trialView({ defects, planted }: NonNullable<ApiPage['trial']>, language: Language): object {
  return {
    words: wordings[language].plant,
    planted: planted.join(', '),
    defects: defects.map(({ id, about }) => ({ id, about: about ? inLanguage(about, language) : id })),
  }
}

/** What a person may do to it, as it stands. */
function actionsFor({ state }: ApiRecord): readonly DecisionAction[] {
  if (state === 'published') return ['unpublish', 'limit']
  if (state === 'limited') return ['republish', 'unpublish']
  return state === 'unpublished' ? ['republish'] : ['publish']
}

function budgetText({ budget, tests, number }: BoardEntry, words: Words): string {
  const every = tests === null ? undefined : intervalMs({ budget, tests, number })
  return every === undefined ? words.notProbed : words.api.budget(budget, String(tests), everyText(every, words))
}

function everyText(ms: number, words: Words): string {
  const seconds = Math.round(ms / 1000)
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  const parts = [minutes > 0 ? `${minutes} ${words.minutes}` : '', rest > 0 ? `${rest} ${words.seconds}` : '']
  return parts.filter((part) => part !== '').join(' ')
}

function decisionView(
  { decision, order, rounds }: ApiPage['decisions'][number],
  page: ApiPage,
  now: Instant,
  language: Language,
): object {
  const words = wordings[language]
  const open = decision.status === 'proposed'
  return {
    id: decision.id,
    action: decision.action,
    word: words.done[decision.action],
    at: momentText(decision.at, now),
    status: decision.status === 'in-force' ? null : words.statuses[decision.status],
    why: inLanguage(decision.why, language),
    rule: ruleText(decision.rule, words),
    policy: decision.policy ?? null,
    by: whoText(decision.proposedBy, words),
    confirmedBy: decision.confirmedBy ?? null,
    order: order ? orderText(order, now, words) : null,
    sendAgain: order && mayBeSentAgain(order) && page.mayAct ? words.order.again : null,
    settle:
      open && page.mayAct
        ? { confirm: decision.proposedBy === page.visitor.name ? null : words.confirm, reject: words.reject }
        : null,
    rounds: rounds.map((round) => roundView(round, page, now, language)),
    words: words.api,
  }
}

/** A rule of the policy by its name. */
function ruleText(rule: string, { api, blocked }: Words): string {
  if (rule === byHand) return api.byHand
  if (rule === forBlock) return blocked
  if (rule === forWorks) return api.theWorks
  return rule === byTrial ? api.byTrial : rule
}

function whoText(who: string, { api }: Words): string {
  if (who === policyActor.name) return api.thePolicy
  if (who === trialActor.name) return api.byTrial
  return who === worksActor.name ? api.theWorks : who
}

function orderText(order: ParcelState, now: Instant, words: Words): string {
  const { delivered_at: at, error } = order
  if (at !== null) return words.order.taken(momentText(at, now))
  if (order.superseded_at !== null) return words.order.superseded
  if (error === null) return words.order.waits
  return order.given_up_at === null ? words.order.refused(error) : words.order.givenUp(error)
}

const mayBeSentAgain = (order: ParcelState): boolean => order.given_up_at !== null && order.superseded_at === null

function roundView(
  round: RoundRow,
  { charges, seesControls }: Pick<ApiPage, 'charges' | 'seesControls'>,
  now: Instant,
  language: Language,
): object {
  const words = wordings[language]
  const kind = kindOf(round)
  const charge = charges.get(round.id)
  const notes = [
    words.triggers[round.trigger],
    ...(round.missed === null ? [] : [words.missed[round.missed]]),
    ...(round.slots > 1 ? [words.round.slots(round.slots)] : []),
    ...(round.takeovers > 0 ? [words.round.takeovers(round.takeovers)] : []),
    ...(round.works === null ? [] : [words.works[round.works]]),
    ...(charge === undefined || charge === 'charged' ? [] : [words.charges[charge]]),
  ]
  return {
    id: round.id,
    kind,
    word: words.round[kind],
    at: momentText(round.started_at ?? round.due_at, now),
    tests: round.tests === null ? '' : words.round.passed(round.passed ?? 0, round.tests),
    control: round.control === null ? '' : controlText(round.control, words),
    controlRun: seesControls ? round.control_run : null,
    worker: round.worker ?? '',
    notes: notes.join('; '),
    run: round.run,
    problem: (round.problem ?? []).map(({ what, remedy }) => ({ what, remedy })),
    exchanges: words.api.exchanges,
    expected: words.api.expected,
    actual: words.api.actual,
    trouble: (round.trouble ?? []).map((test) => troubleView(test, language)),
  }
}

function kindOf({ state, conformance, availability }: RoundRow) {
  if (state !== 'done') return state
  return availability === 'down' ? 'down' : (conformance ?? 'unsaid')
}

function controlText(control: NonNullable<RoundRow['control']>, words: Words): string {
  const { controlGood, controlBad, controlNone } = words.round
  return { good: controlGood, bad: controlBad, none: controlNone }[control]
}

/** More findings than these are for the page of the run. */
const shownFindings = 3

function troubleView({ scenario, title, outcome, findings }: TestTrouble, language: Language): object {
  return {
    scenario,
    title: inLanguage(title, language),
    outcome: wordings[language].outcomes[outcome],
    failed: outcome === 'fail',
    findings: findings.slice(0, shownFindings).map((finding) => ({
      requirement: finding.requirement,
      expected: inLanguage(finding.expected, language),
      actual: inLanguage(finding.actual, language),
    })),
  }
}

function passportView({ purpose, description, documentation, support, version }: Passport, language: Language): object {
  return {
    lines: [
      inLanguage(purpose, language),
      inLanguage(description, language),
      `${documentation} · ${version}`,
      [support.name, support.email, support.phone].filter((part) => part !== undefined).join(', '),
    ],
  }
}
