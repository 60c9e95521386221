import { isObject, type Json } from '../../base/json.js'
import { locate, valueAt } from '../pointer.js'
import type { Path } from '../source.js'

/** A value that the contract shows, and where. */
export interface ShownExample {
  readonly path: Path
  readonly value: Json
}

/** `example`, then those of `examples`, of a media type, a parameter or a header (OpenAPI 3.1, section 4.8.14). */
export function namedExamples(document: Record<string, unknown>, at: Path): ShownExample[] {
  const own = valueAt(document, [...at, 'example'])
  const named = valueAt(document, [...at, 'examples'])
  const names = isObject(named) ? Object.keys(named) : []
  return [
    ...(own === undefined ? [] : [{ path: [...at, 'example'], value: own as Json }]),
    ...names.flatMap((name): ShownExample[] => {
      const found = locate(document, [...at, 'examples', name])
      const value = found?.value.value
      return found && value !== undefined ? [{ path: [...found.path, 'value'], value: value as Json }] : []
    }),
  ]
}
