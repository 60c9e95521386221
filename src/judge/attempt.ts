import type { Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { AttemptEvidence, EvidenceEvent } from '../model/evidence.js'
import type { Cause, Finding, Observation, Place } from '../model/finding.js'
import type { PlanItem } from '../model/plan.js'
import type { CheckUse } from '../model/scenario.js'
import type { Requirement, RequirementId } from '../model/system.js'
import type { Verdict } from '../model/verdict.js'
import type { CheckKind, JudgePlace } from '../model/vocabulary.js'
import { outcomeText } from '../checks/phrases.js'
import { inadmissible, provenBy, type ProvenCredentials } from './admissible.js'
import { exchangesOf, ordinarySteps, type OrdinaryStep } from './steps.js'

/** What judging an attempt needs beside its evidence. */
export interface JudgeContext {
  readonly checks: ReadonlyMap<string, CheckKind>
  readonly requirements: Readonly<Record<RequirementId, Requirement>>
}

type PlannedItem = Extract<PlanItem, { planned: true }>

/**
 * Judges one attempt: a pure function of the plan and the evidence, the same live and later.
 * Steps are walked in order; the first undecided ends it, failures found before it stand (design 6).
 * @returns the verdict, and the credentials that this attempt proved for the rest of the run
 */
export function judgeAttempt(
  item: PlannedItem,
  attempt: AttemptEvidence,
  proven: ProvenCredentials,
  context: JudgeContext,
): { verdict: Verdict; proven: ProvenCredentials } {
  const walk = new Walk(item, attempt, new Set(proven), context)
  const steps = ordinarySteps(item.steps)
  let last = 0
  for (const [i, step] of steps.entries()) {
    last = i
    if (walk.step(step) === 'stop') break
    last = i + 1
  }
  const unjudged = steps
    .slice(last === steps.length ? last : last + 1)
    .map((step) => ({ scenario: item.scenario.id, step: step.path }))
  return { verdict: fold(walk.findings, unjudged), proven: walk.proven }
}

class Walk {
  readonly findings: Finding[] = []

  constructor(
    private readonly item: PlannedItem,
    private readonly attempt: AttemptEvidence,
    readonly proven: Set<string>,
    private readonly context: JudgeContext,
  ) {}

  /** Judges one step; `stop` ends the attempt. */
  step(step: OrdinaryStep): 'go-on' | 'stop' {
    const { scenario, mode } = this.item
    const events = this.attempt.events
    const place: JudgePlace = {
      step: step.path,
      mode,
      script: scenario.script,
      subject: scenario.subject,
      exchanges: exchangesOf(events, step.path),
    }
    const trouble = troubleAt(events, step)
    if (trouble) return this.end(step, trouble)

    const uses = step.checks
    const expectation = expectationOf(uses, this.context.checks)
    const end = inadmissible(place, expectation, this.proven) ?? (uses.length === 0 ? unsuccessful(place) : undefined)
    if (end) return this.end(step, end)

    const before = this.findings.length
    for (const [index, use] of uses.entries()) {
      for (const observation of this.check(use, index, place)) {
        this.add(step, index, use, observation)
        if (observation.result === 'undecided') return 'stop'
      }
    }
    if (expectation.expectsSuccess) for (const kind of provenBy(place)) this.proven.add(kind)
    const failed = this.findings.slice(before).some(isFailure)
    // A refusal means something only after its positive control; without it nothing further can be said.
    return failed && scenario.script === 'failure' && expectation.expectsSuccess ? 'stop' : 'go-on'
  }

  private check(use: CheckUse, index: number, place: JudgePlace): Observation[] {
    const kind = this.context.checks.get(use.kind)
    if (!kind) return [unknownCheck(use.kind)]
    return kind.judge(
      place,
      this.attempt,
      factOf(this.attempt.events, place.step, index, kind),
      kind.params.parse(use.params),
    )
  }

  private add(
    step: OrdinaryStep,
    index: number | undefined,
    use: Pick<CheckUse, 'kind' | 'requirement'>,
    o: Observation,
  ): void {
    const place: Place = {
      scenario: this.item.scenario.id,
      step: step.path,
      ...(index === undefined ? {} : { check: index }),
    }
    const requirement = (o.result === 'departed' ? o.requirement : undefined) ?? use.requirement
    const id = `${this.attempt.attempt}:${step.path}:${index ?? '-'}:${this.findings.length}`
    const common = {
      id,
      place,
      check: use.kind,
      requirement,
      expected: o.expected,
      actual: o.actual,
      ...(o.exchange === undefined ? {} : { exchange: o.exchange }),
    }
    if (o.result === 'met') this.findings.push({ ...common, result: 'met' })
    else if (o.result === 'undecided')
      this.findings.push({ ...common, result: 'undecided', cause: o.cause, next: o.next })
    else {
      this.findings.push({
        ...common,
        result: 'departed',
        weight: this.weightOf(requirement),
        ...(o.likelyCause ? { likelyCause: o.likelyCause } : {}),
        ...(o.next ? { next: o.next } : {}),
      })
    }
  }

  private end(step: OrdinaryStep, observation: Observation): 'stop' {
    const [requirement] = this.item.scenario.requires
    this.add(step, undefined, { kind: step.kind, requirement }, observation)
    return 'stop'
  }

  /** Only what a document or the contract demands of this subject can fail it; our own choice warns (design 6). */
  private weightOf(id: RequirementId): 'failure' | 'warning' | 'note' {
    const requirement = this.context.requirements[id]
    if (!requirement?.addressee.includes(this.item.scenario.subject)) return 'note'
    if (requirement.keyword === 'MAY') return 'note'
    return requirement.basis === 'choice' || requirement.keyword === 'SHOULD' ? 'warning' : 'failure'
  }
}

function isFailure(finding: Finding): boolean {
  return finding.result === 'departed' && finding.weight === 'failure'
}

/** A request without checks is a preparation: it has to succeed for the rest to mean something, and charges nobody. */
function unsuccessful(place: JudgePlace): Observation | undefined {
  for (const { index, exchange } of place.exchanges) {
    if ('response' in exchange.outcome && exchange.outcome.response.status < 300) continue
    const cause = exchange.request.peer === 'subject' ? 'configuration' : 'platform'
    const expected = { ru: 'подготовка удалась, HTTP 2xx', en: 'the preparation succeeded, HTTP 2xx' }
    return {
      result: 'undecided',
      cause,
      expected,
      actual: outcomeText(exchange),
      next: troubleNext[cause],
      exchange: index,
    }
  }
  return undefined
}

/** What happened to a step other than an exchange: trouble of ours, a missing value, or nothing at all. */
function troubleAt(events: readonly EvidenceEvent[], step: OrdinaryStep): Observation | undefined {
  for (const event of events) {
    if (event.type === 'step-failed' && event.step === step.path) {
      const { cause, what } = event.trouble
      return undecided(
        cause,
        { ru: `шаг не выполнен: ${what}`, en: `the step could not be carried out: ${what}` },
        troubleNext[cause],
      )
    }
    if (event.type === 'unresolved' && event.step === step.path) {
      return undecided(
        'configuration',
        { ru: `в прежнем ответе нет значения ${event.reference}`, en: `an earlier answer lacks ${event.reference}` },
        {
          ru: 'Проверьте, что у тестового клиента есть данные, названные в его признаках.',
          en: 'See that the test client has the data that its traits name.',
        },
      )
    }
  }
  if (events.some((event) => event.type === 'step-started' && event.step === step.path)) return undefined
  return undecided(
    'environment',
    { ru: 'до этого шага прогон не дошёл', en: 'the run did not get to this step' },
    { ru: 'Повторите прогон.', en: 'Run again.' },
  )
}

const troubleNext: Readonly<Record<'harness' | 'configuration' | 'environment' | 'platform', Text>> = {
  harness: {
    ru: 'Это ошибка сценария или Synaq, а не испытуемой стороны. Сообщите о ней.',
    en: 'This is a mistake in the scenario or in Synaq, not of the subject. Report it.',
  },
  configuration: { ru: 'Дополните файл цели и повторите прогон.', en: 'Complete the target file and run again.' },
  environment: { ru: 'Проверьте сеть и повторите прогон.', en: 'Look at the network and run again.' },
  platform: {
    ru: 'Проверьте, работает ли платформа, и повторите прогон.',
    en: 'See that the platform works and run again.',
  },
}

function undecided(cause: Cause, actual: Text, next: Text): Observation {
  return { result: 'undecided', cause, expected: { ru: 'шаг выполнен', en: 'the step carried out' }, actual, next }
}

function unknownCheck(kind: string): Observation {
  const next = { ru: 'Обновите Synaq.', en: 'Update Synaq.' }
  return undecided('harness', { ru: `проверка «${kind}» неизвестна`, en: `the check «${kind}» is unknown` }, next)
}

/** The fact that a check's `observe` captured, if its version still is the check's. */
function factOf(events: readonly EvidenceEvent[], step: string, index: number, kind: CheckKind): Json {
  for (const event of events) {
    if (event.type !== 'facts' || event.step !== step) continue
    const found = event.facts.find(
      (fact) => fact.check === index && fact.kind === kind.name && fact.version === kind.version,
    )
    if (found) return found.fact
  }
  return 'absent'
}

/** What the checks of a step say of the answer they wait for. */
function expectationOf(
  uses: readonly CheckUse[],
  checks: ReadonlyMap<string, CheckKind>,
): { admitsFailure: boolean; expectsSuccess: boolean; expects429: boolean } {
  const wanted = uses.flatMap((use) => statusesOf(use))
  return {
    admitsFailure: uses.some((use) => {
      const kind = checks.get(use.kind)
      return kind?.admitsTransportFailure?.(kind.params.parse(use.params)) ?? false
    }),
    expectsSuccess: wanted.length > 0 && wanted.every((status) => status < 300),
    expects429: wanted.includes(429),
  }
}

function statusesOf(use: CheckUse): number[] {
  const params = use.params
  const status =
    typeof params === 'object' && params !== null && !Array.isArray(params) && 'status' in params
      ? params.status
      : params
  if (use.kind !== 'status' && use.kind !== 'refused') return []
  return [status].flat().filter((value) => typeof value === 'number')
}

/** Failures charge; without them the first undecided speaks; what judged nothing proves nothing. */
function fold(findings: readonly Finding[], unjudged: readonly Place[]): Verdict {
  const [first, ...rest] = findings.filter(isFailure).map((finding) => finding.id)
  if (first !== undefined) return { outcome: 'fail', charged: [first, ...rest], findings, unjudged }
  const open = findings.find((finding) => finding.result === 'undecided')
  if (open) return { outcome: 'inconclusive', cause: open.cause, why: open.id, findings, unjudged }
  if (findings.length === 0) return { outcome: 'inconclusive', cause: 'harness', why: '-', findings, unjudged }
  return { outcome: 'pass', findings, unjudged }
}
