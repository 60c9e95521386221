import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import type { Consent } from './state.js'

/** Seconds that a token for a bank lives. */
const lifetime = 120
/** A kept token is handed out while it has this many seconds left, so that it does not expire on its way. */
const leastLeft = 30
/** Kept tokens; beyond it the oldest goes. */
const capacity = 10_000

export interface PlatformTokenClaims {
  /** Participant id of the bank. */
  readonly audience: string
  /** IIN or BIN of the client. */
  readonly subject: string
  /** Participant id of the user on whose behalf the platform calls. */
  readonly actor: string
  readonly consentId: string
  readonly scopes: readonly string[]
  /** Seconds until expiry; negative: already expired. */
  readonly secondsLeft: number
  /** Another issuer than the platform. */
  readonly issuer?: string | undefined
  /** Seconds from now until it is valid. */
  readonly notBefore?: number | undefined
  /** Another certificate than the platform's. */
  readonly boundTo?: string | undefined
}

/** The platform's short-lived tokens for banks: RFC 9068, bound to the platform's certificate (RFC 8705). */
export interface PlatformTokens {
  mint(claims: PlatformTokenClaims): Promise<string>
  /** A token for calls under a consent; kept for most of its life, since signing is the dearest part of a call. */
  forConsent(consent: Consent, audience: string, scopes: readonly string[]): Promise<string>
  /** Forgets the kept tokens. */
  forget(): void
}

/** @param thumbprint of the platform's certificate, base64url SHA-256. */
export async function createPlatformTokens(
  issuer: string,
  signingKey: JWK,
  thumbprint: string,
): Promise<PlatformTokens> {
  const key = await importJWK(signingKey, 'ES256')
  const header = { alg: 'ES256', typ: 'at+jwt', ...(signingKey.kid === undefined ? {} : { kid: signingKey.kid }) }
  const kept = new Map<string, { readonly token: Promise<string>; readonly until: number }>()

  const mint = (claims: PlatformTokenClaims): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    const expires = now + claims.secondsLeft
    const token = new SignJWT({
      act: { sub: claims.actor },
      consent_id: claims.consentId,
      scope: claims.scopes.join(' '),
      cnf: { 'x5t#S256': claims.boundTo ?? thumbprint },
    })
      .setProtectedHeader(header)
      .setIssuer(claims.issuer ?? issuer)
      .setAudience(claims.audience)
      .setSubject(claims.subject)
      .setIssuedAt(Math.min(now, expires - lifetime))
      .setExpirationTime(expires)
      .setJti(randomUUID())
    return (claims.notBefore === undefined ? token : token.setNotBefore(now + claims.notBefore)).sign(key)
  }

  return {
    mint,
    forConsent: (consent, audience, scopes) => {
      const name = [consent.id, audience, ...scopes].join(' ')
      const found = kept.get(name)
      if (found && found.until > Date.now()) return found.token
      const { id: consentId, client: subject, user: actor } = consent
      const token = mint({ audience, subject, actor, consentId, scopes, secondsLeft: lifetime })
      kept.delete(name)
      kept.set(name, { token, until: Date.now() + (lifetime - leastLeft) * 1000 })
      if (kept.size > capacity) kept.delete(kept.keys().next().value ?? name)
      return token
    },
    forget: () => kept.clear(),
  }
}
