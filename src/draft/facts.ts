import { isObject, type Json } from '../base/json.js'
import { isIgnoredHeader } from '../contract/ignored-headers.js'
import type { LoadedContract } from '../contract/loaded.js'
import { pointerTo } from '../contract/pointer.js'
import {
  sampleBody,
  sampleParameters,
  sampleResponse,
  successStatus,
  type SampleParameter,
} from '../contract/samples/index.js'
import type { OperationId } from '../model/contract.js'
import type { Note, OperationFacts } from './types.js'

/** Keys of the step `request` that are no parameters of an operation. */
const ownKeys = new Set([
  'operation',
  'with',
  'authorization',
  'certificate',
  'provider',
  'headers',
  'method',
  'body',
  'text',
  'tls',
  'as',
])

/** What the contract tells of an operation; notes say what it does not. */
export function factsOf(contract: LoadedContract, id: OperationId, notes: Note[]): OperationFacts {
  const operation = contract.operations.get(id)
  if (!operation) throw new Error(`the contract has no operation «${id}»`)
  const note = (what: string): void => void notes.push({ operation: id, what })
  const parameters = sampleParameters(contract, id).filter(
    (parameter) => !isIgnoredHeader(parameter.in, parameter.name),
  )
  const body = sampleBody(contract, id)
  const success = successStatus(contract, id)
  const answer = sampleResponse(contract, id, success)
  const problems: string[] = []
  const request: Record<string, Json> = {}
  for (const parameter of parameters) {
    if (!parameter.required) continue
    const found = valueFor(parameter)
    if ('why' in found) problems.push(`the required parameter «${parameter.name}» ${found.why}`)
    else request[parameter.name] = found.value
  }
  if (body?.required === true) {
    if (body.value === undefined) problems.push(`no body of ${body.contentType} that meets its schema could be made`)
    else request.body = body.value
  }
  if (problems.length === 0 && JSON.stringify(request).includes('${'))
    problems.push('a value of it holds «${», which scenarios take for a reference')
  if (answer === undefined) problems.push('it declares no answer of success')
  else if (answer.departures.length > 0) {
    const at = answer.departures[0]?.at ?? ''
    const where = at === '' ? '' : ` (${at})`
    problems.push(`no answer ${success} that meets its schema could be made${where}: write one into answers.yaml`)
  }
  if (problems.length > 0) note(`no scripts were written: ${problems.join('; ')}`)
  for (const { name, in: where } of parameters) if (where === 'cookie') note(`the cookie «${name}» is not sent`)
  return {
    contract,
    operation,
    id,
    slug: slugOf(id),
    pointer: pointerTo(contract.paths.get(id) ?? []),
    parameters,
    body,
    success,
    answer,
    request,
    needsToken: operation.withoutToken !== true,
    ...(problems.length > 0 ? { impossible: problems.join('; ') } : {}),
  }
}

/** A value that can be written as a setting of the step `request`. */
export function valueFor({
  name,
  in: where,
  value,
}: SampleParameter): { readonly value: Json } | { readonly why: string } {
  if (where === 'cookie') return { why: 'is a cookie' }
  if (ownKeys.has(name)) return { why: 'has the name of a setting of the step «request»' }
  if (value === undefined) return { why: 'has no example, and none could be made of its schema' }
  const single = Array.isArray(value) ? (value as readonly Json[])[0] : value
  if (single === undefined || single === null || isObject(single) || Array.isArray(single))
    return { why: 'is no single value' }
  return { value: where === 'header' && typeof single !== 'string' ? JSON.stringify(single) : single }
}

/** True for a parameter that can be a setting of the step `request`. */
export const isWritable = (parameter: SampleParameter): boolean => !('why' in valueFor({ ...parameter, value: 'x' }))

/** `getAccountBalances` → `get-account-balances`, as files are named. */
export function slugOf(id: OperationId): string {
  const words = id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return words === '' ? 'operation' : words.slice(0, 80)
}
