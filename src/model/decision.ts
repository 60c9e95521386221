import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { ApiId, PublicationState } from './registry.js'
import type { RoundId } from './round.js'

/** `publish`: the first time; `republish`: back on, from unpublished or limited. */
export type DecisionAction = 'publish' | 'unpublish' | 'limit' | 'republish'

/** What an action makes of an API. */
export const stateAfter: Readonly<Record<DecisionAction, PublicationState>> = {
  publish: 'published',
  unpublish: 'unpublished',
  limit: 'limited',
  republish: 'published',
}

/** `proposed`: waits for a second person; `lapsed`: what it rested on no longer holds. */
export type DecisionStatus = 'proposed' | 'in-force' | 'rejected' | 'lapsed'

/** A decision on the publication of an API, as it explains itself. */
export interface DecisionRecord {
  readonly id: number
  readonly api: ApiId
  readonly at: Instant
  readonly action: DecisionAction
  readonly before: PublicationState
  readonly after: PublicationState
  /** The rule of the policy, or `by-hand`, `works`, `participant-blocked`, `trial`. */
  readonly rule: string
  /** Digest of the policy's text. */
  readonly policy?: string
  readonly why: Text
  readonly rounds: readonly RoundId[]
  readonly status: DecisionStatus
  /** `policy`, or who did it. */
  readonly proposedBy: string
  readonly confirmedBy?: string
}
