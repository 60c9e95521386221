import { formFields } from '../base/form.js'
import { isObject, type JsonObject } from '../base/json.js'
import type { OperationParameter, ReceivedRequest } from '../model/contract.js'
import { isIgnoredHeader } from './ignored-headers.js'
import { locate, valueAt, type Located } from './pointer.js'
import type { Path } from './source.js'

/** A declared parameter with the texts that a received request has in its place. */
export interface ReceivedParameter {
  readonly declared: Located
  /** `query:pageNumber`, as departures name places. */
  readonly at: string
  readonly required: boolean
  /** Whether a list is written by repeating the name (OpenAPI 3.1, section 4.8.12). */
  readonly isList: boolean
  readonly values: readonly string[]
}

/** The parameters that an operation declares, each with what a request has in its place. */
export function receivedParameters(
  document: Record<string, unknown>,
  operation: Path,
  template: string,
  request: ReceivedRequest,
): ReceivedParameter[] {
  const { pathname, searchParams } = new URL(request.url)
  const inPath = pathValues(template, pathname)
  return declaredParameters(document, operation).map((declared) => {
    const { name, in: where, required } = declared.value as Pick<OperationParameter, 'name' | 'in' | 'required'>
    const header = request.headers[name.toLowerCase()]
    const values =
      where === 'query' ? searchParams.getAll(name) : ((where === 'path' ? inPath.get(name) : header) ?? [])
    const schema = locate(document, [...declared.path, 'schema'])
    return {
      declared,
      at: `${where}:${where === 'header' ? name.toLowerCase() : name}`,
      required: required,
      isList: schema?.value.type === 'array',
      values: [values].flat(),
    }
  })
}

/** The parameters of an operation and of its path; one of the operation takes the place of the path's (4.8.10). */
function declaredParameters(document: Record<string, unknown>, operation: Path): Located[] {
  const found = new Map<string, Located>()
  for (const list of [
    [...operation.slice(0, -1), 'parameters'],
    [...operation, 'parameters'],
  ]) {
    const written = valueAt(document, list)
    if (!Array.isArray(written)) continue
    written.forEach((_, index) => {
      const at = locate(document, [...list, index])
      if (
        at &&
        ['path', 'query', 'header'].includes(String(at.value.in)) &&
        !isIgnoredHeader(at.value.in, at.value.name)
      )
        found.set(`${String(at.value.in)} ${String(at.value.name)}`, at)
    })
  }
  return [...found.values()]
}

/** What stands in the path for each `{name}` of the template. A server may serve the contract under a prefix. */
function pathValues(template: string, pathname: string): Map<string, string> {
  const parts = template.split('/').slice(1)
  const tail = pathname.split('/').slice(-parts.length)
  return new Map(
    parts.flatMap((part, i): [string, string][] => {
      const name = /^\{(.+)\}$/.exec(part)?.[1]
      const value = tail[i]
      return name === undefined || value === undefined ? [] : [[name, decoded(value)]]
    }),
  )
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** A form as its schema reads it: a field that it calls a list has every value that came. */
export function formValue(body: string, schema: Located | undefined): JsonObject {
  const all = new URLSearchParams(body)
  const lists = [...new Set(all.keys())].filter((name) => isList(name, schema))
  return { ...formFields(body), ...Object.fromEntries(lists.map((name) => [name, all.getAll(name)])) }
}

/** Fields of a form that came more than once (RFC 6749, section 3.1), but for those that the schema calls a list. */
export function repeatedFields(body: string, schema: Located | undefined): string[] {
  const names = [...new URLSearchParams(body).keys()]
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i && !isList(name, schema)))]
}

function isList(name: string, schema: Located | undefined): boolean {
  const properties = isObject(schema?.value.properties) ? schema.value.properties : {}
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  return isObject(property) && property.type === 'array'
}
