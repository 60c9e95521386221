import { eachSchema } from './schemas.js'

/** A place in a 3.0 file where its author may have meant more than OpenAPI 3.0 says. */
export interface UpgradeRemark {
  readonly path: readonly (string | number)[]
  readonly what: string
}

/**
 * Rewrites a sound OpenAPI 3.0 document as 3.1 in place; every value keeps its path, so positions stay true.
 * Only schemas differ in what they mean: `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and what stands
 * beside a `$ref`, which 3.0 ignores and 3.1 obeys (OpenAPI 3.0.3, sections 4.7.23 and 4.7.24).
 */
export function upgradeTo31(document: Record<string, unknown>): UpgradeRemark[] {
  const remarks: UpgradeRemark[] = []
  document.openapi = '3.1.0'
  eachSchema(document, (schema, path) => {
    if (typeof schema.$ref === 'string') {
      for (const word of Object.keys(schema))
        if (word !== '$ref' && !word.startsWith('x-')) Reflect.deleteProperty(schema, word)
      return
    }
    const { nullable } = schema
    delete schema.nullable
    if (nullable === true && typeof schema.type === 'string') schema.type = [schema.type, 'null']
    else if (nullable === true)
      remarks.push({ path: [...path, 'nullable'], what: '«nullable» without «type» says nothing (OpenAPI 3.0.3)' })
    exclusive(schema, 'exclusiveMinimum', 'minimum')
    exclusive(schema, 'exclusiveMaximum', 'maximum')
  })
  return remarks
}

/** A limit that is left out is a limit of its own in JSON Schema 2020-12. */
function exclusive(schema: Record<string, unknown>, word: string, limit: string): void {
  if (typeof schema[word] !== 'boolean') return
  const isExclusive = schema[word]
  Reflect.deleteProperty(schema, word)
  if (!isExclusive || schema[limit] === undefined) return
  schema[word] = schema[limit]
  Reflect.deleteProperty(schema, limit)
}
