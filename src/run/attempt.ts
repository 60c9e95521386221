import type { Clock } from '../base/clock.js'
import { isObject, type Json, type JsonObject } from '../base/json.js'
import { bodyOf } from '../contract/reference-body.js'
import { capture } from '../evidence/capture.js'
import { secretsOfTarget, type KnownSecrets } from '../evidence/known-secrets.js'
import { Masker } from '../evidence/mask.js'
import { Scrubber } from '../evidence/scrub.js'
import type { AppDriver, Arrival, Inbox, Mark } from '../model/application.js'
import type { ContractInForce } from '../model/contract.js'
import { mostOfRest, restStep, type CapturedFact, type EvidenceEvent, type StepTrouble } from '../model/evidence.js'
import type { RawExchange } from '../model/exchange.js'
import type { Person, PlatformActs, Wire } from '../model/ports.js'
import type { PlanItem, PlannedStep } from '../model/plan.js'
import type { Target, TargetClient } from '../model/target.js'
import type { Seen, StepContext, StepResult, UnresolvedReference, Vocabulary } from '../model/vocabulary.js'
import { usableConsent } from './imported-consent.js'
import { secretsIn } from './secrets-in.js'
import { Taken } from './taken.js'
import { targetOf } from './target-of.js'
import { builtIns, clientValue, Frame } from './frame.js'

/** What carrying out an attempt needs; everything it does to the outside goes through these ports. */
export interface RunPorts {
  readonly target: Target
  readonly contract: ContractInForce
  readonly vocabulary: Vocabulary
  readonly wire: Wire
  readonly acts: PlatformActs | undefined
  readonly person: Person | undefined
  /** Of the application under test; absent unless the role is `user`. */
  readonly inbox?: Inbox
  readonly app?: AppDriver
  readonly clock: Clock
  /** Is told every token and code that is met, so that what the run leaves can be searched for them. */
  readonly known?: KnownSecrets
}

type PlannedItem = Extract<PlanItem, { planned: true }>
type OrdinaryStep = Extract<PlannedStep, { type: 'step' }>

/**
 * Carries out one attempt and emits its evidence: steps in order until one fails to be carried out,
 * then everything is put back, whatever happened. It judges nothing.
 */
