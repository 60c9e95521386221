import type { Instant } from '../base/clock.js'
import type { InboxMessage } from '../control/api.js'
import type { ApiCheck, ParticipantState, Publication } from '../model/act.js'
import type { Role } from '../model/system.js'
import type { Quota } from './quota.js'

/** A bank or insurer known to the platform. */
export interface Participant {
  readonly id: string
  readonly name: string
  readonly bin: string
  /** What it is accredited as. */
  readonly roles: readonly Role[]
  state: ParticipantState
  /** Limited-availability mode (Guide, clauses 35-37). */
  limited: boolean
  /** What the gateway takes of it; any number of requests where absent. */
  quota?: Quota
  /** Its API, for a provider. */
  provider?: ProvidedApi
}

/** The API of a provider. */
export interface ProvidedApi {
  /** Where the gateway reaches it; an invented bank is answered by the mock in this process. */
  readonly url: string
  readonly ca?: string
  readonly invented: boolean
  /** How its automatic check ended. */
  check: ApiCheck
  publication: Publication
}

/** An OAuth client of a participant. */
export interface Application {
  readonly clientId: string
  readonly participant: string
  readonly name: string
  readonly redirectUris: readonly string[]
  /** Public JWK for private_key_jwt. */
  readonly jwk: Readonly<Record<string, unknown>>
  /** base64url SHA-256 of the DER certificate that its tokens are bound to (RFC 8705). */
  readonly certificateThumbprint: string
  /** Providers to whose APIs it is connected. */
  readonly connectedTo: Set<string>
}

/** A person or company that can give consent. */
export interface Client {
  readonly name: string
  readonly fullName: string
  /** IIN, or BIN for a legal entity. */
  readonly iin: string
  readonly phone: string
  readonly has: readonly string[]
  readonly representative?: { readonly iin: string; readonly phone: string; readonly fullName: string }
}

export type ConsentState = 'AwaitingAuthorisation' | 'Authorised' | 'Rejected' | 'Revoked' | 'Expired'

/** A client's consent: the set of data, the purpose, the date of issue, the organisations, the term (report, 4.3). */
export interface Consent {
  readonly id: string
  /** IIN or BIN of the client; empty until the client has signed in. */
  client: string
  readonly user: string
  readonly application: string
  scopes: readonly string[]
  providers: readonly string[]
  purpose: string
  issuedAt: Instant
  expiresAt: Instant
  decision: 'AwaitingAuthorisation' | 'Authorised' | 'Rejected' | 'Revoked'
}

/** A message as the control API tells of it; only the sandbox can make it older. */
export interface SmsMessage extends InboxMessage {
  at: Instant
}

/** All that a workspace knows; in memory, so that a revocation is seen by the next request. */
export interface WorkspaceState {
  readonly participants: Map<string, Participant>
  readonly applications: Map<string, Application>
  /** By IIN or BIN. */
  readonly clients: Map<string, Client>
  readonly consents: Map<string, Consent>
  /** Newest first, bounded. */
  readonly inbox: SmsMessage[]
  readonly defects: Set<string>
}

/** The state of a consent at an instant: an authorised one past its term is expired. */
export function consentState(consent: Consent, now: Instant): ConsentState {
  return consent.decision === 'Authorised' && consent.expiresAt <= now ? 'Expired' : consent.decision
}
