import { request } from 'undici'
import { forbidden, platformUnavailable } from './errors.js'

/** Milliseconds to wait for the platform: the whole answer is due within 3 s (Guide, clause 8). */
const patience = 2000

/**
 * Refuses with 403 unless the platform says, now, that the consent covers the call. The answer is never kept:
 * a client who revokes the consent is obeyed from the next request on.
 */
export async function requireConsent(claims, scope, requestId, bank) {
  const { config, rules } = bank
  const consent = await askPlatform(claims.consent_id, requestId, bank)
  if (consent === undefined) throw forbidden('consent_unknown', 'The platform does not know this consent')
  if (!wasGiven(consent)) throw forbidden('consent_not_given', 'The client has not given this consent')
  if (rules.isRevoked(consent)) throw forbidden('consent_revoked', 'The client has revoked the consent')
  if (rules.isExpired(consent, Date.now())) throw forbidden('consent_expired', 'The consent has expired')
  if (!rules.consentNamesBank(consent, config.participant))
    throw forbidden('consent_provider', 'The consent does not name this bank')
  if (consent.user !== claims.act.sub) throw forbidden('consent_user', 'The consent was given to another participant')
  if (!rules.consentHasScope(consent, scope))
    throw forbidden('consent_scope', 'The consent does not cover this operation')
}

const wasGiven = ({ state }) => ['Authorised', 'Revoked', 'Expired'].includes(state)

/** The client took the consent back. */
export const isRevoked = ({ state, accessRevoked }) => state === 'Revoked' || accessRevoked

/** The consent's term is over, by the platform's word or by our clock (milliseconds). */
export const isExpired = ({ state, expiresAt }, now) => state === 'Expired' || !(now < Date.parse(expiresAt))

/** The client agreed that this bank may show the data; other banks may stand in the consent beside it. */
export const consentNamesBank = ({ providers }, participant) => providers.includes(participant)

/** The client agreed to this kind of data. */
export const consentHasScope = ({ scopes }, scope) => scopes.includes(scope)

/** The consent as the platform knows it at this moment; undefined where it knows none. Our certificate is our proof. */
async function askPlatform(consentId, requestId, { config, dispatcher }) {
  const url = config.consents.replace('{consentId}', consentId)
  const headers = { accept: 'application/json', 'x-request-id': requestId }
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      headers,
      signal: AbortSignal.timeout(patience),
    })
    if (statusCode === 200) return readConsent(await body.json(), consentId)
    await body.dump()
    if (statusCode === 404) return undefined
    throw new Error(`the platform answered ${statusCode} to a question about a consent`)
  } catch (error) {
    throw platformUnavailable(error)
  }
}

function readConsent(consent, consentId) {
  const sound = consent?.consentId === consentId && Array.isArray(consent.scopes) && Array.isArray(consent.providers)
  if (!sound) throw new Error('the platform answered something else than the consent that was asked for')
  return consent
}
