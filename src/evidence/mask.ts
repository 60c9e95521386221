import { createHmac, randomBytes } from 'node:crypto'
import { isObject, type Json, type JsonObject } from '../base/json.js'
import type { Openness } from '../model/contract.js'
import type { Mask } from '../model/exchange.js'
import { formatsOf } from '../base/formats.js'

/** Property names that could be somebody's data are hidden; ordinary identifiers are not. */
const ordinaryName = /^[A-Za-z_][A-Za-z_-]{0,39}$/

/**
 * Replaces values by masks. Tags are HMACs by kind under a key that lives in memory for one attempt and is never
 * stored: «the same IIN» can be proven, the IIN cannot be guessed.
 */
export class Masker {
  private readonly key = randomBytes(32)

  /** The mask of one value; `kind` is the name under which it came. */
  mask(kind: string, value: string | number | boolean | null): JsonObject {
    const text = String(value)
    const tag = createHmac('sha256', this.key).update(`${kind}\0${text}`).digest('base64url').slice(0, 12)
    const type = value === null ? 'null' : (typeof value as Mask['type'])
    const mask: Mask = { $mask: kind, type, length: text.length, tag, valid: formatsOf(text) }
    return { ...mask }
  }

  /** A JSON value with everything masked that `open` does not open. */
  json(value: Json, open: Openness, kind: string): Json {
    if (open === true) return value
    if (Array.isArray(value)) {
      const items = open === false ? false : (open.items ?? false)
      return (value as readonly Json[]).map((item) => this.json(item, items, kind))
    }
    if (isObject(value)) {
      const properties = open === false ? {} : open.properties
      return Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, item]) => {
          const declared = Object.hasOwn(properties, name)
          return [this.name(name, declared), this.json(item, declared ? (properties[name] as Openness) : false, name)]
        }),
      )
    }
    return this.mask(kind, value as string | number | boolean | null)
  }

  private name(name: string, declared: boolean): string {
    if (declared || ordinaryName.test(name)) return name
    return `$name:${createHmac('sha256', this.key).update(`name\0${name}`).digest('base64url').slice(0, 12)}`
  }
}
