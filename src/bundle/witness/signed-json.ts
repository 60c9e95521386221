import type { KeyObject } from 'node:crypto'
import type { z } from 'zod'
import { sha256 } from '../../base/digest.js'
import { canonicalJson, isObject, parseJson, type Json } from '../../base/json.js'
import { isNestedTooDeeply } from '../../base/nesting.js'
import type { Text } from '../../base/text.js'
import { readDetached, signDetached } from '../../crypto/detached-jws.js'

/** Of the JWS header: nothing else that a key of ours signs can be taken for a mandate or a journal. */
const typ = 'synaq-witness+jws'

/** Thumbprints (RFC 7638) of the operator's keys that whoever reads trusts. */
export type TrustedKeys = ReadonlySet<string>

/** A JSON document with its signature in it, read back. `digest` is the SHA-256 of its canonical bytes, without the signature. */
export type SignedReading<T> =
  | { readonly state: 'trusted'; readonly value: T; readonly digest: string; readonly key: string }
  /** The signature holds, but whose key it is by nobody here knows. */
  | { readonly state: 'unknown-key'; readonly value: T; readonly digest: string; readonly key: string }
  | { readonly state: 'unsigned'; readonly value: T; readonly digest: string }
  /** Not what was signed. */
  | { readonly state: 'changed'; readonly key: string }
  | { readonly state: 'unreadable'; readonly what: Text }

/** The document with its signature as the member `jws`: detached, over the canonical bytes of all other members. */
export function signJson(value: object, key: KeyObject): string {
  const plain = withoutAbsent(value)
  const jws = signDetached(bytesOf(plain), key, typ)
  return `${JSON.stringify({ ...plain, jws }, null, 1)}\n`
}

/** The digest under which a document is referred to. */
export const digestOf = (value: object): string => sha256(bytesOf(withoutAbsent(value)))

/** Reads such a document strictly; `mostBytes` bounds what is looked at. Never throws. */
export function readSignedJson<T extends object>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  mostBytes: number,
  trusted: TrustedKeys,
): SignedReading<T> {
  const unreadable = (what: Text): SignedReading<T> => ({ state: 'unreadable', what })
  if (bytes.length > mostBytes) return unreadable(tooLarge)
  const text = Buffer.from(bytes).toString('utf8')
  const json = isNestedTooDeeply(text) ? undefined : parseJson(text)
  if (!isObject(json)) return unreadable(noJson)
  const { jws, ...plain } = json
  const parsed = schema.safeParse(plain)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return unreadable(departing(issue?.path.join('.') ?? ''))
  }
  const value = parsed.data
  const signed = bytesOf(plain)
  const digest = sha256(signed)
  if (jws === undefined) return { state: 'unsigned', value, digest }
  if (typeof jws !== 'string') return unreadable(departing('jws'))
  const reading = readDetached(jws, signed, typ)
  if (reading.state === 'unreadable') return unreadable(badSignature(reading.what))
  const key = reading.signer.thumbprint
  if (reading.state === 'invalid') return { state: 'changed', key }
  return { state: trusted.has(key) ? 'trusted' : 'unknown-key', value, digest, key }
}

const bytesOf = (plain: object): Uint8Array => Buffer.from(canonicalJson(plain as Json))

/** JSON has no undefined, and canonical JSON would stumble over it. */
const withoutAbsent = (value: object): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(value as Record<string, Json | undefined>).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, member]],
    ),
  )

const tooLarge: Text = { ru: 'файл слишком велик', kk: 'файл тым үлкен', en: 'the file is too large' }
const noJson: Text = { ru: 'это не объект JSON', kk: 'бұл JSON объектісі емес', en: 'it is no JSON object' }

const departing = (place: string): Text =>
  place === ''
    ? { ru: 'состав полей не тот', kk: 'өрістер құрамы басқа', en: 'its members are not the expected ones' }
    : { ru: `поле «${place}» не читается`, kk: `«${place}» өрісі оқылмайды`, en: `«${place}» cannot be read` }

const badSignature = (what: string): Text => ({
  ru: `подпись не читается (${what})`,
  kk: `қолтаңба оқылмайды (${what})`,
  en: `its signature cannot be read: ${what}`,
})
