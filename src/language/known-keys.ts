import { z } from 'zod'
import type { ZodType } from 'zod'
import { isObject } from '../base/json.js'
import type { Json, JsonObject } from '../base/json.js'

/** A zod schema as JSON Schema of what is written, before defaults. What JSON Schema cannot say becomes «anything». */
export function writtenSchema(schema: ZodType): JsonObject {
  const written = Object.entries(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }))
  return Object.fromEntries(written.filter(([key]) => key !== '$schema')) as JsonObject
}

/** The keys that a schema names for the object at `path`, in the schema's order, over all its alternatives. */
export function knownKeys(schema: ZodType, path: readonly PropertyKey[]): string[] {
  const root = writtenSchema(schema)
  const keys = alternatives(root, descend(root, root, path)).flatMap((s) =>
    isObject(s.properties) ? Object.keys(s.properties) : [],
  )
  return [...new Set(keys)]
}

/** The schemas that may describe the value at the path. */
function descend(root: JsonObject, schema: JsonObject, path: readonly PropertyKey[]): JsonObject[] {
  const [head, ...rest] = path
  if (head === undefined) return [schema]
  return alternatives(root, [schema]).flatMap((s) => {
    const inside = typeof head === 'number' ? s.items : propertyOf(s, String(head))
    return isObject(inside) ? descend(root, inside, rest) : []
  })
}

function propertyOf(schema: JsonObject, key: string): Json | undefined {
  const properties = schema.properties
  if (isObject(properties) && Object.hasOwn(properties, key)) return properties[key]
  return schema.additionalProperties
}

/** The schemas themselves and whatever they choose between. */
function alternatives(root: JsonObject, schemas: readonly JsonObject[]): JsonObject[] {
  return schemas.flatMap((schema) => {
    const choices = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => schema[key] ?? []).filter(isObject) as JsonObject[]
    return [schema, ...alternatives(root, choices)]
  })
}
