import { isObject, type Json } from '../base/json.js'
import type { Openness, WireNames } from '../model/contract.js'
import { segments, valueAt } from './pointer.js'

/** What an overlay says of one operation, or of errors. */
export interface BodyNames {
  /** Reference name of a property → name on the wire. */
  readonly properties: Readonly<Record<string, string>>
  /** JSON Pointer to where the body of the reference stands in the answer, e.g. `/data`. */
  readonly body?: string
}

/** Names on the wire for everything that scenarios call by the names of the reference contract. */
export interface NameTables {
  readonly headers: Readonly<Record<string, string>>
  /** By operation: reference name of a parameter → name on the wire. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** By operation; `properties` of the whole file are already among them. */
  readonly bodies: Readonly<Record<string, BodyNames>>
  readonly errors: BodyNames
  readonly statuses: Readonly<Record<string, readonly number[]>>
}

/** The names of a contract that is the reference itself. */
export const referenceNames: WireNames = {
  header: (name) => name,
  parameter: (_operation, name) => name,
  statuses: (statuses) => [...statuses],
  bodyToWire: (_operation, body) => body,
  bodyFromWire: (_operation, _status, body) => body,
}

/** Translations by the tables of an overlay; what a table does not name stays as it is. */
export function wireNames(tables: NameTables): WireNames {
  return {
    header: (name) => tables.headers[name] ?? name,
    parameter: (operation, name) => tables.parameters[operation]?.[name] ?? name,
    statuses: (statuses) => [...new Set(statuses.flatMap((status) => tables.statuses[String(status)] ?? [status]))],
    bodyToWire: (operation, body) => renamed(body, tables.bodies[operation]?.properties ?? {}),
    bodyFromWire: (operation, status, body) => {
      const names = status >= 400 ? tables.errors : tables.bodies[operation]
      if (!names) return body
      const inner = names.body === undefined ? body : valueAt(body, segments(names.body))
      return inner === undefined ? body : renamed(inner as Json, inverse(names.properties))
    },
  }
}

/** Openness of the reference, for a body with the names and the wrapping of the wire. */
export function opennessOnWire(openness: Openness, names: BodyNames | undefined): Openness {
  if (!names) return openness
  const inner = renamedOpenness(openness, names.properties)
  const wrap = names.body === undefined ? [] : segments(names.body)
  return wrap.reduceRight<Openness>((below, segment) => ({ properties: { [segment]: below } }), inner)
}

function renamedOpenness(openness: Openness, names: Readonly<Record<string, string>>): Openness {
  if (typeof openness === 'boolean') return openness
  const { properties, items } = openness
  return {
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, below]) => [names[name] ?? name, renamedOpenness(below, names)]),
    ),
    ...(items === undefined ? {} : { items: renamedOpenness(items, names) }),
  }
}

/** The value with property names replaced at every depth. */
function renamed(value: Json, names: Readonly<Record<string, string>>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => renamed(item, names))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      Object.hasOwn(names, name) ? (names[name] ?? name) : name,
      renamed(item, names),
    ]),
  )
}

function inverse(names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([reference, wire]) => [wire, reference]))
}
