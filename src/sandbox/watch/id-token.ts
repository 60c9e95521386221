import { decodeJwt, decodeProtectedHeader, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose'
import { isObject, type JsonObject } from '../../base/json.js'
import type { ToldAnswer } from '../../model/application.js'

type Told = Extract<ToldAnswer, { kind: 'id-token' }>

/** A token answer with another id_token than the server made: claims, expiry or signature as told. */
export async function withIdToken(tokens: JsonObject, told: Told, signingKey: JWK): Promise<JsonObject> {
  const { id_token: good } = tokens
  if (typeof good !== 'string') return tokens
  const claims = Object.fromEntries(
    Object.entries({ ...decodeJwt(good), ...told.set, ...expiry(told) }).filter(
      ([name]) => !told.remove.includes(name),
    ),
  )
  const { kid } = decodeProtectedHeader(good)
  if (told.signature === 'none') return { ...tokens, id_token: unsigned(claims) }
  const key =
    told.signature === 'foreign' ? (await generateKeyPair('ES256')).privateKey : await importJWK(signingKey, 'ES256')
  const signed = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', ...(kid === undefined ? {} : { kid }) })
    .sign(key)
  return { ...tokens, id_token: signed }
}

/** An expired token was issued before it expired. */
function expiry({ expiresIn }: Told): { readonly exp?: number; readonly iat?: number } {
  if (expiresIn === undefined) return {}
  const exp = Math.floor(Date.now() / 1000) + expiresIn
  return expiresIn < 0 ? { exp, iat: exp - 60 } : { exp }
}

/** RFC 7519, section 6: «alg»: «none», an empty signature. */
function unsigned(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.`
}

/** True for the JSON object that a token endpoint answers with. */
export const isTokenAnswer = (json: unknown): json is JsonObject => isObject(json) && 'id_token' in json
