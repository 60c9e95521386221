import { compactVerify, createRemoteJWKSet, customFetch } from 'jose'
import { fetch } from 'undici'
import { isUuid, platformUnavailable, Refusal, unauthorized } from './errors.js'

/** Seconds by which the platform's clock and ours may differ. */
const leeway = 5

/** What jose says when the fault is the token's; anything else means that the platform's keys could not be had. */
const faultsOfTheToken = new Set([
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
])

/** The platform's public keys: kept, and fetched again when a token names a key that is not among them. */
export function platformKeys(config, dispatcher) {
  return createRemoteJWKSet(new URL(config.jwks), {
    timeoutDuration: 2000,
    cooldownDuration: config.jwksCooldownSeconds * 1000,
    [customFetch]: (url, options) => fetch(url, { ...options, dispatcher }),
  })
}

/** The claims of the request's access token (RFC 9068), or a refusal with 401. */
export async function verifiedClaims(authorization, presented, { config, keys, rules }) {
  if (authorization === undefined) return rules.withoutToken()
  const [, token] = /^Bearer +([\w.-]+)$/i.exec(authorization) ?? []
  if (token === undefined) throw unauthorized('token_invalid', 'The Authorization header holds no bearer token')

  const { header, claims } = await rules.verifySignature(token, keys)
  if (!isAccessToken(header)) throw unauthorized('token_invalid', 'The token is of another type than at+jwt')
  if (!rules.isOurIssuer(claims, config.issuer)) throw unauthorized('token_issuer', 'The token is of another issuer')
  if (!rules.isForUs(claims, config.participant))
    throw unauthorized('token_audience', 'The token is for another audience')
  if (!rules.isCurrent(claims, Date.now() / 1000)) throw unauthorized('token_expired', 'The token has expired')
  if (!rules.hasBegun(claims, Date.now() / 1000)) throw unauthorized('token_early', 'The token is not valid yet')
  if (!rules.isBound(claims, presented))
    throw unauthorized('token_binding', 'The token is bound to another certificate')
  if (!isComplete(claims)) throw unauthorized('token_incomplete', 'The token lacks a claim that the contract demands')
  return claims
}

/** Header and claims of a token that one of the platform's keys signed; ES256 and nothing else, whatever the token says. */
export async function verifySignature(token, keys) {
  try {
    const { protectedHeader, payload } = await compactVerify(token, keys, { algorithms: ['ES256'] })
    return { header: protectedHeader, claims: parsed(payload) }
  } catch (error) {
    if (error instanceof Refusal) throw error
    if (faultsOfTheToken.has(error.code))
      throw unauthorized('token_signature', 'The token is not signed by the platform')
    throw platformUnavailable(error)
  }
}

function parsed(payload) {
  try {
    return Object(JSON.parse(Buffer.from(payload).toString()))
  } catch {
    throw unauthorized('token_invalid', 'The token holds no JSON object')
  }
}

const isAccessToken = ({ typ }) => typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ)

/** Without a token nothing is served; no error code belongs into this challenge (RFC 6750, section 3.1). */
export function withoutToken() {
  throw new Refusal(401, 'token_missing', 'An access token is needed', { headers: { 'www-authenticate': 'Bearer' } })
}

/** The platform issued the token, and nobody else. */
export const isOurIssuer = ({ iss }, issuer) => iss === issuer

/** The token names this bank as its audience; a token for another bank is worth nothing here. */
export const isForUs = ({ aud }, participant) => [aud].flat().includes(participant)

/** Not expired; a token without expiry is refused. */
export const isCurrent = ({ exp }, now) => Number.isFinite(exp) && now < exp + leeway

/** Not from the future. */
export const hasBegun = ({ nbf = 0 }, now) => Number.isFinite(nbf) && now >= nbf - leeway

/** The token may be used only over the certificate that it is bound to (RFC 8705, section 3). */
export const isBound = ({ cnf }, presented) => presented !== undefined && cnf?.['x5t#S256'] === presented.thumbprint

const isComplete = ({ sub, act, consent_id: consentId, scope }) =>
  /^\d{12}$/.test(sub) && typeof act?.sub === 'string' && isUuid(consentId) && typeof scope === 'string'

/** The token's own scope covers the operation. */
export const tokenHasScope = (claims, scope) => claims.scope.split(' ').includes(scope)

/** Refuses with 403 a token whose scope does not cover the operation (RFC 6750, section 3.1). */
export function requireScope(claims, scope, { rules }) {
  if (rules.tokenHasScope(claims, scope)) return
  throw new Refusal(403, 'insufficient_scope', 'The token does not cover this operation', {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  })
}
