import { isObject, type Json, type JsonObject } from '../base/json.js'
import type { ContractDefect, Spoiling, Way } from '../contract/defects/index.js'
import type { OperationId } from '../model/contract.js'
import type { Reply } from '../system/index.js'

const html = '<!doctype html><title>Error</title><h1>Something went wrong</h1>'

/**
 * The reply as a bank with these defects sends it. A refusal at an address that belongs to no operation is spoiled as
 * those of the first one are.
 */
export function spoiledBy(defects: readonly ContractDefect[], operation: OperationId | undefined, reply: Reply): Reply {
  return defects.reduce((before, { spoils, by }) => {
    const [first] = by.values()
    const refusal = before.status >= 400 && before.status < 500
    const spoiling = operation === undefined && refusal ? first : by.get(operation ?? '')
    const meant = spoils === 'refusals' ? refusal : before.status < 300
    return meant && spoiling ? spoiled(before, spoiling) : before
  }, reply)
}

function spoiled(reply: Reply, spoiling: Spoiling): Reply {
  switch (spoiling.kind) {
    case 'status':
      return { ...reply, status: spoiling.status }
    case 'leave-header-out':
      return { ...reply, without: [...(reply.without ?? []), spoiling.header] }
    case 'content-type':
      return sentAs(reply, spoiling.type)
    case 'body':
      return withBody(reply, spoiling.body)
    default:
      return reply.body === undefined
        ? reply
        : { ...reply, body: changedAt(reply.body, spoiling.way, change(spoiling)) }
  }
}

const sentAs = (reply: Reply, type: string): Reply => ({
  ...reply,
  headers: { ...reply.headers, 'content-type': type },
})

function withBody(reply: Reply, body: 'html' | 'nothing' | 'half'): Reply {
  const json = JSON.stringify(reply.body ?? null)
  switch (body) {
    case 'html':
      return { ...sentAs(reply, 'text/html; charset=utf-8'), text: html }
    case 'half':
      return { ...reply, text: json.slice(0, Math.ceil(json.length / 2)) }
    case 'nothing':
      return { ...sentAs(reply, 'application/json; charset=utf-8'), text: '' }
  }
}

/** What becomes of the value at the place; undefined takes it away. A value of another type than expected stays. */
function change(spoiling: Extract<Spoiling, { way: Way }>): (value: Json | undefined) => Json | undefined {
  switch (spoiling.kind) {
    case 'leave-out':
      return () => undefined
    case 'put':
      return () => spoiling.value
    case 'cut-text':
      return (value) => (typeof value === 'string' ? value.slice(0, spoiling.length) : value)
    case 'cut-list':
      return (value) => (isList(value) ? value.slice(0, -1) : value)
    case 'add-one':
      return (value) => (typeof value === 'number' ? value + 1 : value)
  }
}

/** The value with the place changed: of a list its last entry, which a careless reader overlooks. */
function changedAt(value: Json, way: Way, make: (value: Json | undefined) => Json | undefined): Json {
  const [name, ...rest] = way
  if (name === undefined) return make(value) ?? null
  if (name === '*') {
    const last = isList(value) ? value.at(-1) : undefined
    return isList(value) && last !== undefined ? [...value.slice(0, -1), changedAt(last, rest, make)] : value
  }
  if (!isJsonObject(value)) return value
  const { [name]: inner, ...others } = value
  const changed = rest.length === 0 ? make(inner) : inner === undefined ? inner : changedAt(inner, rest, make)
  return changed === undefined ? others : { ...value, [name]: changed }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isJsonObject = (value: Json): value is JsonObject => isObject(value)
