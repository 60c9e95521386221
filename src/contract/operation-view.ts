import { isObject } from '../base/json.js'
import { demandsOf, fieldsOf, type Field, type Fields } from './fields.js'
import type { LoadedContract } from './loaded.js'
import { isJsonType, requestMedia } from './operations.js'
import { locate, segments, valueAt } from './pointer.js'
import { alternatives, propertySchemas, schemasAtPointer } from './property-names.js'
import type { Path } from './source.js'
import type { BodyNames } from './wire-names.js'

/** An operation as far as it matters to who calls or serves it, under the names of the reference. */
export interface OperationView {
  /** `GET /accounts` */
  readonly address: string
  /** `query pageSize` → what it is. */
  readonly parameters: Fields
  readonly requestType: string | undefined
  readonly request: Fields
  readonly answers: ReadonlyMap<string, AnswerView>
}

/** What an operation answers with one status. */
export interface AnswerView {
  readonly contentTypes: string
  readonly headers: Fields
  readonly body: Fields
  /** Where the body of the reference stands in the message. */
  readonly wrapper: string
}

/** The operations of a contract: those that the reference has under its names, the others under their own. */
export function operationViews(contract: LoadedContract): Map<string, OperationView> {
  const known = new Map([...contract.paths].map(([id, path]) => [JSON.stringify(path), id]))
  const views = new Map<string, OperationView>()
  for (const { address, path, id } of contract.everyOperation)
    views.set(
      known.get(JSON.stringify(path)) ?? id ?? address,
      viewOf(contract, address, path, known.get(JSON.stringify(path))),
    )
  return views
}

function viewOf(contract: LoadedContract, address: string, path: Path, id: string | undefined): OperationView {
  const { document, tables } = contract
  const names = id === undefined ? undefined : tables?.requests.get(id)
  const media = requestMedia(document, path)
  const responses = locate(document, [...path, 'responses'])?.value ?? {}
  return {
    address,
    parameters: parametersOf(contract, path, id),
    requestType: media?.contentType,
    request: media ? bodyFields(document, [media.path], names) : new Map(),
    answers: new Map(
      Object.keys(responses).map((status) => [status, answerOf(contract, [...path, 'responses', status], status, id)]),
    ),
  }
}

function answerOf(
  { document, tables }: LoadedContract,
  path: Path,
  status: string,
  id: string | undefined,
): AnswerView {
  const response = locate(document, path)
  const isError = /^[45]|^default$/.test(status)
  const names = id === undefined ? undefined : (isError ? tables?.errors : tables?.answers)?.get(id)
  const content = isObject(response?.value.content) ? Object.keys(response.value.content) : []
  const json = content.find(isJsonType)
  const declared = isObject(response?.value.headers) ? Object.keys(response.value.headers) : []
  const headerNames = inverse(tables?.headers)
  return {
    contentTypes: content.sort().join(', '),
    headers: new Map(
      declared.map((name) => {
        const header = locate(document, [...(response?.path ?? []), 'headers', name])
        const lower = name.toLowerCase()
        const schemas = header ? alternatives(document, [[...header.path, 'schema']]) : []
        const field: Field = {
          wire: lower,
          required: header?.value.required === true,
          demands: demandsOf(document, schemas),
        }
        return [headerNames.get(lower) ?? lower, field]
      }),
    ),
    body:
      response && json !== undefined
        ? bodyFields(document, [[...response.path, 'content', json, 'schema']], names)
        : new Map(),
    wrapper: names?.body ?? '',
  }
}

/** Fields from the place on where the body of the reference stands, and those that stand elsewhere. */
function bodyFields(document: Record<string, unknown>, schemas: readonly Path[], names: BodyNames | undefined): Fields {
  const reference = inverse(names?.properties)
  const nameOf = (wire: string): string => reference.get(wire) ?? wire
  const body = names?.body === undefined ? schemas : schemasAtPointer(document, schemas, names.body)
  const fields = fieldsOf(document, body, nameOf)
  for (const [name, pointer] of names?.elsewhere ?? []) {
    const [parent, last] = [segments(pointer).slice(0, -1), segments(pointer).at(-1) ?? '']
    const holders = parent.reduce<Path[]>((at, segment) => propertySchemas(document, at, segment), [...schemas])
    const required = alternatives(document, holders).some((path) => {
      const list = valueAt(document, [...path, 'required'])
      return Array.isArray(list) && list.includes(last)
    })
    for (const [place, field] of fieldsOf(document, propertySchemas(document, holders, last), nameOf))
      fields.set(`/${name}${place}`, place === '' ? { ...field, wire: pointer, required } : field)
  }
  return fields
}

function parametersOf({ document, tables }: LoadedContract, path: Path, id: string | undefined): Fields {
  const names = inverse(id === undefined ? undefined : tables?.parameters.get(id))
  const headers = inverse(tables?.headers)
  const fields = new Map<string, Field>()
  for (const list of [
    [...path.slice(0, -1), 'parameters'],
    [...path, 'parameters'],
  ]) {
    const written = valueAt(document, list)
    if (!Array.isArray(written)) continue
    written.forEach((_, index) => {
      const parameter = locate(document, [...list, index])
      if (!parameter || typeof parameter.value.name !== 'string') return
      const { name, in: where, required } = parameter.value
      const wire = where === 'header' ? name.toLowerCase() : name
      const known = (where === 'header' ? headers : names).get(wire) ?? wire
      const demands = demandsOf(document, alternatives(document, [[...parameter.path, 'schema']]))
      fields.set(`${String(where)} ${known}`, { wire, required: required === true, demands })
    })
  }
  return fields
}

function inverse(names: ReadonlyMap<string, string | null> | undefined): Map<string, string> {
  return new Map([...(names ?? [])].flatMap(([name, wire]) => (wire === null ? [] : [[wire, name]])))
}
