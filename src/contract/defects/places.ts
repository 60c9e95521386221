import { isObject } from '../../base/json.js'
import { locate } from '../pointer.js'
import type { Path } from '../source.js'

/** A way into a message: names of properties, `*` for an entry of a list. */
export type Way = readonly string[]

/** A value that every message of a schema holds, or would hold if its lists are not empty. */
export interface SchemaPlace {
  readonly way: Way
  /** The schemas that it has to meet, references followed: several where `allOf` joins them. */
  readonly schemas: readonly Record<string, unknown>[]
}

/** Deeper than this a schema refers to itself. */
const deepest = 12

/**
 * The value itself and all that stands in it for certain: required properties and entries of lists, in the order of the
 * document. What only some messages hold (optional properties, alternatives) is not among them.
 */
export function certainPlaces(document: Record<string, unknown>, schema: Path, way: Way = []): SchemaPlace[] {
  const schemas = joined(document, schema)
  if (schemas.length === 0 || way.length > deepest) return []
  const inner = schemas.flatMap(({ path, value }) => {
    const { items } = value
    return [
      ...requiredIn(value).flatMap((name) => certainPlaces(document, [...path, 'properties', name], [...way, name])),
      ...(isObject(items) ? certainPlaces(document, [...path, 'items'], [...way, '*']) : []),
    ]
  })
  return [{ way, schemas: schemas.map(({ value }) => value) }, ...inner]
}

/** Required properties that the schema describes itself, in the order in which it describes them. */
function requiredIn({ required, properties }: Record<string, unknown>): string[] {
  const names = new Set(Array.isArray(required) ? (required as unknown[]) : [])
  return isObject(properties) ? Object.keys(properties).filter((name) => names.has(name)) : []
}

/** The schema at a path and those that its `allOf` adds, references followed. */
function joined(document: Record<string, unknown>, path: Path, hops = 0): NonNullable<ReturnType<typeof locate>>[] {
  const found = locate(document, path)
  if (!found || hops > deepest) return []
  const { allOf } = found.value
  const added = Array.isArray(allOf)
    ? allOf.flatMap((_, index) => joined(document, [...found.path, 'allOf', index], hops + 1))
    : []
  return [found, ...added]
}
