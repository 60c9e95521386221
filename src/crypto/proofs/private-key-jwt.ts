import type { JWK } from 'jose'
import { systemClock, type Instant } from '../../base/clock.js'
import { newUuid } from '../../base/ids.js'
import { isObject, parseJson } from '../../base/json.js'
import { problem } from '../../base/problem.js'

/**
 * A client assertion (RFC 7523, section 3) signed with the application's private key.
 * `keyJwk` is the JWK as JSON; `exp` is `secondsLeft` (60) after `now` (by default the system's). An expired one was issued
 * a minute before its expiry. The answer is a secret while it is good.
 * @throws ProblemError where the key is no private JWK that can sign.
 */
export async function privateKeyJwt(claims: {
  readonly clientId: string
  readonly audience: string
  readonly keyJwk: string
  readonly now?: Instant
  /** Until it expires; negative: it has expired already. */
  readonly secondsLeft?: number
}): Promise<string> {
  // Loaded here: every command knows this step, few take it.
  const { importJWK, SignJWT } = await import('jose')
  const { jwk, alg } = readKey(claims.keyJwk, claims.clientId)
  const now = Math.floor(Date.parse(claims.now ?? systemClock.now()) / 1000)
  const expiresAt = now + (claims.secondsLeft ?? 60)
  return new SignJWT()
    .setProtectedHeader({ alg, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
    .setIssuer(claims.clientId)
    .setSubject(claims.clientId)
    .setAudience(claims.audience)
    .setJti(newUuid())
    .setIssuedAt(Math.min(now, expiresAt - 60))
    .setExpirationTime(expiresAt)
    .sign(await importJWK(jwk, alg))
}

/** Algorithms by curve where the key itself names none (RFC 7518, RFC 8037). */
const algorithmByCurve: Readonly<Record<string, string>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
}

function readKey(text: string, clientId: string): { jwk: JWK; alg: string } {
  const jwk: unknown = parseJson(text)
  if (isObject(jwk) && typeof jwk.d === 'string') {
    const alg = jwk.alg ?? (jwk.kty === 'RSA' ? 'PS256' : algorithmByCurve[String(jwk.crv)])
    if (typeof alg === 'string') return { jwk, alg }
  }
  throw problem(
    'application-key',
    `The key of the application «${clientId}» is no private JWK that can sign.`,
    'Give a private JWK (RFC 7517) as JSON, e.g. of type EC on the curve P-256.',
    { name: 'applications › keyJwk' },
  )
}
