import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { isObject } from '../base/json.js'
import type { UserToken } from './authorization/types.js'

/** Verified tokens that are kept; beyond it the oldest goes. */
const capacity = 10_000

/** Verifies user tokens and keeps the answers until the tokens expire; a token is kept by its digest only. */
export interface TokenVerifier {
  verify(token: string): UserToken | undefined | Promise<UserToken | undefined>
  forget(): void
}

/** @param ignoresSignature tells whether the platform has been given the defect of reading tokens unverified. */
export function createTokenVerifier(
  verifyUserToken: (token: string) => Promise<UserToken | undefined>,
  ignoresSignature: () => boolean,
): TokenVerifier {
  const kept = new Map<string, UserToken>()

  const verifyAnew = async (token: string, digest: string): Promise<UserToken | undefined> => {
    const verified = await verifyUserToken(token)
    if (!verified) return undefined
    kept.set(digest, verified)
    if (kept.size > capacity) kept.delete(kept.keys().next().value ?? digest)
    return verified
  }

  return {
    verify: (token) => {
      if (ignoresSignature()) return unverified(token)
      const digest = createHash('sha256').update(token).digest('base64')
      const found = kept.get(digest)
      if (!found) return verifyAnew(token, digest)
      if (found.expiresAt * 1000 > Date.now()) return found
      kept.delete(digest)
      return undefined
    },
    forget: () => kept.clear(),
  }
}

/** The claims as they are written (RFC 9068, section 2.2), whoever signed them. */
function unverified(token: string): UserToken | undefined {
  try {
    const claims = decodeJwt(token)
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    return {
      clientId: text(claims.client_id),
      consentId: text(claims.consent_id),
      sub: text(claims.sub),
      scopes: text(claims.scope).split(' '),
      expiresAt: claims.exp ?? 0,
      certificateThumbprint: text(isObject(claims.cnf) ? claims.cnf['x5t#S256'] : undefined),
    }
  } catch {
    return undefined
  }
}
