import type { AttemptEvidence, CapturedFact, EvidenceEvent } from '../model/evidence.js'
import type { Finding, Observation, Place } from '../model/finding.js'
import type { PlanItem } from '../model/plan.js'
import type { CheckUse } from '../model/scenario.js'
import type { Requirement, RequirementId } from '../model/system.js'
import type { Verdict } from '../model/verdict.js'
import type { CheckKind, JudgePlace } from '../model/vocabulary.js'
import { excusedByTime, inadmissible, notCharged, provenBy, type ProvenCredentials } from './admissible.js'
import { isControl, type Expectation } from './expectation.js'
import { brokenDown } from './breakdown.js'
import { exchangesOf, ordinarySteps, type OrdinaryStep } from './steps.js'
import { lacking, nothingJudged, troubleAt, unknownCheck, unsuccessful, whyNotReached } from './trouble.js'

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
  const steps = ordinarySteps(item.steps, attempt.events)
  const stoppedAt = steps.findIndex((step) => walk.step(step) === 'stop')
  if (stoppedAt === -1) walk.close(steps.at(-1))
  const unjudged = stoppedAt === -1 ? [] : steps.slice(stoppedAt + 1)
  const places = unjudged.map(({ path }) => ({ scenario: item.scenario.id, step: path }))
  return { verdict: fold(walk.findings, places), proven: walk.proven }
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
    const [first] = uses
    const down = brokenDown(place)
    if (down && first) {
      this.add(step, 0, first, down)
      return 'go-on'
    }
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
    for (const kind of provenBy(place, expectation)) this.proven.add(kind)
    const failed = this.findings.slice(before).some(isFailure)
    // A refusal means something only after its positive control; without it nothing further can be said.
    return failed && scenario.script === 'failure' && isControl(expectation) ? 'stop' : 'go-on'
  }

  /** Every step was judged: what remains is whether the attempt came to its end and anything was judged at all. */
  close(last: OrdinaryStep | undefined): void {
    const step = last ?? { path: '1', kind: this.item.scenario.id }
    const { events } = this.attempt
    const ended = events.at(-1)
    if (ended?.type !== 'attempt-ended' || ended.how !== 'complete') this.end(step, whyNotReached(events))
    else if (this.findings.length === 0) this.end(step, nothingJudged)
  }

  private check(use: CheckUse, index: number, place: JudgePlace): Observation[] {
    const kind = this.context.checks.get(use.kind)
    const params = kind?.params.safeParse(use.params)
    if (!kind || !params?.success) return [unknownCheck(use.kind)]
    const captured = factOf(this.attempt.events, place.step, index, kind)
    if (captured && 'unresolved' in captured) return [lacking(captured.unresolved, this.attempt.events)]
    const fact = captured ? captured.fact : 'absent'
    const told = use.called ? { ...place, called: use.called } : place
    return kind
      .judge(told, this.attempt, fact, params.data)
      .map((found) => notCharged(place, found) ?? excusedByTime(place, found) ?? found)
  }

  private add(
    step: Pick<OrdinaryStep, 'path'>,
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

  private end(step: Pick<OrdinaryStep, 'path' | 'kind'>, observation: Observation): 'stop' {
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

/** The fact that a check's `observe` captured, if its version still is the check's. */
function factOf(
  events: readonly EvidenceEvent[],
  step: string,
  index: number,
  kind: CheckKind,
): CapturedFact | undefined {
  for (const event of events) {
    if (event.type !== 'facts' || event.step !== step) continue
    const found = event.facts.find(
      (fact) => fact.check === index && fact.kind === kind.name && fact.version === kind.version,
    )
    if (found) return found
  }
  return undefined
}

function expectationOf(uses: readonly CheckUse[], checks: ReadonlyMap<string, CheckKind>): Expectation {
  return {
    admitsFailure: uses.some((use) => {
      const kind = checks.get(use.kind)
      const params = kind?.params.safeParse(use.params)
      return params?.success === true && (kind?.admitsTransportFailure?.(params.data) ?? false)
    }),
    statuses: uses.flatMap((use) => (checks.get(use.kind)?.admitsThrottling ? [429] : statusesOf(use))),
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

/** Failures charge; without them the first undecided speaks. */
function fold(findings: readonly Finding[], unjudged: readonly Place[]): Verdict {
  const [first, ...rest] = findings.filter(isFailure).map((finding) => finding.id)
  if (first !== undefined) return { outcome: 'fail', charged: [first, ...rest], findings, unjudged }
  const open = findings.find((finding) => finding.result === 'undecided')
  if (open) return { outcome: 'inconclusive', cause: open.cause, why: open.id, findings, unjudged }
  return { outcome: 'pass', findings, unjudged }
}
