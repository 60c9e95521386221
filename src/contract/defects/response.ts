import { isObject } from '../../base/json.js'
import type { OperationId } from '../../model/contract.js'
import type { LoadedContract } from '../loaded.js'
import { isJsonType } from '../operations.js'
import { locate } from '../pointer.js'
import { certainPlaces, type SchemaPlace } from './places.js'

/** A response that the contract describes as JSON. */
export interface DescribedResponse {
  /** Statuses of its operation as they are written: `200`, `4XX`, `default`. */
  readonly statuses: readonly string[]
  readonly types: readonly string[]
  /** Names of headers that it must have, in lower case. */
  readonly headers: readonly string[]
  readonly places: readonly SchemaPlace[]
  /** Names of the operation's query parameters. */
  readonly query: readonly string[]
}

/**
 * The operation's response of success, or the one of refusal: the first of its class, for a refusal `default` too.
 * Undefined where there is none or where it is not JSON.
 */
export function describedResponse(
  { document, paths, operations }: LoadedContract,
  id: OperationId,
  which: 'answers' | 'refusals',
): DescribedResponse | undefined {
  const operation = paths.get(id) ?? []
  const statuses = Object.keys(locate(document, [...operation, 'responses'])?.value ?? {})
  const status = statuses.find((key) => (which === 'answers' ? /^2/ : /^(4|default)/).test(key))
  const response = status === undefined ? undefined : locate(document, [...operation, 'responses', status])
  const types = isObject(response?.value.content) ? Object.keys(response.value.content) : []
  const json = types.find(isJsonType)
  if (!response || json === undefined) return undefined
  const headers = isObject(response.value.headers) ? Object.keys(response.value.headers) : []
  const isRequired = (name: string): boolean =>
    locate(document, [...response.path, 'headers', name])?.value.required === true
  return {
    statuses,
    types,
    headers: headers.filter(isRequired).map((name) => name.toLowerCase()),
    places: certainPlaces(document, [...response.path, 'content', json, 'schema']),
    query: operations.get(id)?.parameters.flatMap((p) => (p.in === 'query' ? p.name : [])) ?? [],
  }
}
