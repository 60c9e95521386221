import { isObject, type Json } from '../../base/json.js'
import { locate, valueAt } from '../pointer.js'
import type { Path } from '../source.js'
import { newAjv } from '../ajv.js'
import { matches, textMatching } from './pattern.js'

/** Whose message it is: what only the other side writes is left out of it. */
export type Direction = 'request' | 'response'

/** Deeper than this a schema refers to itself. */
const deepest = 24
/** A sample with more values than this tells nobody more. */
const mostValues = 4000
/** Lists are as long as they have to be, up to this. */
const mostItems = 20

/** How a sample is made. */
interface Manner {
  /** Examples of the schema are taken where they fit. */
  readonly examples: boolean
  /** What may be left out is there too. */
  readonly optional: boolean
  /** Which of several alternatives. */
  readonly branch: number
}

const manners: readonly Manner[] = [0, 1, 2, 3, 4].flatMap((branch) => [
  { examples: true, optional: true, branch },
  { examples: false, optional: true, branch },
  { examples: true, optional: false, branch },
  { examples: false, optional: false, branch },
])

/**
 * Values that a schema may allow, the fullest first: by its own examples where it has some, else made of its words. Whether
 * they meet every word of the schema has to be looked at by who uses them.
 */
export function* sampleValues(
  document: Record<string, unknown>,
  schema: Path,
  direction: Direction,
): Generator<Json, void, undefined> {
  const made = new Set<string>()
  for (const manner of manners) {
    const value = new Sampler(document, direction, manner).at(schema, 0)
    if (value === undefined || made.has(JSON.stringify(value))) continue
    made.add(JSON.stringify(value))
    yield value
  }
}

/** The first of `sampleValues`; undefined where none can be made. */
export function sampleValue(document: Record<string, unknown>, schema: Path, direction: Direction): Json | undefined {
  return sampleValues(document, schema, direction).next().value ?? undefined
}

type Schema = Readonly<Record<string, unknown>>

class Sampler {
  #values = 0

  constructor(
    private readonly document: Record<string, unknown>,
    private readonly direction: Direction,
    private readonly manner: Manner,
  ) {}

  at(path: Path, depth: number): Json | undefined {
    const found = locate(this.document, path)
    if (!found) return valueAt(this.document, path) === true ? {} : undefined
    this.#values += 1
    if (depth > deepest || this.#values > mostValues) return undefined
    const { value: schema } = found
    const given = givenBy(schema, this.manner.examples)
    if (given !== undefined) return given
    const joined = this.#joined(found.path, depth)
    return joined === undefined ? this.#byType(schema, found.path, depth) : joined
  }

  /** What alternatives and joined schemas come to; undefined where the schema has none. */
  #joined(path: Path, depth: number): Json | undefined {
    const schema = (locate(this.document, path)?.value ?? {}) as Schema
    const branch = (word: string): Json | undefined => {
      const list = schema[word]
      if (!Array.isArray(list)) return undefined
      const first = Math.min(this.manner.branch, list.length - 1)
      const order = [first, ...list.keys()]
      return order.map((i) => this.at([...path, word, i], depth + 1)).find((value) => value !== undefined)
    }
    const parts: (Json | undefined)[] = []
    if (Array.isArray(schema.allOf))
      schema.allOf.forEach((_, i) => parts.push(this.at([...path, 'allOf', i], depth + 1)))
    if (schema.oneOf !== undefined) parts.push(branch('oneOf'))
    if (schema.anyOf !== undefined) parts.push(branch('anyOf'))
    if (parts.length === 0) return undefined
    if (isObject(schema.properties)) parts.push(this.#object(schema, path, depth))
    const known = parts.filter((part) => part !== undefined)
    if (known.length > 0 && known.every(isObject)) return Object.assign({}, ...known) as Json
    return known[0]
  }

  #byType(schema: Schema, path: Path, depth: number): Json | undefined {
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(schema, path, depth)
      case 'array':
        return this.#list(schema, path, depth)
      case 'string':
        return sampleText(schema)
      case 'integer':
      case 'number':
        return sampleNumber(schema, typeOf(schema) === 'integer')
      case 'boolean':
        return true
      case 'null':
        return null
      default:
        return {}
    }
  }

  #object(schema: Schema, path: Path, depth: number): Json | undefined {
    const properties = isObject(schema.properties) ? schema.properties : {}
    const required = new Set(Array.isArray(schema.required) ? (schema.required as unknown[]) : [])
    const hidden = this.direction === 'request' ? 'readOnly' : 'writeOnly'
    const made: Record<string, Json> = {}
    for (const name of Object.keys(properties)) {
      if (!this.manner.optional && !required.has(name)) continue
      const at = [...path, 'properties', name]
      if (locate(this.document, at)?.value[hidden] === true && !required.has(name)) continue
      const value = this.at(at, depth + 1)
      if (value !== undefined) made[name] = value
      else if (required.has(name)) return undefined
    }
    for (const name of required) if (typeof name === 'string' && !(name in made)) made[name] = 'text'
    return made
  }

  #list(schema: Schema, path: Path, depth: number): Json {
    const { minItems } = schema
    const least = typeof minItems === 'number' ? Math.min(minItems, mostItems) : 0
    const item = 'items' in schema ? this.at([...path, 'items'], depth + 1) : undefined
    if (item === undefined) return []
    return Array.from({ length: Math.max(1, least) }, (_, i) => distinct(item, i))
  }
}

