import { createHmac, randomBytes } from 'node:crypto'
import { isObject, type Json, type JsonObject } from '../base/json.js'
import type { Openness } from '../model/contract.js'
import type { Mask } from '../model/exchange.js'
import { formatsOf } from '../base/formats.js'
import { isOrdinaryName } from '../base/names.js'
import { holdsPersonal } from './personal.js'

/** A value of one of these is somebody's, even where the contract declares its place open. */
const personalFormats = ['iin', 'bin', 'iban', 'phone', 'jwt']

/**
 * Replaces values by masks. Tags are HMACs by kind under a key that lives in memory for one attempt and is never
 * stored: «the same IIN» can be proven, the IIN cannot be guessed.
 */
export class Masker {
  private readonly key = randomBytes(32)

  /** The mask of one value; `kind` is the name under which it came. */
  mask(kind: string, value: string | number | boolean | null): JsonObject & Mask {
    const text = String(value)
    const tag = createHmac('sha256', this.key).update(`${kind}\0${text}`).digest('base64url').slice(0, 12)
    const type = value === null ? 'null' : (typeof value as Mask['type'])
    // The length of `true` or `false` would tell which it is.
    const length = typeof value === 'boolean' ? 0 : text.length
    const mask: Mask = { $mask: kind, type, length, tag, valid: formatsOf(text) }
    return { ...mask }
  }

  /** A JSON value with everything masked that `open` does not open. */
  json(value: Json, open: Openness, kind: string): Json {
    if (Array.isArray(value)) {
      const items = typeof open === 'boolean' ? open : (open.items ?? false)
      return (value as readonly Json[]).map((item) => this.json(item, items, kind))
    }
    if (isObject(value)) {
      const properties = typeof open === 'boolean' ? {} : open.properties
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => {
          const declared = Object.hasOwn(properties, name)
          const below = declared ? (properties[name] as Openness) : open === true
          const shown = declared ? name : this.name(name)
          return [shown, this.json(item, below, shown)]
        }),
      )
    }
    const plain = value as string | number | boolean | null
    return open === true && !isPersonal(plain) ? plain : this.mask(kind, plain)
  }

  /** A name that nobody declared, as it may stand in evidence: one that could be somebody's data is hidden. */
  name(name: string): string {
    if (isOrdinaryName(name)) return name
    return `$name:${createHmac('sha256', this.key).update(`name\0${name}`).digest('base64url').slice(0, 12)}`
  }
}

/** True for a value that meets a format of people, companies, accounts or tokens, or in which such a one stands. */
export function isPersonal(value: string | number | boolean | null): boolean {
  const text = String(value)
  return formatsOf(text).some((format) => personalFormats.includes(format)) || holdsPersonal(text)
}
