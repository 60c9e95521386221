import type { ErrorObject } from 'ajv'
import { isObject, pointer } from '../base/json.js'
import type { Departure } from '../model/contract.js'
import { segments } from './pointer.js'

/** More than this many departures of one message say nothing new. */
export const mostDepartures = 50

/** Names that the contract declares; every other name in a message may be somebody's data. */
export type DeclaredNames = ReadonlySet<string>

/** Turns errors of JSON Schema into departures that hold no value of the message. */
export function departuresOf(errors: readonly ErrorObject[], declared: DeclaredNames): Departure[] {
  return distinct(errors.filter((error) => error.keyword !== 'if').map((error) => departureOf(error, declared)))
}

/** One departure for each rule and place, places in the same array counting as one; at most `mostDepartures`. */
export function distinct(departures: readonly Departure[]): Departure[] {
  const seen = new Map<string, Departure>()
  for (const departure of departures) {
    const key = `${departure.rule} ${departure.expected} ${departure.at.replace(/\/\d+(?=\/|$)/g, '/*')}`
    if (!seen.has(key)) seen.set(key, departure)
    if (seen.size === mostDepartures) break
  }
  return [...seen.values()]
}

function departureOf(error: ErrorObject, declared: DeclaredNames): Departure {
  const { keyword, params } = error
  const at = segments(error.instancePath).map((segment) => safeSegment(segment, declared))
  const missing: unknown = keyword === 'required' ? params.missingProperty : undefined
  if (typeof missing === 'string')
    return { at: join([...at, missing]), rule: keyword, expected: `required property ${missing}`, seen: 'absent' }
  const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty
  if (typeof extra === 'string') {
    const value: unknown = isObject(error.data) ? error.data[extra] : undefined
    const name = safeName(extra, declared)
    return { at: join([...at, name]), rule: keyword, expected: 'no such property', seen: seenAs(value) }
  }
  return { at: join(at), rule: keyword, expected: expectedBy(error), seen: seenAs(error.data) }
}

/** What a keyword of the contract demands, in a few words. */
function expectedBy(error: ErrorObject): string {
  const { keyword, params } = error
  const value: unknown = error.schema
  switch (keyword) {
    case 'type':
      return [params.type as string | string[]].flat().join(' or ')
    case 'enum':
      return `one of ${(params.allowedValues as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`
    case 'const':
      return JSON.stringify(params.allowedValue)
    case 'oneOf':
    case 'anyOf':
      return `${keyword === 'oneOf' ? 'exactly' : 'at least'} one of ${Array.isArray(value) ? value.length : 'the'} alternatives`
    case 'not':
      return 'not what the contract excludes'
    case 'propertyNames':
      return 'property names as declared'
    case 'false schema':
      return 'nothing here'
    default:
      return isPrintable(value) ? `${keyword} ${String(value)}` : keyword
  }
}

function isPrintable(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** The JSON type with the size where there is one; never the value. */
export function seenAs(value: unknown): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `array(${value.length})`
  if (typeof value === 'string') return `string(${value.length})`
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const hidden = '(name hidden)'

/** Array indexes stay; a name stays if the contract declares it or it cannot hold anybody's data. */
function safeSegment(segment: string, declared: DeclaredNames): string {
  return /^\d{1,6}$/.test(segment) ? segment : safeName(segment, declared)
}

/** A name of an ordinary shape; one with many digits could be an IIN, an account or a token. */
export function safeName(name: string, declared: DeclaredNames): string {
  if (declared.has(name)) return name
  const ordinary = /^[A-Za-z0-9_.-]{1,40}$/.test(name) && name.replace(/\D/g, '').length <= 4
  return ordinary ? name : hidden
}

function join(path: readonly string[]): string {
  return path.reduce(pointer, '')
}
