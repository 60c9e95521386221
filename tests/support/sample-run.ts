import { checks } from '../../src/checks/index.js'
import type { Json, JsonObject } from '../../src/base/json.js'
import type { PlatformAct, PlatformActResult } from '../../src/model/act.js'
import type { EvidenceEvent } from '../../src/model/evidence.js'
import type { RawExchange, RawRequest } from '../../src/model/exchange.js'
import type { PlanItem, PlannedStep, ScenarioHead } from '../../src/model/plan.js'
import type { LoadPlan } from '../../src/model/load.js'
import type { PlatformActs, Trust, Wire } from '../../src/model/ports.js'
import type { StepKind } from '../../src/model/vocabulary.js'
import { runAttempt, type RunPorts } from '../../src/run/attempt.js'
import type { Load } from '../../src/wire/load.js'
import { steps } from '../../src/steps/index.js'
import { position, scenarioHead, type SampleCheck } from './sample-attempt.js'
import { sampleContract } from './sample-contract.js'
import { loadFacts } from './sample-load.js'
import { at, rawExchange, type Answer } from './sample-exchange.js'
import { memoryTarget } from './memory-target.js'

type PlannedItem = Extract<PlanItem, { planned: true }>

/** A planned step in a few words; paths are given by `plannedItem`. */
export interface SamplePlanned {
  readonly kind: string
  readonly args?: JsonObject
  readonly as?: string
  readonly checks?: readonly SampleCheck[]
  /** Makes it the call of a procedure. */
  readonly steps?: readonly SamplePlanned[]
  readonly gives?: JsonObject
  readonly undo?: readonly SamplePlanned[]
  readonly undoTakes?: JsonObject
}

export function plannedItem(
  list: readonly SamplePlanned[],
  mode: 'direct' | 'through' = 'direct',
  scenario: Partial<ScenarioHead> = {},
): PlannedItem {
  const clients = { client: 'askar', other: 'aliya' }
  return { scenario: scenarioHead(scenario), mode, planned: true, attempt: 1, clients, steps: plannedSteps(list, '') }
}

function plannedSteps(list: readonly SamplePlanned[], prefix: string): PlannedStep[] {
  return list.map(({ kind, args = {}, as, checks: uses = [], ...call }, i): PlannedStep => {
    const path = `${prefix}${i + 1}`
    const written = uses.map(([name, params, of = 'source']) => ({ kind: name, params, requirement: of, position }))
    const common = { path, checks: written, position, ...(as === undefined ? {} : { as }) }
    if (!call.steps) return { type: 'step', kind, args, ...common }
    const undone = call.undo && {
      procedure: 'undo',
      takes: call.undoTakes ?? {},
      steps: plannedSteps(call.undo, `undo.${path}.`),
    }
    const inner = { steps: plannedSteps(call.steps, `${path}.`), gives: call.gives ?? {} }
    return { type: 'call', procedure: kind, takes: args, ...inner, ...(undone ? { undo: undone } : {}), ...common }
  })
}

/** A wire that answers as told and remembers what was sent. */
export class SampleWire implements Wire {
  readonly sent: RawRequest[] = []
  constructor(private readonly answer: (request: RawRequest, nth: number) => Answer) {}

  async send(request: RawRequest): Promise<RawExchange> {
    this.sent.push(request)
    const { outcome } = rawExchange(this.answer(request, this.sent.length))
    return { at, request, outcome, timings: { totalMs: 1 } }
  }

  async speaks(): Promise<boolean> {
    return true
  }

  /** Sends three requests, whatever the plan. */
  async load(next: () => RawRequest, _trust: Trust, plan: LoadPlan, signal: AbortSignal): Promise<Load> {
    const samples = [await this.send(next()), await this.send(next()), await this.send(next())]
    return { facts: loadFacts({ ...plan, ended: signal.aborted ? 'stopped' : 'complete' }), samples }
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

/** A platform that carries acts out as told and remembers them. */
export function sampleActs(results: Partial<Record<PlatformAct['act'], Json>> = {}): {
  readonly acts: PlatformActs
  readonly performed: PlatformAct[]
} {
  const performed: PlatformAct[] = []
  const acts: PlatformActs = {
    async perform<A extends PlatformAct>(act: A) {
      performed.push(act)
      return (results[act.act] ?? {}) as PlatformActResult<A>
    },
  }
  return { acts, performed }
}

/** What a run brings beside its plan; `kinds` are further kinds of steps. */
export interface SampleRun extends Partial<Omit<RunPorts, 'vocabulary'>> {
  readonly kinds?: readonly StepKind[]
  readonly signal?: AbortSignal
}

/** Carries an attempt out in memory and answers its events. */
export async function runSample(
  item: PlannedItem,
  { kinds = [], signal = new AbortController().signal, ...ports }: SampleRun = {},
): Promise<EvidenceEvent[]> {
  const events: EvidenceEvent[] = []
  const all: RunPorts = {
    target: memoryTarget(),
    contract: sampleContract(),
    vocabulary: { steps: new Map([...steps, ...kinds.map((kind) => [kind.name, kind] as const)]), checks },
    wire: new SampleWire(() => ({ json: {} })),
    acts: undefined,
    person: undefined,
    clock: { now: () => at, ticks: () => 0 },
    ...ports,
  }
  await runAttempt(item, all, (event) => events.push(event), signal)
  return events
}

/** An event in a few words: type, step and what tells it from others of its type. */
export function eventText(event: EvidenceEvent): string {
  switch (event.type) {
    case 'attempt-started':
      return 'started'
    case 'attempt-ended':
      return `ended ${event.how}`
    case 'undo':
      return `undo ${event.what}: ${event.outcome}`
    case 'step-started':
      return `${event.step} ${event.kind}`
    case 'exchange': {
      const { outcome } = event.exchange
      return `${event.step} ${'response' in outcome ? outcome.response.status : outcome.failure.kind}`
    }
    case 'act':
      return `${event.step} act ${event.act}`
    case 'facts':
      return `${event.step} facts of ${event.facts.map(({ kind }) => kind).join(', ')}`
    case 'recalled':
      return `${event.step} recalls ${event.exchanges.join(', ')}`
    case 'load':
      return `${event.step} load ${event.facts.ended}`
    case 'step-failed':
      return `${event.step} failed: ${event.trouble.cause}`
    case 'unresolved':
      return `${event.step} lacks ${event.reference}`
  }
}
