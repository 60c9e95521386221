import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { ExchangeFacts, MaskedExchange } from './exchange.js'
import type { LoadFacts } from './load.js'

/** The place of a step in an attempt: `2`, or `1.3` for the third step of a procedure called in the first. */
export type StepPath = string

/** Where exchanges of the application stand that no step looked at. */
export const restStep: StepPath = 'rest'
/** More exchanges than these are not kept there. */
export const mostOfRest = 100

/** Why a step could not be carried out by us: never the subject's fault. */
export interface StepTrouble {
  readonly cause: 'harness' | 'configuration' | 'environment' | 'platform'
  /** In plain English only where nobody but the scenario's author can mend it, or where it quotes somebody. */
  readonly what: Text | string
}

/** What one check observed; `unresolved` where its settings refer to a value that an earlier answer lacks. */
export type CapturedFact = { readonly check: number; readonly kind: string; readonly version: number } & (
  { readonly fact: Json } | { readonly unresolved: string }
)

/** One line of an attempt's record. */
export type EvidenceEvent =
  | { readonly type: 'attempt-started'; readonly at: Instant; readonly scenario: string; readonly digest: string }
  | { readonly type: 'step-started'; readonly at: Instant; readonly step: StepPath; readonly kind: string }
  | {
      readonly type: 'exchange'
      readonly at: Instant
      readonly step: StepPath
      readonly exchange: MaskedExchange
      readonly facts: ExchangeFacts
    }
  /** Exchanges that stand at earlier steps, by the index of their event, and that this step looks at too. */
  | { readonly type: 'recalled'; readonly at: Instant; readonly step: StepPath; readonly exchanges: readonly number[] }
  /** A load that was sent; only samples of its exchanges are kept. */
  | { readonly type: 'load'; readonly at: Instant; readonly step: StepPath; readonly facts: LoadFacts }
  | { readonly type: 'act'; readonly at: Instant; readonly step: StepPath; readonly act: string; readonly args: Json }
  /** What the checks of a step observed, by the check's index; made from raw values, holds none. */
  | {
      readonly type: 'facts'
      readonly at: Instant
      readonly step: StepPath
      readonly facts: readonly CapturedFact[]
    }
  | { readonly type: 'step-failed'; readonly at: Instant; readonly step: StepPath; readonly trouble: StepTrouble }
  /** A value that an earlier answer should have given is not there. */
  | { readonly type: 'unresolved'; readonly at: Instant; readonly step: StepPath; readonly reference: string }
  | {
      readonly type: 'undo'
      readonly at: Instant
      readonly what: string
      readonly outcome: 'done' | 'failed'
      readonly detail?: string
    }
  | { readonly type: 'attempt-ended'; readonly at: Instant; readonly how: 'complete' | 'stopped' | 'interrupted' }

/** A line as it stands in the file: events chained by the digest of the line before. */
export interface ChainLine<E> {
  readonly seq: number
  readonly prev: string
  readonly event: E
}

/** What judging sees of an attempt: its events, never a raw value. */
export interface AttemptEvidence {
  readonly attempt: number
  readonly events: readonly EvidenceEvent[]
}
