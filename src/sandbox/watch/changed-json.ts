import { isObject, type Json } from '../../base/json.js'

/**
 * A JSON value with others set and removed at their JSON Pointers (RFC 6901); `-` appends to a list. What lies on the way
 * and is not there is left as it is: nothing is invented around it.
 */
export function changedJson(value: Json, set: Readonly<Record<string, Json>>, remove: readonly string[]): Json {
  const copy = structuredClone(value)
  for (const [pointer, wanted] of Object.entries(set)) at(copy, pointer, (holder, key) => put(holder, key, wanted))
  for (const pointer of remove) at(copy, pointer, take)
  return copy
}

type Holder = Json[] | Record<string, Json>

function at(root: Json, pointer: string, change: (holder: Holder, key: string) => void): void {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  let holder: Json | undefined = root
  for (const key of keys) holder = inside(holder, key)
  if (last === undefined || last === '__proto__') return
  if (Array.isArray(holder)) change(holder as Json[], last)
  else if (isObject(holder)) change(holder, last)
}

function inside(holder: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(holder)) return (holder as readonly Json[])[indexIn(key)]
  return isObject(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined
}

function put(holder: Holder, key: string, value: Json): void {
  if (!Array.isArray(holder)) holder[key] = value
  else if (key === '-') holder.push(value)
  else if (indexIn(key) < holder.length) holder[indexIn(key)] = value
}

function take(holder: Holder, key: string): void {
  if (!Array.isArray(holder)) Reflect.deleteProperty(holder, key)
  else if (indexIn(key) < holder.length) holder.splice(indexIn(key), 1)
}

/** The place in a list that a part of a pointer names (RFC 6901, section 4); beyond every list where it names none. */
const indexIn = (key: string): number => (/^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : Infinity)
