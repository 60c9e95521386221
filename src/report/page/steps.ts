import { isObject, type Json } from '../../base/json.js'
import { asText, joinTexts, mapText, type Text } from '../../base/text.js'
import { restStep, type EvidenceEvent } from '../../model/evidence.js'
import type { Finding } from '../../model/finding.js'
import type { PlannedStep } from '../../model/plan.js'
import type { RunRecord } from '../../model/run.js'
import type { CheckUse } from '../../model/scenario.js'
import { spoken, unspoken } from '../../render/spoken.js'
import { plainLine } from '../../render/printable.js'
import { exchangeText, type Result } from '../results.js'
import { argumentsText, questionOf, stepArguments, stepName } from '../step-text.js'
import { onPage, type PageWording } from '../wording/page.js'
import { keyOf, signs } from './key.js'

/** The steps of a result in order, each with what it is for, what it exchanged and what its checks found. */
export function stepViews(record: RunRecord, result: Result, exchanges: ReadonlyMap<number, object>): object[] {
  const { item } = result
  if (!item.planned || result.attempt === undefined) return []
  const teller = new StepTeller(record, result, exchanges)
  return item.steps.map((step) => teller.step(step))
}

/** What was put back when the attempt ended, and the exchanges of it. */
export function undoneView({ attempt }: Result, exchanges: ReadonlyMap<number, object>): object | null {
  const events = attempt?.events ?? []
  const items = events.flatMap((event) =>
    event.type === 'undo'
      ? [{ what: plainLine(event.what), failed: event.outcome === 'failed', detail: plainLine(event.detail ?? '') }]
      : [],
  )
  const made = exchangesWhere(events, exchanges, (step) => step.startsWith('undo'))
  return items.length + made.length === 0 ? null : { items, exchanges: made }
}

/** What the application sent beside what the steps looked at. */
export function restViews({ attempt }: Result, exchanges: ReadonlyMap<number, object>): object[] | null {
  const rest = exchangesWhere(attempt?.events ?? [], exchanges, (step) => step === restStep)
  return rest.length === 0 ? null : rest
}

function exchangesWhere(
  events: readonly EvidenceEvent[],
  exchanges: ReadonlyMap<number, object>,
  fits: (step: string) => boolean,
): object[] {
  return events.flatMap((event, index) => {
    const view = event.type === 'exchange' && fits(event.step) ? exchanges.get(index) : undefined
    return view === undefined ? [] : [view]
  })
}

type Mark = 'good' | 'bad' | 'open' | 'plain'

class StepTeller {
  private readonly events: readonly EvidenceEvent[]
  private readonly findings: readonly Finding[]

  constructor(
    private readonly record: RunRecord,
    private readonly result: Result,
    private readonly exchanges: ReadonlyMap<number, object>,
  ) {
    this.events = result.attempt?.events ?? []
    this.findings = result.attempt?.verdict.findings ?? []
  }

  step(step: PlannedStep): object {
    const { path } = step
    const { note, mark } = this.how(path)
    const part = this.partOf(step)
    // A request is told by its operation and its part.
    const told = step.type === 'call' || step.kind === 'request'
    const purpose = questionOf(step) ?? (told ? undefined : this.record.plan.purposes?.steps[step.kind])
    return {
      path,
      name: plainLine(stepName(step)),
      arguments: stepArguments(step),
      purpose: purpose === undefined ? null : spoken(purpose),
      part: part === undefined ? null : { kind: part, label: spoken(onPage(({ parts }) => parts[part])) },
      partHint: part === undefined ? null : spoken(onPage(({ partHints }) => partHints[part])),
      note: note === undefined ? null : spoken(note),
      mark,
      checks: step.checks.map((check, index) => this.check(check, path, index)),
      acts: this.acts(path),
      exchanges: exchangesWhere(this.events, this.exchanges, (of) => of === path),
      recalled: this.recalled(path),
      inside: step.type === 'call' ? step.steps.map((below) => this.step(below)) : [],
    }
  }

