import { z } from 'zod'
import type { ZodType } from 'zod'
import { isObject } from './json.js'
import type { Json, JsonObject } from './json.js'

/** Made once for each schema: a kind of step is used in many places. */
const made = new WeakMap<ZodType, JsonObject>()

/** A zod schema as JSON Schema of what is written, before defaults. What JSON Schema cannot say becomes «anything». */
export function writtenSchema(schema: ZodType): JsonObject {
  const known = made.get(schema)
  if (known) return known
  const written = Object.entries(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }))
  const result = Object.fromEntries(written.filter(([key]) => key !== '$schema')) as JsonObject
  made.set(schema, result)
  return result
}

/** The keys that a schema names for the object at `path`, in the schema's order, over all its alternatives. */
export function knownKeys(schema: ZodType, path: readonly PropertyKey[]): string[] {
  const keys = alternatives(descend(writtenSchema(schema), path)).flatMap((s) =>
    isObject(s.properties) ? Object.keys(s.properties) : [],
  )
  return [...new Set(keys)]
}

/** The values that a schema names for the place at `path`, over all its alternatives; empty where it names none. */
export function knownValues(schema: ZodType, path: readonly PropertyKey[]): string[] {
  const values = alternatives(descend(writtenSchema(schema), path)).flatMap((s) => [s.const ?? s.enum ?? []].flat())
  return [...new Set(values.map(String))]
}

/** The schemas that may describe the value at the path. */
function descend(schema: JsonObject, path: readonly PropertyKey[]): JsonObject[] {
  const [head, ...rest] = path
  if (head === undefined) return [schema]
  return alternatives([schema]).flatMap((s) => {
    const inside = typeof head === 'number' ? s.items : propertyOf(s, String(head))
    return isObject(inside) ? descend(inside, rest) : []
  })
}

function propertyOf(schema: JsonObject, key: string): Json | undefined {
  const properties = schema.properties
  if (isObject(properties) && Object.hasOwn(properties, key)) return properties[key]
  return schema.additionalProperties
}

/** The schemas themselves and whatever they choose between. */
function alternatives(schemas: readonly JsonObject[]): JsonObject[] {
  return schemas.flatMap((schema) => {
    const choices = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => schema[key] ?? []).filter(isObject) as JsonObject[]
    return [schema, ...alternatives(choices)]
  })
}
