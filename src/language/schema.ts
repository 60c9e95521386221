import type { ZodType } from 'zod'
import { isObject } from '../base/json.js'
import type { Json, JsonObject } from '../base/json.js'
import type { Procedure } from '../model/scenario.js'
import type { CheckKind, StepKind, Vocabulary } from '../model/vocabulary.js'
import { writtenSchema } from '../base/known-keys.js'
import { procedureShape, scenarioShape } from './shapes.js'

const named = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_-]*$',
  description: 'The name under which later steps refer to the result',
}
const requirement = {
  type: 'string',
  description: 'Id of requirements.yaml that the checks rest on; by default the first of «requires»',
}

/**
 * JSON Schema (draft 2020-12) of scenario and procedure files, for completion and hints in an editor. With procedures
 * their calls are described too; without them any further key is taken for a call. `loadSystem` checks far more.
 */
export function languageSchema(vocabulary: Vocabulary, procedures: readonly Procedure[] = []): Json {
  const schemas = new Definitions()
  const steps = { type: 'array', description: 'What is done, in order', minItems: 1, items: { $ref: '#/$defs/step' } }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Scenario or procedure of Synaq',
    if: { anyOf: ['id', 'title', 'script', 'requires'].map((key) => ({ type: 'object', required: [key] })) },
    then: { $ref: '#/$defs/scenario' },
    else: { $ref: '#/$defs/procedure' },
    $defs: {
      scenario: withProperties(schemas.add('scenario', scenarioShape), { steps }),
      procedure: withProperties(schemas.add('procedure', procedureShape), { steps }),
      step: stepSchema([...vocabulary.steps.values()], procedures, schemas),
      check: checkSchema([...vocabulary.checks.values()], schemas),
      ...schemas.definitions,
    },
  }
}

function stepSchema(kinds: readonly StepKind[], procedures: readonly Procedure[], schemas: Definitions): JsonObject {
  const known = kinds.map((kind): [string, JsonObject] => {
    const params = schemas.add(`step.${kind.name}`, kind.params)
    return [
      kind.name,
      { description: kind.summary.en, ...(kind.yields ? withProperties(params, { as: named }) : params) },
    ]
  })
  const calls = procedures.map((procedure): [string, JsonObject] => [procedure.name, callSchema(procedure)])
  return {
    type: 'object',
    description: 'One kind of step or one procedure with its settings, and what is checked of it',
    properties: {
      ...Object.fromEntries([...known, ...calls]),
      checks: { type: 'array', items: { $ref: '#/$defs/check' } },
      requirement,
    },
    ...(procedures.length > 0 ? { additionalProperties: false } : {}),
  }
}

function callSchema({ takes, gives }: Procedure): JsonObject {
  const properties = Object.entries(takes).map(([name, take]): [string, Json] => [
    name,
    { description: take.type, ...(take.default === undefined ? {} : { default: take.default }) },
  ])
  return {
    type: 'object',
    description: `A procedure; gives ${Object.keys(gives).join(', ') || 'nothing'}`,
    properties: { ...Object.fromEntries(properties), as: named },
    required: Object.keys(takes).filter((name) => takes[name]?.default === undefined),
    additionalProperties: false,
  }
}

function checkSchema(kinds: readonly CheckKind[], schemas: Definitions): JsonObject {
  const known = kinds.map((kind): [string, JsonObject] => [
    kind.name,
    { description: kind.summary.en, ...schemas.add(`check.${kind.name}`, kind.params) },
  ])
  return {
    type: 'object',
    description: 'One kind of check with its settings',
    properties: { ...Object.fromEntries(known), requirement },
    additionalProperties: false,
  }
}

/** Collects what recursive schemas define, under names that do not meet. */
class Definitions {
  readonly definitions: Record<string, Json> = {}

  /** The schema without its own `$defs`; references to them, and to itself, lead to the common ones. */
  add(name: string, schema: ZodType): JsonObject {
    const { $defs: own = {}, ...rest } = renamed(writtenSchema(schema), name) as JsonObject
    for (const [key, definition] of Object.entries(own as JsonObject)) this.definitions[`${name}.${key}`] = definition
    if (!JSON.stringify(rest).includes(`"$ref":"#/$defs/${name}"`)) return rest
    this.definitions[name] = rest
    return { $ref: `#/$defs/${name}` }
  }
}

/** The same schema with references to `#/$defs/x` leading to `#/$defs/<name>.x`, and those to `#` to `#/$defs/<name>`. */
function renamed(schema: Json, name: string): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map((item) => renamed(item, name))
  if (!isObject(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, value === '#' ? `#/$defs/${name}` : value.replace(/^#\/\$defs\//, `#/$defs/${name}.`)]
        : [key, renamed(value, name)],
    ),
  )
}

/** An object schema, or each object among its alternatives, with further properties. */
function withProperties(schema: JsonObject, properties: JsonObject): JsonObject {
  const widened = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (!['anyOf', 'oneOf'].includes(key) || !Array.isArray(value)) return [key, value]
    return [key, (value as readonly JsonObject[]).map((choice) => withProperties(choice, properties))]
  })
  const own = schema.properties
  if (!isObject(own)) return Object.fromEntries(widened)
  return { ...Object.fromEntries(widened), properties: { ...own, ...properties } }
}
