import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../base/json.js'

/** A public Ed25519 key (RFC 8037, section 2). */
export interface Ed25519Jwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
}

/** Who signed: the key as it stands in the signature. It proves nothing about whose it is. */
export interface JwsSigner {
  readonly jwk: Ed25519Jwk
  /** SHA-256 thumbprint of the key, base64url (RFC 7638). */
  readonly thumbprint: string
}

export type JwsReading =
  | { readonly state: 'valid'; readonly signer: JwsSigner }
  /** By this key, but not over these bytes. */
  | { readonly state: 'invalid'; readonly signer: JwsSigner }
  | { readonly state: 'unreadable'; readonly what: string }

/** Longer than any signature of ours. */
const longest = 4096

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)

export const ed25519Jwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: base64url.refine((x) => bytesOf(x)?.length === 32, 'expected 32 bytes as base64url'),
})

const header = z.strictObject({
  alg: z.literal('EdDSA'),
  typ: z.string(),
  jwk: ed25519Jwk,
  kid: base64url,
})

/**
 * Signs bytes that lie elsewhere (RFC 7515, appendix F; RFC 8037): `header..signature`. `typ` says what kind of thing is
 * signed, so that a signature for one kind is none for another.
 */
export function signDetached(content: Uint8Array, key: KeyObject, typ: string): string {
  const jwk = ed25519JwkOf(createPublicKey(key))
  const head = encode(JSON.stringify({ alg: 'EdDSA', typ, jwk, kid: jwkThumbprint(jwk) }))
  return `${head}..${sign(null, signingInput(head, content), key).toString('base64url')}`
}

/** Checks a detached signature. EdDSA alone is taken, in the one spelling that base64url allows; never throws. */
export function readDetached(jws: string, content: Uint8Array, typ: string): JwsReading {
  const unreadable = (what: string): JwsReading => ({ state: 'unreadable', what })
  if (jws.length > longest) return unreadable('it is longer than a signature can be')
  const [head = '', payload, mark = '', ...more] = jws.split('.')
  if (payload !== '' || more.length > 0) return unreadable('it is not a detached JWS in compact form')
  const headBytes = bytesOf(head)
  const signature = bytesOf(mark)
  if (!headBytes || signature?.length !== 64) return unreadable('it is not strict base64url')
  const parsed = header.safeParse(parseJson(headBytes.toString('utf8')))
  if (!parsed.success) return unreadable('its header is not that of an EdDSA signature by a key that stands in it')
  const { jwk, kid } = parsed.data
  if (parsed.data.typ !== typ) return unreadable(`it signs a «${parsed.data.typ.slice(0, 40)}», not a «${typ}»`)
  if (kid !== jwkThumbprint(jwk)) return unreadable('its key id is not that of its key')
  const signer = { jwk, thumbprint: kid }
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return { state: verify(null, signingInput(head, content), key, signature) ? 'valid' : 'invalid', signer }
}

/** The public part of an Ed25519 key. @throws Error for another kind of key */
export function ed25519JwkOf(key: KeyObject): Ed25519Jwk {
  return ed25519Jwk.parse(key.export({ format: 'jwk' }))
}

/** SHA-256 thumbprint, base64url (RFC 7638; members in the order of RFC 8037, section 2). */
export function jwkThumbprint({ crv, kty, x }: Ed25519Jwk): string {
  return hash(JSON.stringify({ crv, kty, x }))
}

const signingInput = (head: string, content: Uint8Array): Buffer =>
  Buffer.from(`${head}.${Buffer.from(content).toString('base64url')}`)

const encode = (text: string): string => Buffer.from(text).toString('base64url')

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Bytes of strict base64url: no padding, no other alphabet, no stray bits at the end (RFC 4648, section 3.5). */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined
}
