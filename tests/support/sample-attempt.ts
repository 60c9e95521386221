import { checks } from '../../src/checks/index.js'
import type { Json } from '../../src/base/json.js'
import type { CapturedFact, EvidenceEvent, StepTrouble } from '../../src/model/evidence.js'
import type { ExchangeFacts } from '../../src/model/exchange.js'
import type { PlanItem, PlannedStep } from '../../src/model/plan.js'
import type { ScenarioHead } from '../../src/model/plan.js'
import type { Requirement } from '../../src/model/system.js'
import type { Verdict } from '../../src/model/verdict.js'
import { judgeAttempt, type JudgeContext } from '../../src/judge/attempt.js'
import { at, conforming, maskedExchange, type Answer } from './sample-exchange.js'

type PlannedItem = Extract<PlanItem, { planned: true }>
export const position = { file: 'sample.yaml', line: 1, column: 1 }

function requirement(id: string, changes: Partial<Requirement> = {}): Requirement {
  const text = { ru: id, en: id }
  return { id, clause: text, text, keyword: 'MUST', addressee: ['provider'], basis: 'source', ...changes }
}

/** Requirements by what they may do to a provider. */
export const requirements: Readonly<Record<string, Requirement>> = Object.fromEntries(
  [
    requirement('source'),
    requirement('contract', { basis: 'contract' }),
    requirement('choice', { basis: 'choice' }),
    requirement('should', { keyword: 'SHOULD' }),
    requirement('may', { keyword: 'MAY' }),
    requirement('choice-may', { basis: 'choice', keyword: 'MAY' }),
    requirement('platform', { addressee: ['platform'] }),
    requirement('both', { addressee: ['platform', 'provider'] }),
    requirement('of-user', { addressee: ['user'] }),
  ].map((entry) => [entry.id, entry]),
)

/** A check as a scenario has it: kind, settings and, where it is not `source`, the requirement. */
export type SampleCheck = readonly [kind: string, params: Json, requirement?: string]

/** A step and what came of it; a step with none of `answers`, `trouble`, `unresolved` was carried out without an exchange. */
export interface SampleStep {
  readonly path?: string
  /** `request` where it is not said. */
  readonly kind?: string
  readonly checks?: readonly SampleCheck[]
  readonly answers?: readonly (Answer & { readonly facts?: Partial<ExchangeFacts> })[]
  readonly captured?: readonly CapturedFact[]
  readonly trouble?: StepTrouble
  readonly unresolved?: string
  /** The run did not get to it. */
  readonly notReached?: true
  /** Steps of a procedure; the step itself is then its call. */
  readonly inner?: readonly SampleStep[]
}

export interface SampleAttempt {
  readonly item: PlannedItem
  readonly events: readonly EvidenceEvent[]
}

export function scenarioHead(changes: Partial<ScenarioHead> = {}): ScenarioHead {
  return {
    id: 'sample/provider/one',
    system: 'sample',
    title: { ru: 'Один', en: 'One' },
    subject: 'provider',
    script: 'success',
    modes: ['direct', 'through'],
    requires: ['source'],
    catches: [],
    effects: ['none'],
    needs: [],
    position,
    digest: 'd'.repeat(64),
    ...changes,
  }
}

/** An attempt whose steps went as told; it ended as `how`, or was cut off where that is `null`. */
export function sampleAttempt(
  steps: readonly SampleStep[],
  scenario: Partial<ScenarioHead> = {},
  how: 'complete' | 'stopped' | 'interrupted' | null = 'complete',
): SampleAttempt {
  const head = scenarioHead(scenario)
  const paths = steps.map((step, i) => ({ ...step, path: step.path ?? String(i + 1) }))
  const item: PlannedItem = {
    scenario: head,
    mode: 'direct',
    planned: true,
    attempt: 1,
    clients: {},
    steps: paths.map(planned),
  }
  const events: EvidenceEvent[] = [
    { type: 'attempt-started', at, scenario: head.id, digest: head.digest },
    ...paths.flatMap(eventsOf),
    ...(how === null ? [] : [{ type: 'attempt-ended', at, how } as const]),
  ]
  return { item, events }
}

function inside(step: SampleStep): (SampleStep & { path: string })[] {
  return (step.inner ?? []).map((inner, i) => ({ ...inner, path: `${step.path ?? ''}.${i + 1}` }))
}

function planned(step: SampleStep & { path: string }): PlannedStep {
  const uses = (step.checks ?? []).map(([kind, params, of = 'source']) => ({ kind, params, requirement: of, position }))
  const common = { path: step.path, checks: uses, position }
  if (!step.inner) return { type: 'step', kind: step.kind ?? 'request', args: {}, ...common }
  return { type: 'call', procedure: 'consent', takes: {}, gives: {}, steps: inside(step).map(planned), ...common }
}

function eventsOf(step: SampleStep & { path: string }): EvidenceEvent[] {
  if (step.notReached) return []
  const { path, answers = [], captured = [], trouble, unresolved } = step
  return [
    ...inside(step).flatMap(eventsOf),
    ...(step.inner && !step.checks && unresolved === undefined
      ? []
      : [{ type: 'step-started', at, step: path, kind: 'request' } as const]),
    ...answers.map(({ facts, ...answer }): EvidenceEvent => {
      return { type: 'exchange', at, step: path, exchange: maskedExchange(answer), facts: { ...conforming, ...facts } }
    }),
    ...(captured.length > 0 ? [{ type: 'facts', at, step: path, facts: captured } as const] : []),
    ...(trouble ? [{ type: 'step-failed', at, step: path, trouble } as const] : []),
    ...(unresolved === undefined ? [] : [{ type: 'unresolved', at, step: path, reference: unresolved } as const]),
  ]
}

export const judgeContext: JudgeContext = { checks, requirements }

/** The same for an application under test: its script has the requirement `of-user`. */
export const userAttempt = (steps: readonly SampleStep[], scenario: Partial<ScenarioHead> = {}): SampleAttempt =>
  sampleAttempt(steps, { id: 'sample/user/one', subject: 'user', requires: ['of-user'], ...scenario })

/** The verdict on a sample attempt, with the credentials that earlier attempts proved. */
export function verdictOn({ item, events }: SampleAttempt, proven: readonly string[] = []): Verdict {
  return judgeAttempt(item, { attempt: 1, events }, new Set(proven), judgeContext).verdict
}

/** A verdict as `pass`, `fail source, contract`, `inconclusive environment` or `skipped`. */
export function verdictText(verdict: Verdict): string {
  if (verdict.outcome === 'inconclusive') return `inconclusive ${verdict.cause}`
  if (verdict.outcome !== 'fail') return verdict.outcome
  const charged = verdict.findings.filter(({ id }) => verdict.charged.includes(id))
  return `fail ${charged.map((finding) => finding.requirement).join(', ')}`
}
