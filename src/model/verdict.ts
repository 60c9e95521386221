import type { Text } from '../base/text.js'
import type { Cause, Finding, FindingId, Place } from './finding.js'

export type SkipReason =
  /** Declared in the target: this does not exist at the subject. Printed, allowed. A target file's own words stay as they are. */
  | { readonly kind: 'not-applicable'; readonly why: Text }
  /**
   * The target lacks what the scenario needs: in Russian in the genitive, as after «нет». Blocks the Act.
   * `toConfirm`: questions that only a person could answer.
   */
  | { readonly kind: 'not-provided'; readonly what: Text; readonly toConfirm?: readonly Text[] }

export type Outcome = 'pass' | 'fail' | 'inconclusive' | 'skipped'

/** The fold of an attempt's findings. */
export type Verdict = { readonly findings: readonly Finding[]; readonly unjudged: readonly Place[] } & (
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'fail'; readonly charged: readonly [FindingId, ...FindingId[]] }
  | { readonly outcome: 'inconclusive'; readonly cause: Cause; readonly why: FindingId }
  | { readonly outcome: 'skipped'; readonly reason: SkipReason }
)

/** A run's outcome: `open` where something planned has no verdict yet. */
export type RunOutcome = 'pass' | 'fail' | 'inconclusive' | 'open'
