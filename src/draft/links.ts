import { isObject, type Json } from '../base/json.js'
import type { OperationFacts, SharedId } from './types.js'

/** A name that can stand in a reference. */
const plain = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** Lists lie no deeper in an answer than this. */
const deepest = 3

/**
 * Where an id that stands in an operation's path comes from: a list that the contract has, whose entries bear it. So the scripts
 * ask a real server for ids that are its own. Undefined where no such list is found.
 */
export function sharedId(facts: OperationFacts, all: readonly OperationFacts[]): SharedId | undefined {
  const parameters = facts.parameters.filter((parameter) => parameter.in === 'path')
  const [parameter] = parameters
  if (!parameter || parameters.length > 1 || !plain.test(parameter.name)) return undefined
  const before = facts.operation.path.split(`{${parameter.name}}`)[0]?.replace(/\/$/, '')
  const lists = all.filter(
    ({ operation, impossible, parameters: own }) =>
      operation.method === 'GET' && impossible === undefined && own.every((one) => one.in !== 'path'),
  )
  // The list at the address above knows its entries best.
  const ordered = [...lists].sort((a, b) => Number(b.operation.path === before) - Number(a.operation.path === before))
  for (const list of ordered) {
    const names = list.operation.path === before ? [parameter.name, 'id', 'Id', 'ID'] : [parameter.name]
    const found = idIn(list.answer?.body, names, 'body', 0)
    if (found) return { parameter: parameter.name, list: list.id, ...found }
  }
  return undefined
}

/** The first entry of a list that bears one of the names, and the way to it. */
function idIn(
  value: Json | undefined,
  names: readonly string[],
  way: string,
  depth: number,
): { readonly way: string; readonly value: string | number } | undefined {
  if (depth > deepest || value === undefined) return undefined
  if (Array.isArray(value)) {
    const [first] = value as readonly Json[]
    if (!isObject(first)) return undefined
    const lower = names.map((name) => name.toLowerCase())
    const key = Object.keys(first).find((name) => lower.includes(name.toLowerCase()) && plain.test(name))
    const id = key === undefined ? undefined : first[key]
    return key !== undefined && (typeof id === 'string' || typeof id === 'number')
      ? { way: `${way}[0].${key}`, value: id }
      : undefined
  }
  if (!isObject(value)) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const found = plain.test(name) ? idIn(inner, names, `${way}.${name}`, depth + 1) : undefined
    if (found) return found
  }
  return undefined
}
