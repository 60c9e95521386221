import type { Text } from '../base/text.js'
import type { StepPath } from './evidence.js'
import type { RequirementId } from './system.js'

/** The place of a check: scenario, step, check (from 0). Undefined check: the step itself. */
export interface Place {
  readonly scenario: string
  readonly step: StepPath
  readonly check?: number
}

export type FindingId = string
/** Why nothing can be said about the subject. */
export type Cause = 'harness' | 'configuration' | 'environment' | 'throttled' | 'platform'

/**
 * The result of one check.
 * `met`: as required; `departed`: not so, and the evidence shows it;
 * `undecided`: it cannot be told, with the cause.
 */
export type Finding = {
  readonly id: FindingId
  readonly place: Place
  readonly check: string
  readonly requirement: RequirementId
  readonly expected: Text
  readonly actual: Text
  /** Index of the exchange's event in the attempt's record: the link into the evidence. */
  readonly exchange?: number
} & (
  | { readonly result: 'met' }
  | {
      readonly result: 'departed'
      readonly weight: 'failure' | 'warning' | 'note'
      readonly likelyCause?: Text
      readonly next?: Text
    }
  | { readonly result: 'undecided'; readonly cause: Cause; readonly next: Text }
)

/** Why a departure is likely there and what to do next, for the engineer of whoever answered. */
export interface Advice {
  readonly likelyCause: Text
  readonly next: Text
}

/** A finding as a check makes it; place, requirement and weight are added where the check is used. */
export type Observation =
  | { readonly result: 'met'; readonly expected: Text; readonly actual: Text; readonly exchange?: number }
  | {
      readonly result: 'departed'
      readonly expected: Text
      readonly actual: Text
      readonly exchange?: number
      readonly likelyCause?: Text
      readonly next?: Text
      /** A requirement other than the one at the check's place, where the departure breaks only that. */
      readonly requirement?: RequirementId
    }
  | {
      readonly result: 'undecided'
      readonly cause: Cause
      readonly expected: Text
      readonly actual: Text
      readonly next: Text
      readonly exchange?: number
    }
