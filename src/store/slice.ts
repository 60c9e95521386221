import type { ParticipantId } from '../model/registry.js'

/** A part of a list that is in the order of its ids; everything where nothing is said. */
export interface Slice {
  /** What belongs to this participant. */
  readonly of?: ParticipantId
  /** What comes behind this id. */
  readonly after?: string
  readonly limit?: number
}
