import type { Instant } from '../base/clock.js'
import type { RunId } from '../base/ids.js'
import type { Finding } from './finding.js'
import type { ScenarioId } from './scenario.js'
import type { Mode } from './system.js'
import type { Text } from '../base/text.js'
import type { ApiId, ParticipantId } from './registry.js'
import type { Outcome } from './verdict.js'

export type RoundId = number

/** Why a round takes place: by the spread over the day, as the first of an API, or because a person asked. */
export type Trigger = 'scheduled' | 'first' | 'manual'

/** A round that takes longer is broken off, and nobody waits for it. */
export const longestRoundMs = 3_600_000

/** Why a round did not take place. It is recorded and never made up for. */
export type MissedReason =
  /** The one before was still under way. */
  | 'still-running'
  /** No worker took it while its time lasted. */
  | 'no-worker'
  /** Nobody scheduled at that time: the operator's own machines stood still. */
  | 'not-scheduled'
  /** Announced in time: the API is not called during works. */
  | 'works'
  /** The participant's share of calls was used up. */
  | 'participant-limit'
  /** It asked to be left alone until later. */
  | 'retry-after'
  /** The worker that had it went away, and so did the time to do it again. */
  | 'worker-lost'
  /** The target could not be read, or its test consent is over. */
  | 'target'
  /** Our own program failed: a fault of ours. */
  | 'harness'

/** What a round says of the API's behaviour. `unsaid`: nothing can be said. */
export type Conformance = 'conforms' | 'departs' | 'unsaid'
/** Whether the API answered. `unsaid`: nobody called it. */
export type Availability = 'up' | 'down' | 'unsaid'

/** How the same scripts fared against our own sandbox beside the round. */
export type ControlResult = 'good' | 'bad' | 'none'

/** What a round found. */
export interface RoundResult {
  readonly run: RunId
  readonly conformance: Conformance
  readonly availability: Availability
  readonly tests: number
  readonly passed: number
  /** Milliseconds that the API took for each answered request of the round. */
  readonly times: readonly number[]
  readonly unanswered: number
  /** Tests that did not pass, with what was found. */
  readonly trouble: readonly TestTrouble[]
  /** The certificate that its server showed at its own door. */
  readonly serverCertificate?: { readonly subject: string; readonly until: Instant }
  /** How long it asked to be left alone (Retry-After), in seconds; the longest where it asked several times. */
  readonly retryAfter?: number
}

/** A test that did not pass. */
export interface TestTrouble {
  readonly scenario: ScenarioId
  readonly title: Text
  readonly mode: Mode
  readonly outcome: Outcome
  /** Those that are no `met`. */
  readonly findings: readonly Finding[]
}

/** A finished round as history keeps it: all that a policy may look at. */
export interface RoundFact {
  readonly id: RoundId
  readonly api: ApiId
  readonly participant: ParticipantId
  readonly at: Instant
  readonly endedAt: Instant
  readonly conformance: Conformance
  readonly availability: Availability
  readonly control: ControlResult
  /** The machine whose worker saw it: a line that is broken at one of them is seen by that one alone. */
  readonly worker: string
  /** Works that were announced for the time, if any. */
  readonly works?: WorksKind
}

/** `planned`: announced in time (Guide, clause 14); `late`: planned, and told of too late; `operator`: our own. */
export type WorksKind = 'planned' | 'late' | 'unplanned' | 'operator'

/** Works in which an API is not called, and not held to account where it was. */
export const excusingWorks = ['operator', 'planned'] as const satisfies readonly WorksKind[]

/** True where works excuse what a round found. */
export function excuses(kind: WorksKind | undefined): boolean {
  return kind !== undefined && excusingWorks.some((one) => one === kind)
}
