import type { Instant } from '../base/clock.js'
import type { Text } from '../base/text.js'
import type { Role, SystemId } from './system.js'

export type ParticipantId = string
export type ApiId = string

/** A bank, an insurer or a company known to the operator (Guide, clause 20). */
export interface ParticipantRecord {
  readonly id: ParticipantId
  readonly name: string
  /** Business identification number, 12 digits. */
  readonly bin?: string
  readonly roles: readonly Role[]
  readonly accredited: boolean
  readonly blocked: boolean
  /** Limited-availability mode (Guide, clauses 35-37). */
  readonly limited: boolean
  readonly contacts: readonly Contact[]
}

export interface Contact {
  readonly name: string
  readonly email?: string
  readonly phone?: string
}

/** What the showcase shows of a service; has to be filled in before publication (pilot report, 4.4). */
export interface Passport {
  readonly purpose: Text
  readonly description: Text
  readonly documentation: string
  readonly support: Contact
  /** Of the contract that it serves, e.g. `3.2.0`. */
  readonly version: string
}

/** `draft`: not shown yet; `limited`: shown, and refused with a notice; `unpublished`: taken off. */
export type PublicationState = 'draft' | 'published' | 'limited' | 'unpublished'
export const publicationStates = ['draft', 'published', 'limited', 'unpublished'] as const

export type ApiEnvironment = 'test' | 'live'
export const apiEnvironments = ['test', 'live'] as const

/** One API of a provider, as the operator publishes and probes it. */
export interface ApiRecord {
  readonly id: ApiId
  /** Given once, in the order of registration: where in the interval its rounds stand follows from it. */
  readonly number: number
  readonly participant: ParticipantId
  readonly system: SystemId
  readonly name: string
  /** Target files by environment, as the operator's machine has them. */
  readonly targets: Readonly<Partial<Record<ApiEnvironment, string>>>
  readonly passport?: Passport
  readonly state: PublicationState
  readonly stateSince: Instant
  /** Tests a day, from 0 (not probed) to 1,920 (pilot report, results). */
  readonly budget: number
  readonly probe: ProbeChoice
}

/** Which scripts a round consists of. */
export interface ProbeChoice {
  /** Whose target file is used. */
  readonly environment: ApiEnvironment
  /** What scripts may do; all effects of a script have to be among these. */
  readonly effects: readonly string[]
  /** Ids; all where empty. */
  readonly only: readonly string[]
  readonly tags: readonly string[]
}

export type ApplicationId = string

/** A program of a participant that calls APIs through the platform. */
export interface ApplicationRecord {
  /** Its client id at the platform. */
  readonly id: ApplicationId
  readonly participant: ParticipantId
  readonly name: string
  /** Those that it is connected to. */
  readonly apis: readonly ApiId[]
}

/** A certificate (RFC 5280) of a participant, or of one of its applications. */
export interface CertificateRecord {
  /** SHA-256 of its DER, lower-case hexadecimal. */
  readonly fingerprint: string
  readonly participant: ParticipantId
  readonly application?: ApplicationId
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal. */
  readonly serial: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly pem: string
}

/** The operator's bar, and the platform's: how many tests a day an API gets at most. */
export const mostTestsADay = 1920
