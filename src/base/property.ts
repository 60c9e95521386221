import { isObject } from './json.js'

/**
 * A property of an object by its name, or of the objects inside it by names with dots between them: `meta.totalResults`.
 * A property whose own name has dots comes first. Undefined where there is none.
 */
export function propertyAt(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined
  if (Object.hasOwn(value, name)) return value[name]
  const dot = name.indexOf('.')
  if (dot < 0) return undefined
  const outer = name.slice(0, dot)
  return Object.hasOwn(value, outer) ? propertyAt(value[outer], name.slice(dot + 1)) : undefined
}
