import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { DecisionAction } from './decision.js'
import type { ApiId, ParticipantId, PublicationState } from './registry.js'
import type { SystemId } from './system.js'

/** What the platform is told of a decision. `after` alone says how the API is to stand: an order that was overtaken is not missed. */
export interface PlatformOrder {
  readonly action: DecisionAction
  readonly before: PublicationState
  readonly after: PublicationState
  readonly api: ApiId
  readonly participant: ParticipantId
  readonly system: SystemId
  /** Of the record that explains it; the same order may come twice and has the same number then. */
  readonly decision: number
  readonly at: Instant
  readonly why: Text
}
