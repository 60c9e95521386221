import { isObject, parseJson, type JsonObject } from '../base/json.js'

/** Header and claims of a JWT, read without verification. */
export interface DecodedToken {
  readonly header: JsonObject
  readonly claims: JsonObject
}

/** Reads a JWT in compact form (RFC 7519); undefined for anything else. Nothing is verified. */
export function decodeToken(jwt: string): DecodedToken | undefined {
  const parts = jwt.split('.')
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part))) return undefined
  const [header, claims] = parts.slice(0, 2).map(decodePart)
  return header && claims ? { header, claims } : undefined
}

/**
 * The same token, forged. `payload`: one claim is changed and the signature kept;
 * `signature`: bits of the signature's first byte are flipped; `alg-none`: the header says that it is unsigned
 * (RFC 7519, section 6), and it is.
 * @throws RangeError where the text is no signed JWT.
 */
export function tamper(jwt: string, how: 'payload' | 'signature' | 'alg-none'): string {
  const token = decodeToken(jwt)
  const [header, payload, signature] = jwt.split('.') as [string, string, string]
  if (!token || signature === '') throw new RangeError('Only a signed JWT can be tampered with.')
  if (how === 'alg-none') return [encodePart({ ...token.header, alg: 'none' }), payload, ''].join('.')
  if (how === 'payload') return [header, encodePart(changed(token.claims)), signature].join('.')
  const bytes = Buffer.from(signature, 'base64url')
  // The first byte, because the last character's low bits may be padding that nobody reads.
  bytes.writeUInt8(bytes.readUInt8(0) ^ 0xff, 0)
  return [header, payload, bytes.toString('base64url')].join('.')
}

/** Claims that would serve a thief: a later expiry where there is one, else another subject. */
function changed(claims: JsonObject): JsonObject {
  if (typeof claims.exp === 'number') return { ...claims, exp: claims.exp + 1 }
  return { ...claims, sub: typeof claims.sub === 'string' ? `${claims.sub}0` : '0' }
}

function decodePart(part: string): JsonObject | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'))
  return isObject(value) ? value : undefined
}

function encodePart(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
