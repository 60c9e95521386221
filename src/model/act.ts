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

export type ParticipantState = 'registered' | 'blocked' | 'not-accredited' | 'not-connected' | 'unregistered'

export type PlatformActResult<A extends PlatformAct> = A['act'] extends 'grant-consent'
  ? { readonly consentId: string }
  : A['act'] extends 'mint-token'
    ? { readonly token: string }
    : A['act'] extends 'participant-state'
      ? { readonly before: ParticipantState }
      : A['act'] extends 'limited-mode'
        ? { readonly before: boolean }
        : Record<string, never>
