import type { ZodType } from 'zod'
import type { Json, JsonObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { PlatformActs, Person, Wire } from './ports.js'
import type { ContractInForce, OperationId } from './contract.js'
import type { AttemptEvidence, StepPath, StepTrouble } from './evidence.js'
import type { ExchangeFacts, MaskedExchange, RawExchange } from './exchange.js'
import type { Observation } from './finding.js'
import type { Mode, SystemId } from './system.js'
import type { Target, TargetClient } from './target.js'

/** Resolves references such as `${list.body.accounts[0].id}` in a written value. */
export interface References {
  /** The value with every reference replaced; a string that is one whole reference keeps the value's type. @throws UnresolvedReference */
  resolve(written: Json): Json
}

/** What a check may look at while raw values are still there. */
export interface ObserveEnvironment extends References {
  readonly contract: ContractInForce
  readonly client: TargetClient | undefined
  readonly other: TargetClient | undefined
  /** Every exchange of the step so far, oldest first (a `pages` step has several). */
  readonly exchanges: readonly RawExchange[]
}

/** What judging sees at a check's place. */
export interface JudgePlace {
  readonly step: StepPath
  readonly mode: Mode
  readonly script: 'success' | 'failure'
  /** Exchanges of this step with the index of their event. */
  readonly exchanges: readonly { readonly index: number; readonly exchange: MaskedExchange; readonly facts: ExchangeFacts }[]
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
  /** True where a failed transport is what this check waits for. */
  admitsTransportFailure?(params: P): boolean
  observe?(raw: RawExchange, params: P, environment: ObserveEnvironment): F
  judge(place: JudgePlace, attempt: AttemptEvidence, fact: F | 'absent', params: P): Observation[]
}

/** What a step has at hand. Everything it does to the outside goes through these, so that it stands in evidence. */
export interface StepContext extends References {
  readonly step: StepPath
  readonly mode: Mode
  readonly target: Target
  readonly contract: ContractInForce
  readonly wire: Wire
  readonly acts: PlatformActs | undefined
  readonly person: Person | undefined
  readonly client: TargetClient | undefined
  readonly other: TargetClient | undefined
  /** Sends and records an exchange, masked. */
  exchange(request: import('./exchange.js').RawRequest, trust: { ca: string; identity?: import('./target.js').Identity }): Promise<RawExchange>
  /** Records an act of the platform; `args` must be free of secrets. */
  recordAct(act: string, args: JsonObject): void
  /** A value that must never be seen in evidence, whichever encoding. */
  secret(value: string): void
  /** Something to be put back when the attempt ends. */
  onEnd(what: string, undo: () => Promise<void>): void
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
  /** The step sends a request of the contract: `params.operation` names it, further keys are its parameters. */
  readonly operation?: (params: P) => OperationId
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

export type { SystemId }
