import { importJWK, SignJWT, type JWK } from 'jose'
import { systemClock, type Instant } from '../../base/clock.js'
import { newUuid } from '../../base/ids.js'
import { isObject, parseJson } from '../../base/json.js'
import { problem } from '../../base/problem.js'

/** Seconds that an assertion is good for. */
const lifetime = 60

/**
 * A client assertion (RFC 7523, section 3) signed with the application's private key.
 * `keyJwk` is the JWK as JSON; `now` (by default the system's) is `iat`, `exp` a minute later. The answer is a secret while it is good.
 * @throws ProblemError where the key is no private JWK that can sign.
 */
export async function privateKeyJwt(claims: {
  readonly clientId: string
  readonly audience: string
  readonly keyJwk: string
  readonly now?: Instant
}): Promise<string> {
  const { jwk, alg } = readKey(claims.keyJwk, claims.clientId)
  const issuedAt = Math.floor(Date.parse(claims.now ?? systemClock.now()) / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
    .setIssuer(claims.clientId)
    .setSubject(claims.clientId)
    .setAudience(claims.audience)
    .setJti(newUuid())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetime)
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
