import type { Instant } from '../base/clock.js'
import type { RunId } from '../base/ids.js'
import type { EvidenceEvent } from './evidence.js'
import type { Plan, PlanItem } from './plan.js'
import type { RunOutcome, Verdict } from './verdict.js'
import type { GivenWaivers } from './waiver.js'

/** What a run tells its subscribers: console, live page, evidence file, reports. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly at: Instant; readonly run: RunId; readonly plan: Plan }
  /** A run that was cut off goes on: `plan` is that of its beginning. */
  | {
      readonly type: 'run-resumed'
      readonly at: Instant
      readonly run: RunId
      readonly plan: Plan
      readonly resumption: Resumption
    }
  | { readonly type: 'attempt-event'; readonly attempt: number; readonly event: EvidenceEvent }
  /** Nothing more will happen in this attempt; its record can be sealed. */
  | { readonly type: 'attempt-ended'; readonly at: Instant; readonly attempt: number }
  | { readonly type: 'attempt-judged'; readonly item: PlanItem; readonly verdict: Verdict }
  | { readonly type: 'run-ended'; readonly at: Instant; readonly how: 'complete' | 'interrupted' }

/** What is done where a run goes on after it was cut off. */
export interface Resumption {
  /** Attempts that came to no end, with what of their record is intact: head and number of lines. */
  readonly abandoned: readonly { readonly attempt: number; readonly head: string; readonly count: number }[]
  /** Attempts to make, in the order of the plan: `planned` is the item's number in it, `attempt` that of the new one. */
  readonly attempts: readonly { readonly planned: number; readonly attempt: number }[]
}

/** A stretch between the last thing recorded of a run that was cut off and its resumption. */
export interface Interruption {
  readonly from: Instant
  readonly to: Instant
  /** Scripts that had begun and were begun anew. */
  readonly repeated: number
}

/** A finished or interrupted run, read back from its folder: what documents are made from. */
export interface RunRecord {
  readonly run: RunId
  readonly folder: string
  readonly tool: { readonly name: 'synaq'; readonly version: string }
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly how: 'complete' | 'interrupted'
  /** When it was cut off and resumed; nothing where it was not. */
  readonly interruptions?: readonly Interruption[]
  /** As it was carried out: an item has the number of its last attempt. */
  readonly plan: Plan
  readonly attempts: readonly JudgedAttempt[]
  readonly outcome: RunOutcome
  /** Where the verdicts are those of other scenario files than were run: the digest of the files, and who judged. */
  readonly again?: { readonly scenarios: string; readonly version: string }
  /** What whoever makes documents of it brought with him; it changes no outcome. */
  readonly waivers?: GivenWaivers
}

/** One item of the plan with its verdict and, where it ran, its times and steps. */
export interface JudgedAttempt {
  readonly item: PlanItem
  readonly verdict: Verdict
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  readonly head?: string
  readonly count?: number
  readonly events: readonly EvidenceEvent[]
}
