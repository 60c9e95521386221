import type { JsonObject } from '../base/json.js'
import type { Role } from './system.js'

/**
 * Acts of the platform that a public API does not offer. The sandbox's control API carries them out;
 * a person or a command can do the same elsewhere.
 */
export type PlatformAct =
  /** An authorised consent of a client, as if given on the platform's pages. `by` is the participant it is given to. */
  | {
      readonly act: 'grant-consent'
      readonly iin: string
      readonly scopes: readonly string[]
      readonly providers: readonly string[]
      readonly by: string
    }
  | { readonly act: 'revoke-consent'; readonly consentId: string }
  /** The client takes data out of a consent; what is left stays in force. */
  | { readonly act: 'narrow-consent'; readonly consentId: string; readonly scopes: readonly string[] }
  /** Ages what exists by an ISO 8601 duration; no clock is moved. */
  | { readonly act: 'age-consent'; readonly consentId: string; readonly by: string }
  /** The platform's own short-lived token for a bank (what the gateway would send). */
  | {
      readonly act: 'mint-token'
      readonly consentId: string
      readonly audience: string
      readonly scopes: readonly string[]
      readonly iin: string
      readonly by: string
      /** Seconds until expiry; negative: already expired. */
      readonly secondsLeft: number
      /** Another `iss` than the platform's. */
      readonly issuer?: string | undefined
      /** Seconds from now until it is valid (`nbf`). */
      readonly notBefore?: number | undefined
      /** base64url SHA-256 of the certificate that it is bound to, where it is not the platform's (RFC 8705). */
      readonly boundTo?: string | undefined
    }
  | { readonly act: 'participant-state'; readonly participant: string; readonly state: ParticipantState }
  | { readonly act: 'limited-mode'; readonly participant: string; readonly on: boolean }
  /** How many requests the platform takes of a participant; any number where no limit is given. */
  | { readonly act: 'rate-limit'; readonly participant: string; readonly limit?: RateLimit | undefined }
  /** A participant gets its identifier (Guide, clause 20, item 3); its application is registered with it. */
  | {
      readonly act: 'register-participant'
      readonly name: string
      readonly bin: string
      readonly roles: readonly Role[]
      readonly application?: ApplicationEntry | undefined
    }
  /** An application is connected to a provider's published API, or disconnected (report, 6.3). */
  | { readonly act: 'connection'; readonly clientId: string; readonly provider: string; readonly on: boolean }
  /** How the automatic check of a provider's API ended; a failed one takes it off publication (report, results). */
  | { readonly act: 'api-check'; readonly provider: string; readonly result: ApiCheck }
  /** A provider's API is to be published, which needs a passed check, or taken off. */
  | { readonly act: 'publication'; readonly provider: string; readonly state: Publication }

export type ParticipantState = 'registered' | 'blocked' | 'not-accredited' | 'unregistered'

/** So many requests in so many seconds. */
export interface RateLimit {
  readonly requests: number
  readonly seconds: number
}

/** An OAuth client as an operator registers it: nothing of it is secret. */
export interface ApplicationEntry {
  readonly clientId: string
  readonly name: string
  readonly redirectUri: string
  /** Public JWK (RFC 7517). */
  readonly jwk: JsonObject
  /** base64url SHA-256 of its certificate (RFC 8705). */
  readonly thumbprint: string
}

export type ApiCheck = 'none' | 'passed' | 'failed'

/** A draft is still being tested and not shown yet; `unpublished` was taken off and is not served. */
export type Publication = 'draft' | 'published' | 'unpublished'

/** Where a provider's API stood before an act. */
export interface ApiStanding {
  readonly check: ApiCheck
  readonly publication: Publication
}

interface Results {
  readonly 'grant-consent': { readonly consentId: string }
  readonly 'revoke-consent': Record<string, never>
  readonly 'narrow-consent': Record<string, never>
  readonly 'age-consent': Record<string, never>
  readonly 'mint-token': { readonly token: string }
  readonly 'participant-state': { readonly before: ParticipantState }
  readonly 'limited-mode': { readonly before: boolean }
  readonly 'rate-limit': Record<string, never>
  readonly 'register-participant': { readonly participant: string }
  readonly connection: { readonly before: boolean }
  readonly 'api-check': { readonly before: ApiStanding }
  readonly publication: { readonly before: ApiStanding }
}

export type PlatformActResult<A extends PlatformAct> = Results[A['act']]