export async function runAttempt(
  item: PlannedItem,
  ports: RunPorts,
  emit: (event: EvidenceEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const attempt = new Attempt(item, ports, emit, signal)
  await attempt.run()
}

class Attempt {
  private readonly masker = new Masker()
  private readonly scrubber = new Scrubber()
  /** Once an attempt is being put back, an abort no longer stops its steps. */
  private puttingBack = false
  /** How many events there are: the index of the next. */
  private emitted = 0
  /** Of each arrival that stands in the record, the index of its event. */
  private readonly recorded = new Map<Mark, number>()
  private taken = new Taken(0)
  private readonly undos: { what: string; undo: () => Promise<void> }[] = []
  private readonly client: TargetClient | undefined
  private readonly other: TargetClient | undefined

  private readonly ports: RunPorts

  constructor(
    private readonly item: PlannedItem,
    given: RunPorts,
    private readonly send: (event: EvidenceEvent) => void,
    private readonly signal: AbortSignal,
  ) {
    const ports = { ...given, target: targetOf(given.target, item.scenario.subject) }
    this.ports = ports
    const named = (name: string | undefined): TargetClient | undefined =>
      ports.target.clients.find((candidate) => candidate.name === name)
    this.client = named(item.clients.client)
    this.other = named(item.clients.other)
    // A key goes over no wire; that it stands nowhere is looked at when the run is over.
    for (const { kind, value } of secretsOfTarget(ports.target)) if (kind !== 'key') this.scrubber.add(value)
  }

  async run(): Promise<void> {
    const { scenario } = this.item
    this.taken = new Taken((await this.ports.inbox?.mark()) ?? 0)
    this.emit({ type: 'attempt-started', at: this.now(), scenario: scenario.id, digest: scenario.digest })
    const frame = new Frame([
      ...builtIns(this.ports.target),
      ...(this.client ? [['client', clientValue(this.client)] as const] : []),
      ...(this.other ? [['other', clientValue(this.other)] as const] : []),
    ])
    const ended = await this.steps(this.item.steps, frame)
    await this.answerNormally()
    await this.putBack()
    await this.recordRest()
    const how = ended === 'complete' ? 'complete' : this.signal.aborted ? 'interrupted' : 'stopped'
    this.emit({ type: 'attempt-ended', at: this.now(), how })
  }

  /** From here on the value is kept out of the record. */
  private secret(value: string): void {
    this.scrubber.add(value)
    this.ports.known?.add('token', value)
  }

  private now(): string {
    return this.ports.clock.now()
  }

  /** Every event passes the scrubber: the last line of defence behind the masks. */
  private emit(event: EvidenceEvent): void {
    this.send(this.scrubber.value(event))
    this.emitted += 1
  }

  private async steps(steps: readonly PlannedStep[], frame: Frame): Promise<'complete' | 'stopped'> {
    for (const step of steps) {
      if (this.signal.aborted && !this.puttingBack) return 'stopped'
      const ended = step.type === 'step' ? await this.ordinary(step, frame) : await this.call(step, frame)
      if (ended === 'stopped') return 'stopped'
    }
    return 'complete'
  }

  private async call(step: Extract<PlannedStep, { type: 'call' }>, frame: Frame): Promise<'complete' | 'stopped'> {
    const takes = this.resolving(step.path, () => frame.resolve(step.takes))
    if (!isObject(takes)) return 'stopped'
    const imported = step.imported && this.importedConsent(step.path, takes)
    if (imported === 'expired') return 'stopped'
    const inner = new Frame([...builtIns(this.ports.target), ...Object.entries<Json>(takes)])
    if (step.imported && imported) {
      // Given by a real client before the run: it is used, and never taken back by us.
      inner.values.set('imported', imported)
      if (step.as !== undefined) frame.values.set(step.as, inner.resolve(step.imported))
      return 'complete'
    }
    const ended = await this.steps(step.steps, inner)
    // A procedure cut off half-way may have changed something already: it is undone with what is known.
    const gives = ended === 'complete' ? this.resolving(step.path, () => inner.resolve(step.gives)) : undefined
    const { undo } = step
    if (undo) {
      const known = new Frame([...knownOf(undo.takes, inner), ...inner.values, ...knownOf(step.gives, inner)])
      this.undos.push({
        what: `${undo.procedure} (${step.path})`,
        undo: async () => {
          if ((await this.steps(undo.steps, known)) === 'stopped')
            throw new Error('not all of its steps could be carried out')
        },
      })
    }
    if (gives === undefined) return 'stopped'
    if (step.as !== undefined) frame.values.set(step.as, gives)
    if (step.checks.length > 0) {
      this.emit({ type: 'step-started', at: this.now(), step: step.path, kind: step.procedure })
      this.observe(step, [], gives, frame)
    }
    return 'complete'
  }

  /** The target's own consent for what a call takes; an expired one is our configuration's fault. */
  private importedConsent(path: string, takes: Readonly<Record<string, unknown>>): JsonObject | 'expired' | undefined {
    const wish = { client: nameOf(takes.client), scopes: textsOf(takes.scopes), providers: textsOf(takes.providers) }
    const found = usableConsent(this.ports.target.consents, wish, this.now())
    if (!found) return undefined
    this.emit({ type: 'step-started', at: this.now(), step: path, kind: 'imported-consent' })
    if ('expired' in found) {
      const what = `the imported consent of «${found.expired.client}» expired at ${found.expired.expiresAt}`
      this.emit({ type: 'step-failed', at: this.now(), step: path, trouble: { cause: 'configuration', what } })
      return 'expired'
    }
    const { client, expiresAt, scopes, providers } = found.consent
    const args = { client, expiresAt, scopes, providers }
    this.emit({ type: 'act', at: this.now(), step: path, act: 'imported-consent', args })
    return { ...found.consent }
  }

  private async ordinary(step: OrdinaryStep, frame: Frame): Promise<'complete' | 'stopped'> {
    this.emit({ type: 'step-started', at: this.now(), step: step.path, kind: step.kind })
    const exchanges: RawExchange[] = []
    const recalled: number[] = []
    let result: StepResult
    try {
      result = await this.perform(step, this.contextOf(step, frame, exchanges, recalled))
    } catch (error) {
      if (isUnresolved(error))
        this.emit({ type: 'unresolved', at: this.now(), step: step.path, reference: error.reference })
      else this.emit({ type: 'step-failed', at: this.now(), step: step.path, trouble: mistakeOf(error) })
      return 'stopped'
    }
    if (recalled.length > 0) this.emit({ type: 'recalled', at: this.now(), step: step.path, exchanges: recalled })
    if (result.trouble) {
      this.emit({ type: 'step-failed', at: this.now(), step: step.path, trouble: result.trouble })
      return 'stopped'
    }
    if (step.as !== undefined && result.value !== undefined) frame.values.set(step.as, result.value)
    // What a good request between hostile ones shows is no answer to the step.
    const answered = exchanges.filter(({ request }) => !request.control)
    this.observe(step, answered, result.value, frame)
    if (this.puttingBack) return exchanges.every(succeeded) ? 'complete' : 'stopped'
    // A server that still serves after hostile requests has not gone away.
    const last = exchanges.at(-1)
    if (last?.request.control && succeeded(last)) return 'complete'
    // An answer of ours that did not come whole is for the judge: the application goes on.
    const failed = exchanges.some(({ request, outcome }) => 'failure' in outcome && !request.inbound)
    return failed && !this.admitsFailure(step) ? 'stopped' : 'complete'
  }

  private async perform(step: OrdinaryStep, context: StepContext): Promise<StepResult> {
    const kind = this.ports.vocabulary.steps.get(step.kind)
    if (!kind) return { trouble: { cause: 'harness', what: `the step «${step.kind}» is unknown` } }
    return kind.run(kind.params.parse(step.args), context)
  }

  /** Lets the step's checks look at the raw values, once and now; their facts hold none of them. */
  private observe(step: PlannedStep, exchanges: readonly RawExchange[], value: Json | undefined, frame: Frame): void {
    const { contract, target } = this.ports
    const seen: Seen = {
      contract,
      target,
      exchanges,
      value,
      resolve: (written) => frame.resolve(written),
      body: (exchange) => bodyOf(exchange, contract),
    }
    const facts = step.checks.flatMap((use, check): CapturedFact[] => {
      const kind = this.ports.vocabulary.checks.get(use.kind)
      if (!kind?.observe) return []
      const captured = { check, kind: kind.name, version: kind.version }
      try {
        return [{ ...captured, fact: kind.observe(seen, kind.params.parse(use.params)) }]
      } catch (error) {
        // Without its fact a check is undecided; the other checks of the step keep theirs.
        return isUnresolved(error) ? [{ ...captured, unresolved: error.reference }] : []
      }
    })
    if (facts.length > 0) this.emit({ type: 'facts', at: this.now(), step: step.path, facts })
  }

  private admitsFailure(step: OrdinaryStep): boolean {
    return step.checks.some((use) => {
      const kind = this.ports.vocabulary.checks.get(use.kind)
      return kind?.admitsTransportFailure?.(kind.params.parse(use.params)) ?? false
    })
  }

  private contextOf(step: OrdinaryStep, frame: Frame, exchanges: RawExchange[], recalled: number[]): StepContext {
    const { target, contract, wire, acts, person, inbox, app, clock } = this.ports
    return {
      clock,
      step: step.path,
      mode: this.item.mode,
      target,
      contract,
      wire,
      acts,
      person,
      inbox,
      app,
      taken: this.taken,
      client: this.client,
      other: this.other,
      signal: this.signal,
      resolve: (written) => frame.resolve(written),
      secret: (value) => this.secret(value),
      recordAct: (act: string, args: JsonObject) =>
        this.emit({ type: 'act', at: this.now(), step: step.path, act, args }),
      onEnd: (what, undo) => this.undos.push({ what, undo }),
      exchange: async (request, trust) => {
        const raw = await wire.send(request, trust)
        exchanges.push(raw)
        this.record(step.path, raw)
        return raw
      },
      arrived: (arrival) => {
        exchanges.push(arrival.exchange)
        const known = this.recorded.get(arrival.mark)
        if (known === undefined) this.recordArrival(step.path, arrival)
        else recalled.push(known)
      },
      load: async (next, trust, plan) => {
        const { facts, samples } = await wire.load(next, trust, plan, this.signal)
        for (const raw of samples) this.record(step.path, raw)
        this.emit({ type: 'load', at: this.now(), step: step.path, facts })
        return facts
      },
    }
  }

  private recordArrival(step: string, { mark, exchange }: Arrival): void {
    this.recorded.set(mark, this.emitted)
    this.record(step, exchange)
  }

  private record(step: string, raw: RawExchange): void {
    const { contract, target, clock } = this.ports
    for (const secret of secretsIn(raw, contract)) this.secret(secret)
    const captured = capture(raw, this.masker, {
      contract,
      subject: target.participant.id,
      ...(target.app ? { clientId: target.app.clientId } : {}),
      issuer: target.platform.issuer,
      api: target.platform.api,
      nowSeconds: Date.parse(clock.now()) / 1000,
    })
    this.emit({ type: 'exchange', at: this.now(), step, ...captured })
  }

  private resolving(step: string, resolve: () => Json): Json | undefined {
    try {
      return resolve()
    } catch (error) {
      if (!isUnresolved(error)) throw error
      this.emit({ type: 'step-started', at: this.now(), step, kind: 'call' })
      this.emit({ type: 'unresolved', at: this.now(), step, reference: error.reference })
      return undefined
    }
  }

  /** What a scenario told the platform to answer ends with it, whatever happened; the normal answer needs no record. */
  private async answerNormally(): Promise<void> {
    try {
      await this.ports.inbox?.respondNormally()
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      this.emit({ type: 'undo', at: this.now(), what: 'respond', outcome: 'failed', detail })
    }
  }

  /** What the application did beside what the steps looked at: it may tell why they waited in vain. */
  private async recordRest(): Promise<void> {
    const { inbox } = this.ports
    if (!inbox) return
    // A sandbox that went away has been told of already.
    const last = await inbox.mark().catch(() => undefined)
    if (last === undefined) return
    const rest = inbox.between(this.taken.start, last + 1).filter(({ mark }) => !this.recorded.has(mark))
    for (const arrival of rest.slice(0, mostOfRest)) this.recordArrival(restStep, arrival)
  }

  /** Last in, first out. A failure to put back is recorded and does not stop the rest. */
  private async putBack(): Promise<void> {
    this.puttingBack = true
    for (const { what, undo } of this.undos.reverse()) {
      try {
        await undo()
        this.emit({ type: 'undo', at: this.now(), what, outcome: 'done' })
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        this.emit({ type: 'undo', at: this.now(), what, outcome: 'failed', detail })
      }
    }
  }
}

/** Those of the written values that can be told; all of them where the procedure came to its end. */
function knownOf(written: JsonObject, inner: Frame): [string, Json][] {
  return Object.entries(written).flatMap(([name, value]): [string, Json][] => {
    try {
      return [[name, inner.resolve(value)]]
    } catch (error) {
      if (isUnresolved(error)) return []
      throw error
    }
  })
}

function succeeded({ outcome }: RawExchange): boolean {
  return 'response' in outcome && outcome.response.status < 300
}

/** A mistake of ours that a step met. Only its class and place are told: its message could quote what was received. */
function mistakeOf(error: unknown): StepTrouble {
  const name = error instanceof Error ? error.name : typeof error
  const place =
    error instanceof Error ? /[\w.-]+\.[jt]s:\d+/.exec(error.stack?.split('\n    at ')[1] ?? '')?.[0] : undefined
  return { cause: 'harness', what: `${name}${place === undefined ? '' : ` at ${place}`}` }
}

function isUnresolved(error: unknown): error is UnresolvedReference {
  return isObject(error) && error.code === 'SYNAQ_UNRESOLVED'
}

function nameOf(client: unknown): string {
  return isObject(client) && typeof client.name === 'string' ? client.name : ''
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : []
}
