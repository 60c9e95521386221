import { isObject, type Json } from '../../base/json.js'
import type { OperationId } from '../../model/contract.js'
import type { LoadedContract } from '../loaded.js'
import { isFormType } from '../../base/form.js'
import { isJsonType, requestMedia } from '../operations.js'
import { locate, valueAt } from '../pointer.js'
import type { Path } from '../source.js'
import { namedExamples } from './examples.js'
import { sampleValue, sampleValues } from './value.js'

/** A parameter of an operation as the document has it, with a value for it. */
export interface SampleParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required: boolean
  /** Where it stands in the document. */
  readonly path: Path
  readonly schema: Readonly<Record<string, unknown>>
  /** Values that the contract shows, in their order. */
  readonly shown: readonly Json[]
  /** The first of them, else one made of the schema; undefined where none can be made. */
  readonly value: Json | undefined
}

/** The parameters of an operation, those of its path first. */
export function sampleParameters({ document, paths }: LoadedContract, id: OperationId): SampleParameter[] {
  const operation = paths.get(id) ?? []
  const found = new Map<string, SampleParameter>()
  for (const list of [
    [...operation.slice(0, -1), 'parameters'],
    [...operation, 'parameters'],
  ]) {
    const written = valueAt(document, list)
    if (!Array.isArray(written)) continue
    written.forEach((_, i) => {
      const at = locate(document, [...list, i])
      if (at && typeof at.value.name === 'string')
        found.set(`${String(at.value.in)} ${at.value.name}`, parameter(document, at))
    })
  }
  return [...found.values()]
}

type Found = NonNullable<ReturnType<typeof locate>>

function parameter(document: Record<string, unknown>, { path, value }: Found): SampleParameter {
  const content = isObject(value.content) ? Object.keys(value.content)[0] : undefined
  const schemaPath = content === undefined ? [...path, 'schema'] : [...path, 'content', content, 'schema']
  const schema = locate(document, schemaPath)?.value ?? {}
  const shown = [...namedExamples(document, path).map((example) => example.value), ...shownBySchema(schema)]
  return {
    name: String(value.name),
    in: value.in as SampleParameter['in'],
    required: value.required === true,
    path,
    schema,
    shown,
    value: shown[0] ?? sampleValue(document, schemaPath, 'request'),
  }
}

/** Values that a schema shows or lists: nobody else knows which ones there are. */
function shownBySchema({
  const: only,
  example,
  examples,
  enum: listed,
  default: usual,
}: Readonly<Record<string, unknown>>): Json[] {
  const values = [
    only,
    example,
    ...(Array.isArray(examples) ? (examples as unknown[]) : []),
    ...(Array.isArray(listed) ? (listed as unknown[]) : []),
    usual,
  ]
  return values.filter((value) => value !== undefined && value !== null) as Json[]
}

/** The body of a request. */
export interface SampleBody {
  readonly contentType: string
  readonly required: boolean
  /** JSON, or the fields of a form; undefined where none could be made. */
  readonly value: Json | undefined
  readonly schema: Path
}

/** A body that an operation takes: its first example that meets the schema, else one made of it; undefined where it takes none. */
export function sampleBody(contract: LoadedContract, id: OperationId): SampleBody | undefined {
  const { document, paths } = contract
  const media = requestMedia(document, paths.get(id) ?? [])
  if (!media) return undefined
  const { contentType, required, path: schema } = media
  if (!isJsonType(contentType) && !isFormType(contentType)) return { contentType, required, value: undefined, schema }
  const shown = namedExamples(document, schema.slice(0, -1)).map((example) => example.value)
  const isSound = (one: Json): boolean => contract.validateRequest(id, one).length === 0
  const value = shown.find(isSound) ?? firstSound(sampleValues(document, schema, 'request'), isSound)
  return { contentType, required, value, schema }
}

function firstSound(values: Iterable<Json>, isSound: (value: Json) => boolean): Json | undefined {
  for (const value of values) if (isSound(value)) return value
  return undefined
}
