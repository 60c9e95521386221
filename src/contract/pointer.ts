import { isObject } from '../base/json.js'
import type { Path } from './source.js'

/** The segments of a JSON Pointer (RFC 6901), also of one written as a URI fragment with its `#`. */
export function segments(pointer: string): string[] {
  const plain = pointer.startsWith('#') ? decodeFragment(pointer.slice(1)) : pointer
  return plain
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A path as a JSON Pointer (RFC 6901). */
export const pointerTo = (path: Path): string =>
  path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** A reference to the value at `path` in the schema document `id`, as a URI with a JSON Pointer fragment. */
export function referenceTo(id: string, path: Path): string {
  const escaped = path.map((s) => encodeURIComponent(String(s).replaceAll('~', '~0').replaceAll('/', '~1')))
  return `${id}#${escaped.map((s) => `/${s}`).join('')}`
}

/** The value at `path`, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const segment of path) {
    if (Array.isArray(value)) value = (value as unknown[])[Number(segment)]
    else if (isObject(value) && Object.hasOwn(value, String(segment))) value = value[String(segment)]
    else return undefined
  }
  return value
}

/** A value with the path at which it really stands, after references of the document itself were followed. */
export interface Located {
  readonly path: Path
  readonly value: Record<string, unknown>
}

/** Follows `$ref`s from `path` to an object; undefined where there is none. References are known to resolve. */
export function locate(root: unknown, path: Path): Located | undefined {
  let at = path
  for (let hops = 0; hops < 100; hops++) {
    const value = valueAt(root, at)
    if (!isObject(value)) return undefined
    if (typeof value.$ref !== 'string') return { path: at, value }
    at = segments(value.$ref)
  }
  return undefined
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}
