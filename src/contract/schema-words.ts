/** Keywords of JSON Schema 2020-12 whose value is a schema. */
export const schemaKeywords = [
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'if',
  'then',
  'else',
  'not',
  'contentSchema',
]
/** Keywords whose value is a list of schemas. */
export const listKeywords = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
/** Keywords whose value is an object of schemas. */
export const mapKeywords = ['properties', 'patternProperties', 'dependentSchemas', '$defs']

/** Keywords whose value is no schema. */
const plainKeywords = [
  ...['$id', '$schema', '$ref', '$anchor', '$dynamicRef', '$dynamicAnchor', '$vocabulary', '$comment'],
  ...['type', 'const', 'enum', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  ...['maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains'],
  ...['maxProperties', 'minProperties', 'required', 'dependentRequired', 'format', 'contentEncoding'],
  ...['contentMediaType', 'title', 'description', 'default', 'deprecated', 'readOnly', 'writeOnly', 'examples'],
  // OpenAPI 3.1 adds these (section 4.8.24).
  ...['discriminator', 'xml', 'externalDocs', 'example'],
]

/** Every word that a schema of OpenAPI 3.1 may use beside `x-` extensions. */
export const knownKeywords: ReadonlySet<string> = new Set([
  ...plainKeywords,
  ...schemaKeywords,
  ...listKeywords,
  ...mapKeywords,
])
