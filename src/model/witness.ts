import type { Instant } from '../base/clock.js'
import type { OperationId } from './contract.js'

/** Who sent a request that the platform saw: whoever tests a bank, or the application under test. */
export type SeenFrom = 'harness' | 'application'

/** An exchange as the platform saw it: enough to find it in a run's evidence, nothing of its content. */
export interface SeenExchange {
  /** When its request had come, by the platform's clock. */
  readonly at: Instant
  readonly from: SeenFrom
  readonly method: string
  /** Null where address and method are none of the contract. */
  readonly operation: OperationId | null
  /** The UUID that the answer names, else the one that the request named. */
  readonly requestId?: string
  /** Null where nothing was answered. */
  readonly status: number | null
  /** Of the answer's body as it was sent. */
  readonly bytes: number
  /** `broken`: the answer did not go out to its end. */
  readonly ended: 'whole' | 'broken'
  /** In how many places the answer departs from the platform's contract; null where that was not looked at. */
  readonly departures: number | null
}

/** Whose exchanges the platform is asked to journal. */
export interface WitnessRequest {
  /** 32 random bytes, base64url. */
  readonly nonce: string
  readonly participant: string
  /** Nothing is journaled after it. */
  readonly expiresAt: Instant
}

/** What the platform journaled under a nonce, oldest first. */
export interface WitnessedExchanges {
  readonly nonce: string
  readonly participant: string
  /** Everything between these instants is in it, by the platform's clock. */
  readonly from: Instant
  readonly to: Instant
  /** SHA-256 of the contract that answers were compared with. */
  readonly contract: string
  /** So many older ones had to go. */
  readonly dropped: number
  readonly exchanges: readonly SeenExchange[]
}

/**
 * What an operator hands to a participant before a run: whose run it witnesses, and a nonce that the run has to record before
 * it sends anything.
 */
export interface Mandate {
  readonly type: 'synaq-witness/1'
  readonly nonce: string
  readonly participant: string
  readonly system?: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly operator?: string
}

/** The platform's journal under a mandate, as an operator countersigns it. */
export interface PlatformJournal extends WitnessedExchanges {
  readonly type: 'synaq-journal/1'
  /** SHA-256 of the mandate's canonical bytes. */
  readonly mandate: string
  readonly operator?: string
}

/** What the record of a run says of the mandate under which it was made. */
export interface RecordedMandate {
  readonly nonce: string
  /** SHA-256 of the mandate's canonical bytes. */
  readonly digest: string
}
