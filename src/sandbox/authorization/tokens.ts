import { createHmac } from 'node:crypto'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import { isObject } from '../../base/json.js'
import { publicJwk } from '../../crypto/public-jwk.js'
import type { AuthorizationContext, UserToken } from './types.js'

/** An opaque name of a client for tokens: always the same in a workspace, and no way back to the IIN without its key. */
export function subjectOf(iin: string, signingKey: JWK): string {
  return createHmac('sha256', `subject ${signingKey.d ?? ''}`)
    .update(iin)
    .digest('base64url')
}

/** A function that verifies access tokens of this server (RFC 9068, section 4): type, signature, issuer, audience, expiry. */
export function userTokenVerifier(context: AuthorizationContext): (token: string) => Promise<UserToken | undefined> {
  const keys = createLocalJWKSet({ keys: [publicJwk(context.signingKey)] })
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        typ: 'at+jwt',
        issuer: context.issuer,
        audience: context.api,
        currentDate: new Date(context.now()),
      })
      return userToken(payload)
    } catch {
      return undefined
    }
  }
}

function userToken(payload: JWTPayload): UserToken | undefined {
  const { client_id: clientId, consent_id: consentId, sub, scope, exp, cnf } = payload
  const thumbprint = isObject(cnf) ? cnf['x5t#S256'] : undefined
  if (typeof clientId !== 'string' || typeof consentId !== 'string' || typeof sub !== 'string') return undefined
  if (typeof scope !== 'string' || exp === undefined || typeof thumbprint !== 'string') return undefined
  return { clientId, consentId, sub, scopes: scope.split(' '), expiresAt: exp, certificateThumbprint: thumbprint }
}