/** Entries of a list that has to hold several may have to differ. */
function distinct(item: Json, i: number): Json {
  if (i === 0) return item
  if (typeof item === 'number') return item + i
  return typeof item === 'string' && !/\d{4}-\d\d|:\/\/|@/.test(item) ? `${item}${i}` : item
}

/** The value that the schema itself names and, as far as can be seen at once, allows. */
function givenBy(schema: Schema, withExamples: boolean): Json | undefined {
  const { example, examples, const: only, enum: listed, default: usual } = schema
  const shown = withExamples ? [example, ...(Array.isArray(examples) ? (examples as unknown[]) : [])] : []
  const values = [
    only,
    ...shown,
    ...(Array.isArray(listed) ? (listed as unknown[]) : []),
    withExamples ? usual : undefined,
  ]
  return values.find((value) => value !== undefined && value !== null && seemsAllowed(schema, value)) as
    Json | undefined
}

/** Examples in published files often depart from the schema that they stand in. */
function seemsAllowed(schema: Schema, value: unknown): boolean {
  const { type, enum: listed, pattern, format, minimum, maximum, minLength, maxLength } = schema
  const types = [type].flat().filter((one) => typeof one === 'string')
  if (types.length > 0 && !types.some((one) => isOfType(value, one))) return false
  if (Array.isArray(listed) && !listed.includes(value)) return false
  if (typeof value === 'number')
    return !(typeof minimum === 'number' && value < minimum) && !(typeof maximum === 'number' && value > maximum)
  if (typeof value !== 'string') return true
  if (typeof minLength === 'number' && value.length < minLength) return false
  if (typeof maxLength === 'number' && value.length > maxLength) return false
  if (typeof pattern === 'string' && !matches(pattern, value)) return false
  return typeof format !== 'string' || meetsFormat(format, value)
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

const formatChecks = newAjv(false)

function meetsFormat(format: string, value: string): boolean {
  if (!Object.hasOwn(formatChecks.formats, format)) return true
  return formatChecks.validate({ type: 'string', format }, value)
}

/** The first type that is not null; what the words speak of where none is named. */
function typeOf(schema: Schema): string | undefined {
  const types = [schema.type].flat().filter((type) => typeof type === 'string')
  const named = types.find((type) => type !== 'null') ?? types[0]
  if (named !== undefined) return named
  if (schema.properties !== undefined || schema.required !== undefined || schema.additionalProperties !== undefined)
    return 'object'
  if (schema.items !== undefined) return 'array'
  if (schema.pattern !== undefined || schema.format !== undefined || schema.maxLength !== undefined) return 'string'
  return schema.minimum !== undefined || schema.maximum !== undefined ? 'number' : undefined
}

/** Texts of the formats that JSON Schema and OpenAPI name. */
const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T10:00:00Z',
  date: '2026-01-31',
  time: '10:00:00Z',
  duration: 'P1D',
  email: 'name@example.com',
  'idn-email': 'name@example.com',
  hostname: 'host.example',
  'idn-hostname': 'host.example',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://host.example/path',
  'uri-reference': '/path',
  url: 'https://host.example/path',
  iri: 'https://host.example/path',
  uuid: '3f2f5b1e-5d0a-4c8e-9a52-0d6a3f0c7b11',
  byte: 'dGV4dA==',
  binary: 'text',
  'json-pointer': '/a',
  regex: '^a$',
  password: 'secret-text',
}

function sampleText(schema: Schema): string | undefined {
  const { pattern, format, minLength, maxLength } = schema
  const least = typeof minLength === 'number' ? minLength : 0
  const most = typeof maxLength === 'number' ? maxLength : 300
  if (least > 10_000) return undefined
  if (typeof pattern === 'string') return textMatching(pattern, least, most)
  const text = (typeof format === 'string' ? formats[format] : undefined) ?? 'text'
  return text.padEnd(least, 'x').slice(0, Math.max(most, 0))
}

function sampleNumber(schema: Schema, whole: boolean): number {
  const numberOf = (word: string): number | undefined => (typeof schema[word] === 'number' ? schema[word] : undefined)
  const [above, below] = [numberOf('exclusiveMinimum'), numberOf('exclusiveMaximum')]
  const step = numberOf('multipleOf') ?? (whole ? 1 : undefined)
  const least = numberOf('minimum') ?? (above === undefined ? undefined : above + (step ?? smallStep(above, below)))
  const most = numberOf('maximum') ?? (below === undefined ? undefined : below - (step ?? smallStep(above, below)))
  const wanted = Math.min(Math.max(step ?? 1, least ?? -Infinity), most ?? Infinity)
  if (step === undefined) return wanted
  const up = Math.ceil(wanted / step) * step
  return most !== undefined && up > most ? Math.floor(most / step) * step : up
}

const smallStep = (above = 0, below = above + 2): number => Math.min(1, Math.abs(below - above) / 2)
