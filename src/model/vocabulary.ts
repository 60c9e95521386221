import type { ZodType } from 'zod'
import type { Clock } from '../base/clock.js'
import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { AppDriver, Arrival, Inbox, TakenArrivals } from './application.js'
import type { LoadFacts, LoadPlan } from './load.js'
import type { PlatformActs, Person, Trust, Wire } from './ports.js'
import type { ContractInForce, Operation, OperationId, WireNames } from './contract.js'
import type { ContractFamily } from './defect.js'
import type { AttemptEvidence, StepPath, StepTrouble } from './evidence.js'
import type { ExchangeFacts, MaskedExchange, RawExchange, RawRequest } from './exchange.js'
import type { Observation } from './finding.js'
import type { Addressee, Mode, RequirementId } from './system.js'
import type { Target, TargetClient } from './target.js'

/**
 * What a step shows to its checks: an answer of somebody whom we asked, a request that the application under test sent, all
 * of them that came in a window, or what was seen in the application.
 */
export type Sight = 'answer' | 'arrival' | 'window' | 'screen'

/** Resolves references such as `${list.body.accounts[0].id}` in a written value. */
export interface References {
  /** The value with every reference replaced; a string that is one whole reference keeps the value's type. @throws UnresolvedReference */
  resolve(written: Json): Json
}

/** What a check may look at while raw values are still there: the step's exchanges and what it yielded. */
export interface Seen extends References {
  readonly contract: ContractInForce
  readonly target: Target
  /** Every exchange of the step, oldest first (a `pages` step has several, a `visit` none). */
  readonly exchanges: readonly RawExchange[]
  readonly value: Json | undefined
  /** The parsed body of an answer, under the names of the reference contract. */
  body(exchange: RawExchange): Json | undefined
}

/** What judging sees at a check's place. */
export interface JudgePlace {
  readonly step: StepPath
  readonly mode: Mode
  readonly script: 'success' | 'failure'
  /** Who is judged. */
  readonly subject: Addressee
  /** Names in the check's params as the contract in force writes them, where it writes them otherwise. */
  readonly called?: Readonly<Record<string, string>>
  /** Exchanges of this step with the index of their event. */
  readonly exchanges: readonly {
    readonly index: number
    readonly exchange: MaskedExchange
    readonly facts: ExchangeFacts
  }[]
}

/**
 * One kind of check. `observe` runs before masking and returns facts that hold no part of its input;
 * `judge` runs on evidence only, live and later alike.
 */
export interface CheckKind<P = unknown, F extends Json = Json> {
  readonly name: string
  readonly version: number
  readonly summary: Text
  readonly params: ZodType<P>
  /**
   * The params for a contract whose headers and statuses are written otherwise; undefined where the contract in force has
   * no such thing, so that there is nothing to look at. `operation` is the step's, as that contract has it.
   */
  translate?(params: P, names: WireNames, operation: Operation | undefined): Json | undefined
  /** Names of properties in the params: a reader of the result is told them as the contract in force writes them. */
  properties?(params: P): readonly string[]
  /** True where a failed transport is what this check waits for. */
  admitsTransportFailure?(params: P): boolean
  /** True where a 429 is what this check waits for, and no sign that we are asked to slow down. */
  readonly admitsThrottling?: true
  /** What it can look at; it may stand at any step where it does not say so. */
  looksAt?(params: P): readonly Sight[]
  /** The family of the contract's defects that it finds at its step's operation. */
  reveals?(params: P): ContractFamily | undefined
  /** Requirements that the params name, beside the one at the check's place. */
  requirements?(params: P): readonly RequirementId[]
  observe?(seen: Seen, params: P): F
  judge(place: JudgePlace, attempt: AttemptEvidence, fact: F | 'absent', params: P): Observation[]
}

/** What a step has at hand. Everything it does to the outside goes through these, so that it stands in evidence. */
export interface StepContext extends References {
  readonly clock: Clock
  readonly step: StepPath
  readonly mode: Mode
  readonly target: Target
  readonly contract: ContractInForce
  readonly wire: Wire
  readonly acts: PlatformActs | undefined
  readonly person: Person | undefined
  /** Where requests of the application under test arrive; undefined unless the role is `user`. */
  readonly inbox: Inbox | undefined
  /** Makes the application under test act; undefined unless the role is `user`. */
  readonly app: AppDriver | undefined
  /** What this attempt has taken from the inbox. */
  readonly taken: TakenArrivals
  readonly client: TargetClient | undefined
  readonly other: TargetClient | undefined
  /** Aborted where the run is stopped. */
  readonly signal: AbortSignal
  /** Sends and records an exchange, masked. */
  exchange(request: RawRequest, trust: Trust): Promise<RawExchange>
  /**
   * Makes an exchange that the subject began one of this step, which its checks look at. It is recorded, masked, the first
   * time that a step has it, and recalled by the others.
   */
  arrived(arrival: Arrival): void
  /** Sends a load and records what came of it; stopped where the run is. */
  load(next: () => RawRequest, trust: Trust, plan: LoadPlan): Promise<LoadFacts>
  /** Records an act of the platform; `args` must be free of secrets. */
  recordAct(act: string, args: JsonObject): void
  /** A value that must never be seen in evidence, whichever encoding. */
  secret(value: string): void
  /** Something to be put back when the attempt ends. */
  onEnd(what: string, undo: () => Promise<void>): void
}

/**
 * Names of earlier steps that stand for places in the inbox. A `drive` is one, and an `await`; `alive` is the later, good
 * request without which silence would prove nothing.
 */
export interface Places {
  readonly after?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly alive?: string | undefined
}

/** `value` is what `as` names; `trouble` ends the attempt without blaming the subject. */
export type StepResult = { readonly value?: Json; readonly trouble?: StepTrouble }

/** One kind of step. */
export interface StepKind<P = unknown> {
  readonly name: string
  readonly summary: Text
  readonly params: ZodType<P>
  /** Whether the step yields a value under `as`. */
  readonly yields: boolean
  /** The operation of the contract that the step is about, where it names one. */
  operation?(params: P): OperationId | undefined
  /** The step sends a request of its operation, and its further keys are parameters of it. */
  readonly sends?: true
  /** What it shows to its checks; `answer` where it does not say so. */
  readonly shows?: Sight
  /** What it yields has a `mark`: the moment at which it began, as a place in the inbox. */
  readonly marks?: true
  /** The names of places in the inbox that it takes, by setting: from which arrival to which. */
  places?(params: P): Places
  /** Parameters of that operation without which the step means nothing; a contract in force may lack them. */
  demands?(params: P): readonly string[]
  /** Names of values that it takes without `${}`, e.g. `with: consent`; each must have been yielded before. */
  uses?(params: P): readonly string[]
  /** The question that it asks a person. */
  asks?(params: P): Text
  /** What it changes outside the attempt, e.g. `participant`; such attempts are never run side by side. */
  readonly writes: readonly string[]
  /** Abilities of a target that it needs, e.g. `control`. */
  readonly needs: readonly string[]
  run(params: P, context: StepContext): Promise<StepResult>
}

/** The words that scenarios may use. */
export interface Vocabulary {
  readonly steps: ReadonlyMap<string, StepKind>
  readonly checks: ReadonlyMap<string, CheckKind>
}

/** Thrown by `resolve` where an earlier answer lacks the value; the attempt records it and ends. */
export interface UnresolvedReference extends Error {
  readonly code: 'SYNAQ_UNRESOLVED'
  readonly reference: string
}
