import { isObject, type Json } from '../base/json.js'
import type { OperationId, WireNames } from '../model/contract.js'
import { segments, valueAt } from './pointer.js'

/** How one kind of body of an operation is written: its names, and where in the message it stands. */
export interface BodyNames {
  /** Name of the reference → name on the wire, at any depth; null where the contract has none. */
  readonly properties: ReadonlyMap<string, string | null>
  /** Properties of the body's top that stand elsewhere in the message: name of the reference → JSON Pointer. */
  readonly elsewhere: ReadonlyMap<string, string>
  /** JSON Pointer to where the body of the reference stands in the message, e.g. `/data`. */
  readonly body?: string
}

/** Names on the wire for everything that scenarios call by the names of the reference contract. */
export interface NameTables {
  /** In lower case; null where the contract has no such header. */
  readonly headers: ReadonlyMap<string, string | null>
  readonly parameters: ReadonlyMap<OperationId, ReadonlyMap<string, string | null>>
  readonly requests: ReadonlyMap<OperationId, BodyNames>
  readonly answers: ReadonlyMap<OperationId, BodyNames>
  readonly errors: ReadonlyMap<OperationId, BodyNames>
  readonly statuses: ReadonlyMap<number, readonly number[]>
  /** Header and query parameters that are sent although no scenario names them, by operation. */
  readonly sent: ReadonlyMap<OperationId, ReadonlyMap<string, string>>
}

/** The names of a contract that is the reference itself. */
export const referenceNames: WireNames = {
  header: (name) => name,
  lacksHeader: () => false,
  parameter: (_operation, name) => name,
  property: (_operation, name) => name,
  sent: () => new Map(),
  statuses: (statuses) => [...statuses],
  bodyToWire: (_operation, body) => body,
  bodyFromWire: (_operation, _status, body) => body,
}

/** Translations by the tables of an overlay; what a table does not name stays as it is. */
export function wireNames(tables: NameTables): WireNames {
  const { headers, parameters, requests, answers, errors, statuses, sent } = tables
  return {
    header: (name) => headers.get(name) ?? name,
    lacksHeader: (name) => headers.get(name) === null,
    parameter: (operation, name) => {
      const known = parameters.get(operation)
      return known?.has(name) === true ? (known.get(name) ?? undefined) : name
    },
    property: (operation, name) => nameIn(answers.get(operation), name) ?? nameIn(errors.get(operation), name) ?? name,
    sent: (operation) => sent.get(operation) ?? new Map(),
    statuses: (wanted) => [...new Set(wanted.flatMap((status) => statuses.get(status) ?? [status]))],
    bodyToWire: (operation, body) => toWire(body, requests.get(operation)),
    bodyFromWire: (operation, status, body) => fromWire(body, (status >= 400 ? errors : answers).get(operation)),
  }
}

function nameIn(names: BodyNames | undefined, name: string): string | undefined {
  return names?.elsewhere.get(name) ?? names?.properties.get(name) ?? undefined
}

/** The statuses of the reference that stand behind one on the wire; the status itself where the overlay says nothing of it. */
export function referenceStatuses(tables: NameTables, status: number): number[] {
  const renamed = [...tables.statuses].filter(([, onWire]) => onWire.includes(status)).map(([known]) => known)
  return tables.statuses.has(status) && renamed.length > 0 ? renamed : [...new Set([...renamed, status])]
}

function toWire(body: Json, names: BodyNames | undefined): Json {
  if (!names) return body
  const inner = renamed(body, (name) => (names.properties.has(name) ? (names.properties.get(name) ?? undefined) : name))
  const wrap = names.body === undefined ? [] : segments(names.body)
  return wrap.reduceRight<Json>((below, segment) => ({ [segment]: below }), inner)
}

/** Null where the message has no such part: nothing is then known under the names of the reference. */
function fromWire(message: Json, names: BodyNames | undefined): Json {
  if (!names) return message
  const inner = names.body === undefined ? message : valueAt(message, segments(names.body))
  if (inner === undefined) return null
  const known = new Map([...names.properties].flatMap(([name, wire]) => (wire === null ? [] : [[wire, name]])))
  const taken = new Set([...names.properties.keys(), ...names.elsewhere.keys()])
  // A name of the reference that is written otherwise means something else where it comes on the wire.
  const read = (value: Json): Json => renamed(value, (wire) => known.get(wire) ?? (taken.has(wire) ? undefined : wire))
  const body = read(inner as Json)
  if (!isObject(body)) return body
  const found = [...names.elsewhere].flatMap(([name, pointer]): [string, Json][] => {
    const value = valueAt(message, segments(pointer))
    return value === undefined ? [] : [[name, read(value as Json)]]
  })
  return { ...body, ...Object.fromEntries(found) }
}

/** The value with property names replaced at every depth; a property without a name is left out. */
function renamed(value: Json, nameOf: (name: string) => string | undefined): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => renamed(item, nameOf))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries<Json>(value).flatMap(([name, item]) => {
      const other = nameOf(name)
      return other === undefined ? [] : [[other, renamed(item, nameOf)]]
    }),
  )
}
