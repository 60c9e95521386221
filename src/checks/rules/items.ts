import { isObject, pointer, type Json } from '../../base/json.js'

/** One item that a rule looks at. */
export interface Item {
  readonly value: Json
  /** The entry of a list, or the body, inside which it stands. */
  readonly parent: Json
  /** JSON Pointer, made of the names that were asked for and of indexes. */
  readonly at: string
}

/**
 * The entries of a list: `data` names a list of the body, `data.rates` the list `rates` in every entry of `data`. A way that
 * leads to no list has no items.
 */
export function itemsAt(body: Json, way: string): Item[] {
  return inside({ value: body, parent: body, at: '' }, way.split('.'))
}

function inside({ value, at, parent }: Item, names: readonly string[]): Item[] {
  if (Array.isArray(value)) {
    const entries = (value as readonly Json[]).map((entry, i): Item => ({ value: entry, parent, at: pointer(at, i) }))
    return names.length === 0 ? entries : entries.flatMap((entry) => inside({ ...entry, parent: entry.value }, names))
  }
  const [name, ...rest] = names
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return []
  return inside({ value: value[name] as Json, parent, at: pointer(at, name) }, rest)
}

/** The value at a JSON Pointer, whatever it is; undefined where there is none. */
export function valueAt(body: Json | undefined, at: string): Json | undefined {
  return at
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((value, part) => {
      if (Array.isArray(value)) return (value as readonly Json[])[Number(part)]
      return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined
    }, body)
}
