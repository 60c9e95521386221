import type { Instant } from '../base/clock.js'
import type { ApiId, ParticipantId } from './registry.js'

/** What expires. */
export const expiryKinds = [
  /** A consent that a target brings along: without it there are fewer scripts. */
  'consent',
  /** Our own certificate of a target. */
  'target-certificate',
  /** Of the API's server, as rounds saw it. */
  'server-certificate',
  /** Of a participant, in the registry. */
  'registered-certificate',
  /** For the operator's pages and API. */
  'token',
] as const
export type ExpiryKind = (typeof expiryKinds)[number]

/** A date that somebody has to act before. */
export interface ExpiryDate {
  /** What it belongs to: with the kind it tells one date from another. */
  readonly object: string
  /** As people know it. */
  readonly name: string
  readonly expiresAt: Instant
  readonly api?: ApiId
  readonly participant?: ParticipantId
}
