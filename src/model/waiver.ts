import type { RequirementId, SystemId } from './system.js'

/**
 * Somebody answers for a departure that stays: who, which requirement, why, until when. It changes no verdict: it is printed,
 * and unlocks an Act only where an operator's key signed it (design 6).
 */
export interface Waiver {
  /** Who answers for it: a person or a unit. */
  readonly owner: string
  readonly requirement: RequirementId
  /** The scenarios whose departures it covers; those of all scenarios where absent. */
  readonly scenarios?: readonly [string, ...string[]]
  readonly reason: string
  /** The last day on which it holds, by the calendar of Kazakhstan: `2026-12-31`. */
  readonly expires: string
  /** The day on which it was given. */
  readonly issued?: string
  /** The participant's id, as target files have it. */
  readonly participant: string
  readonly system: SystemId
}

/** Who signed a file of waivers. `operator`: whoever makes the documents named this key as an operator's. */
export type WaiverSignature =
  | { readonly by: 'nobody' }
  | {
      readonly by: 'key'
      /** RFC 7638, SHA-256, base64url. */
      readonly thumbprint: string
      readonly operator: boolean
    }

/** A file of waivers that documents are made with; a waiver's number is its place in it, from 1. */
export interface GivenWaivers {
  readonly waivers: readonly Waiver[]
  readonly signature: WaiverSignature
}
