import { isObject, type Json } from '../../base/json.js'
import type { Departure, OperationId } from '../../model/contract.js'
import type { LoadedContract } from '../loaded.js'
import { responseAt } from '../messages.js'
import { isJsonType } from '../operations.js'
import { locate } from '../pointer.js'
import type { Path } from '../source.js'
import { namedExamples } from './examples.js'
import { sampleValue, sampleValues } from './value.js'

/** An answer that the contract itself shows, or that was made of its schema. */
export interface SampleResponse {
  readonly status: number
  /** Those that it must have, and the content type where it is not application/json. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Json
  /** In place of JSON. */
  readonly text?: string
  /** Where the body is from. */
  readonly from: 'example' | 'schema' | 'nothing'
  /** What of it departs from the contract all the same: then the contract contradicts itself, or no better one could be made. */
  readonly departures: readonly Departure[]
}

/** An example of the contract that departs from the schema beside it. */
export interface WrongExample {
  readonly path: Path
  readonly departures: readonly Departure[]
}

/** The statuses that an operation declares, as written: `200`, `4XX`, `default`. */
export function declaredStatuses({ document, paths }: LoadedContract, id: OperationId): string[] {
  return Object.keys(locate(document, [...(paths.get(id) ?? []), 'responses'])?.value ?? {}).filter(
    (key) => !key.startsWith('x-'),
  )
}

/** The first status of success that an operation declares; 200 where it names none. */
export function successStatus(contract: LoadedContract, id: OperationId): number {
  const [first] = declaredStatuses(contract, id).filter((key) => key.startsWith('2'))
  return first === undefined || !/^\d{3}$/.test(first) ? 200 : Number(first)
}

/** True where the contract says what an answer with this status looks like. */
export function declares(contract: LoadedContract, id: OperationId, status: number): boolean {
  return responseAt(contract.document, contract.paths.get(id) ?? [], status) !== undefined
}

/** True where the answer with this status has content that the contract describes. */
export function describesContent(contract: LoadedContract, id: OperationId, status: number): boolean {
  const response = responseAt(contract.document, contract.paths.get(id) ?? [], status)
  return response !== undefined && isObject(response.value) && isObject(response.value.content)
}

/**
 * An answer with this status: the first example of the contract that meets its schema, else one made of the schema.
 * Undefined where the operation declares no such answer.
 */
export function sampleResponse(contract: LoadedContract, id: OperationId, status: number): SampleResponse | undefined {
  const { document } = contract
  const response = responseAt(document, contract.paths.get(id) ?? [], status)
  if (!response) return undefined
  const content = isObject(response.value.content) ? Object.keys(response.value.content) : []
  const type = content.find(isJsonType) ?? content[0]
  const headers = { ...requiredHeaders(document, response.path), ...contentType(type) }
  const nothing: SampleResponse = { status, headers, from: 'nothing', departures: [] }
  if (type === undefined) return nothing
  let best: SampleResponse = nothing
  for (const { value, from } of bodiesOf(document, [...response.path, 'content', type])) {
    const shown = isJsonType(type)
      ? { body: value }
      : { text: typeof value === 'string' ? value : JSON.stringify(value) }
    const departures = contract.validateResponse(id, status, { 'content-type': type, ...headers }, value)
    const made: SampleResponse = { status, headers, ...shown, from, departures }
    if (departures.length === 0) return made
    if (best === nothing || departures.length < best.departures.length) best = made
  }
  return best
}

/** Examples of an operation's answers that depart from the schemas beside them. */
export function wrongExamples(contract: LoadedContract, id: OperationId): WrongExample[] {
  const { document, paths } = contract
  return declaredStatuses(contract, id).flatMap((key) => {
    const status = statusOf(key)
    const response = locate(document, [...(paths.get(id) ?? []), 'responses', key])
    const content = isObject(response?.value.content) ? Object.keys(response.value.content) : []
    return content.filter(isJsonType).flatMap((type) =>
      namedExamples(document, [...(response?.path ?? []), 'content', type]).flatMap(
        ({ path, value }): WrongExample[] => {
          const found = contract.validateResponse(id, status, { 'content-type': type }, value)
          const departures = found.filter(({ at }) => !at.startsWith('header:'))
          return departures.length === 0 ? [] : [{ path, departures }]
        },
      ),
    )
  })
}

/** A status that a key of `responses` covers. */
const statusOf = (key: string): number =>
  /^\d{3}$/.test(key) ? Number(key) : key === 'default' ? 500 : Number(`${key.charAt(0)}00`)

function* bodiesOf(
  document: Record<string, unknown>,
  media: Path,
): Generator<{ readonly value: Json; readonly from: 'example' | 'schema' }, void, undefined> {
  for (const { value } of namedExamples(document, media)) yield { value, from: 'example' }
  for (const value of sampleValues(document, [...media, 'schema'], 'response')) yield { value, from: 'schema' }
}

function contentType(type: string | undefined): Record<string, string> {
  if (type === undefined || /^application\/json\s*(?:;|$)/i.test(type) || type.includes('*')) return {}
  return { 'content-type': type }
}

function requiredHeaders(document: Record<string, unknown>, response: Path): Record<string, string> {
  const declared = locate(document, response)?.value.headers
  const names = isObject(declared) ? Object.keys(declared) : []
  const made = names.flatMap((name): [string, string][] => {
    const header = locate(document, [...response, 'headers', name])
    if (header?.value.required !== true || name.toLowerCase() === 'content-type') return []
    const [shown] = namedExamples(document, header.path)
    const value = shown?.value ?? sampleValue(document, [...header.path, 'schema'], 'response')
    return value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : JSON.stringify(value)]]
  })
  return Object.fromEntries(made)
}
