import type { OperationId } from '../model/contract.js'
import { participantIdHeader, providerIdHeader, requestIdHeader } from '../model/headers.js'
import { isFormType } from '../base/form.js'
import type { LoadedContract } from './loaded.js'
import type { OverlayFile, OverlayShape } from './overlay-file.js'
import { messageSchemas, propertyNames } from './property-names.js'
import { isObject } from '../base/json.js'
import { locate } from './pointer.js'
import type { BodyNames, NameTables } from './wire-names.js'

/** What an operator's contract calls otherwise than the reference. */
export interface Overlay {
  /** As read; absent for an operator's file with the reference's names. */
  readonly source?: OverlayFile
  /** By operation of the reference: how to find it in the operator's file. */
  readonly operations: Readonly<
    Record<string, { readonly operationId?: string | undefined; readonly path?: string | undefined }>
  >
  readonly tables: NameTables
}

/** The overlay of a file against the reference that it speaks of; `undefined` changes nothing. */
export function overlayOf(source: OverlayFile | undefined, reference: LoadedContract): Overlay {
  const written = source?.written ?? nothing
  const ids = [...reference.operations.keys()]
  const names = new Map(ids.map((id) => [id, referenceNamesOf(reference, id)]))
  const byOperation = <V>(make: (id: OperationId, own: Own, known: ReferenceNames) => V): Map<OperationId, V> =>
    new Map([...names].map(([id, known]) => [id, make(id, written.operations[id] ?? noOperation, known)] as const))
  return {
    ...(source ? { source } : {}),
    operations: Object.fromEntries(
      Object.entries(written.operations).map(([id, { operationId, path }]) => [id, { operationId, path }]),
    ),
    tables: {
      headers: lowerCased(written.headers),
      parameters: byOperation((_, own) => new Map(Object.entries(own.parameters))),
      requests: byOperation((_, own, known) => ({
        properties: namesIn(known.request, { ...written.properties, ...own.properties }, false),
        elsewhere: new Map(),
        ...(own.request === undefined ? {} : { body: own.request }),
      })),
      answers: byOperation((_, own, known) =>
        bodyNames(known.answers, { ...written.properties, ...own.properties }, own.body),
      ),
      errors: byOperation((_, _own, known) =>
        known.isOAuth
          ? { properties: new Map(), elsewhere: new Map() }
          : bodyNames(known.errors, written.error.properties, written.error.body),
      ),
      statuses: new Map(Object.entries(written.statuses).map(([status, on]) => [Number(status), [on].flat()])),
      sent: byOperation((_, own) => sentValues({ ...written.send, ...own.send })),
    },
  }
}

type Own = OverlayShape['operations'][string]
const noOperation: Own = { parameters: {}, properties: {}, send: {} }
const nothing: OverlayShape = {
  operations: {},
  headers: {},
  properties: {},
  error: { properties: {} },
  statuses: {},
  send: {},
}

/** The names that an operation of the reference uses in its messages. */
export interface ReferenceNames {
  readonly request: ReadonlySet<string>
  readonly answers: ReadonlySet<string>
  readonly errors: ReadonlySet<string>
  /** It takes a form: its request and its errors are OAuth's and have the standard's names (RFC 6749). */
  readonly isOAuth: boolean
}

/** The names in the messages of an operation of the reference. */
export function referenceNamesOf({ document, operations, paths }: LoadedContract, id: OperationId): ReferenceNames {
  const { request, answers, errors } = messageSchemas(document, paths.get(id) ?? [])
  return {
    request: propertyNames(document, request),
    answers: propertyNames(document, answers),
    errors: propertyNames(document, errors),
    isOAuth: isFormType(operations.get(id)?.requestContentType ?? ''),
  }
}

/** Header names that scenarios can mean: those of the platform's agreement and those of the reference. */
export function referenceHeaders({ document, operations, paths }: LoadedContract): Set<string> {
  const names = new Set([requestIdHeader, participantIdHeader, providerIdHeader])
  for (const [id, { parameters }] of operations) {
    for (const parameter of parameters) if (parameter.in === 'header') names.add(parameter.name.toLowerCase())
    const responses = locate(document, [...(paths.get(id) ?? []), 'responses'])?.value ?? {}
    for (const status of Object.keys(responses)) {
      const { headers } = locate(document, [...(paths.get(id) ?? []), 'responses', status])?.value ?? {}
      if (isObject(headers)) for (const name of Object.keys(headers)) names.add(name.toLowerCase())
    }
  }
  return names
}

/** A value that is secret stands in the environment, not in the file; `overlay-fit.ts` tells of one that is not there. */
function sentValues(written: OverlayShape['send']): Map<string, string> {
  return new Map(
    Object.entries(written).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (process.env[value.env] ?? ''),
    ]),
  )
}

type Written = Readonly<Record<string, string | null>>

function bodyNames(known: ReadonlySet<string>, written: Written, body: string | undefined): BodyNames {
  return {
    properties: namesIn(known, written, false),
    elsewhere: namesIn(known, written, true) as ReadonlyMap<string, string>,
    ...(body === undefined ? {} : { body }),
  }
}

/** The written names that a body of the reference has; those that are pointers, or those that are not. */
function namesIn(known: ReadonlySet<string>, written: Written, pointers: boolean): Map<string, string | null> {
  return new Map(Object.entries(written).filter(([name, wire]) => known.has(name) && isPointer(wire) === pointers))
}

/** A property that stands elsewhere in the message is written as a JSON Pointer from its root. */
export function isPointer(wire: string | null): wire is string {
  return wire?.startsWith('/') ?? false
}

function lowerCased(headers: Written): Map<string, string | null> {
  return new Map(Object.entries(headers).map(([name, wire]) => [name.toLowerCase(), wire?.toLowerCase() ?? null]))
}
