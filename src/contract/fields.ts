import { isObject } from '../base/json.js'
import { pointer } from '../base/json.js'
import { alternatives, itemSchemas, propertySchemas } from './property-names.js'
import { valueAt } from './pointer.js'
import type { Path } from './source.js'

/** One place of a message as a contract describes it. */
export interface Field {
  /** Its name on the wire; empty for a message as a whole and for the items of a list. */
  readonly wire: string
  readonly required: boolean
  /** What the schema demands there: keyword of JSON Schema → its value as text. */
  readonly demands: Readonly<Record<string, string>>
}

/** Places of a message by their JSON Pointer under the names of the reference; `*` for the items of a list. */
export type Fields = ReadonlyMap<string, Field>

const words = [
  ...['type', 'format', 'pattern', 'enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'additionalProperties'],
]

/** The places that schemas describe. `nameOf` gives a name on the wire its name in the reference. */
export function fieldsOf(
  document: Record<string, unknown>,
  schemas: readonly Path[],
  nameOf: (wire: string) => string,
): Map<string, Field> {
  const found = new Map<string, Field>()
  const visit = (
    at: readonly Path[],
    place: string,
    wire: string,
    required: boolean,
    above: readonly string[],
  ): void => {
    const all = alternatives(document, at)
    found.set(place, { wire, required, demands: demandsOf(document, all) })
    const key = JSON.stringify(all)
    // A schema inside itself says nothing new.
    if (all.length === 0 || above.includes(key)) return
    const inner = [...above, key]
    const needed = new Set(all.flatMap((path) => [valueAt(document, [...path, 'required']) ?? []].flat()))
    for (const name of namesAt(document, all))
      visit(propertySchemas(document, all, name), pointer(place, nameOf(name)), name, needed.has(name), inner)
    const items = itemSchemas(document, all)
    if (items.length > 0) visit(items, `${place}/*`, '', false, inner)
  }
  if (schemas.length > 0) visit(schemas, '', '', false, [])
  return found
}

function namesAt(document: Record<string, unknown>, schemas: readonly Path[]): Set<string> {
  return new Set(
    schemas.flatMap((path) => {
      const properties = valueAt(document, [...path, 'properties'])
      return isObject(properties) ? Object.keys(properties) : []
    }),
  )
}

/** What schemas together demand of a value, word by word. */
export function demandsOf(document: Record<string, unknown>, schemas: readonly Path[]): Record<string, string> {
  const demands: Record<string, string> = {}
  for (const word of words) {
    const values = schemas.flatMap((path) => {
      const value = valueAt(document, [...path, word])
      return value === undefined || (word === 'additionalProperties' && value === true) ? [] : [textOf(value)]
    })
    if (values.length > 0) demands[word] = [...new Set(values)].sort().join(' | ')
  }
  return demands
}

function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ')
  return typeof value === 'string' ? value : isObject(value) ? 'a schema' : JSON.stringify(value)
}