  /** What a request is for in its script: the checks at it tell. */
  private partOf({ type, checks, ...step }: PlannedStep): keyof PageWording['parts'] | undefined {
    const exchanged = this.events.some(
      (event) => event.type === 'exchange' && event.step === step.path && !event.exchange.request.inbound,
    )
    if (type !== 'step' || !exchanged) return undefined
    if (checks.length === 0) return 'preparation'
    if (this.result.scenario.script === 'success') return undefined
    const wantsService = checks.some(
      ({ kind, params }) => kind === 'status' && [params].flat().every((n) => Number(n) < 300),
    )
    return wantsService ? 'control' : 'probe'
  }

  private how(path: string): { note?: Text; mark: Mark } {
    for (const event of this.events) {
      if (event.type === 'step-failed' && event.step === path) {
        const failed = onPage((words) => words.failed)
        const what = mapText(asText(event.trouble.what), plainLine)
        return { note: joinTexts([failed, what], ': '), mark: 'open' }
      }
      if (event.type === 'unresolved' && event.step === path)
        return { note: onPage(({ lacks }) => lacks(plainLine(event.reference))), mark: 'open' }
    }
    const within = (step: string) => step === path || step.startsWith(`${path}.`)
    if (!this.events.some((event) => event.type === 'step-started' && within(event.step)))
      return { note: onPage(({ notStarted }) => notStarted), mark: 'plain' }
    const unjudged = this.result.attempt?.verdict.unjudged.some(({ step }) => within(step)) ?? false
    const stopped = this.findings.findLast(({ result }) => result !== 'met')?.place.step
    if (unjudged && stopped !== undefined)
      return { note: onPage(({ notReached }) => notReached(stopped)), mark: 'plain' }
    return { mark: 'plain' }
  }

  private check({ kind, params, requirement }: CheckUse, path: string, index: number): object {
    const found = this.findings.filter(({ place }) => place.step === path && place.check === index)
    const { mark, state, word } = resultOf(found)
    const purpose = this.record.plan.purposes?.checks[kind]
    return {
      kind,
      arguments: argumentsText(params),
      requirement: plainLine(requirement),
      purpose: purpose === undefined ? unspoken('') : spoken(purpose),
      mark,
      sign: signs[state],
      word: spoken(onPage(word)),
    }
  }

  /** Exchanges of earlier steps that this one looks at too. */
  private recalled(path: string): object[] {
    return this.events.flatMap((event) =>
      event.type === 'recalled' && event.step === path
        ? event.exchanges.flatMap((index) => {
            const of = this.events[index]
            return of?.type === 'exchange'
              ? [{ key: keyOf(this.result, index), line: plainLine(exchangeText(of)) }]
              : []
          })
        : [],
    )
  }

  /** With which values the platform carried an act out. */
  private acts(path: string): string[] {
    return this.events.flatMap((event) =>
      event.type === 'act' && event.step === path ? (argumentsText(withoutQuestion(event.args)) ?? []) : [],
    )
  }
}

/** What an act was given, without the question that stands at its step. */
function withoutQuestion(args: Json): Json {
  return isObject(args) ? Object.fromEntries(Object.entries<Json>(args).filter(([name]) => name !== 'ask')) : args
}

/** The findings of one check as one: what weighs most counts. */
function resultOf(found: readonly Finding[]): {
  mark: Mark
  state: keyof typeof signs
  word: (words: PageWording) => string
} {
  const departed = found.filter((finding) => finding.result === 'departed')
  if (departed.some(({ weight }) => weight === 'failure'))
    return { mark: 'bad', state: 'fail', word: (words) => words.departed }
  if (found.some(({ result }) => result === 'undecided'))
    return { mark: 'open', state: 'inconclusive', word: (words) => words.undecided }
  if (departed.length > 0) return { mark: 'open', state: 'open', word: (words) => words.remark }
  if (found.length > 0) return { mark: 'good', state: 'pass', word: (words) => words.met }
  return { mark: 'plain', state: 'not-applicable', word: (words) => words.unjudged }
}
