import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import type { JWK } from 'jose'

/** A client assertion that a server takes, and the keys that it has to believe the application has. */
export interface RenewedAssertion {
  readonly assertion: string
  readonly jwks: { readonly keys: readonly [JWK & { readonly kty: string }] }
}

/**
 * What a server that does not look at a term makes of an expired assertion: its signature is verified, its claims are
 * signed anew with a term that is not over. Undefined where the signature is wrong.
 */
export async function renewedAssertion(
  assertion: string,
  jwks: { readonly keys: readonly object[] },
): Promise<RenewedAssertion | undefined> {
  const { exp = 0 } = decodeJwt(assertion)
  const whenValid = { currentDate: new Date((exp - 1) * 1000) }
  const verified = await jwtVerify(
    assertion,
    createLocalJWKSet({ keys: jwks.keys.map((key): JWK => ({ ...key })) }),
    whenValid,
  ).catch(() => undefined)
  if (!verified) return undefined
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const signed = new SignJWT(verified.payload).setProtectedHeader({ alg: 'ES256' }).setExpirationTime('1m')
  return {
    assertion: await signed.sign(privateKey),
    jwks: { keys: [{ kty: 'EC', ...(await exportJWK(publicKey)), alg: 'ES256' }] },
  }
}
