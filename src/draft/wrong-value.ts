import type { Json } from '../base/json.js'
import { regularExpression } from '../contract/ajv.js'

/** A value that a schema does not allow, and in a word why. */
export interface WrongValue {
  readonly value: Json
  readonly why: string
}

/** Longer texts than this are no fair request. */
const longest = 2000

type Schema = Readonly<Record<string, unknown>>

/**
 * Values that a parameter's schema does not allow, as text in an address or a header: of another type, outside a list, a
 * format, a pattern or a limit. At most two, of different kinds.
 */
export function wrongValues(schema: Schema): WrongValue[] {
  const found = rules.flatMap((rule) => rule(schema) ?? [])
  return found.slice(0, 2)
}

const rules: readonly ((schema: Schema) => WrongValue | undefined)[] = [
  ({ type }) => {
    if (type === 'integer' || type === 'number') return { value: 'not-a-number', why: 'type' }
    return type === 'boolean' ? { value: 'not-a-boolean', why: 'type' } : undefined
  },
  ({ enum: listed, type }) =>
    Array.isArray(listed) && (type === 'string' || type === undefined)
      ? { value: 'outside-the-list', why: 'enum' }
      : undefined,
  ({ format }) =>
    typeof format === 'string' && ['uuid', 'date', 'date-time'].includes(format)
      ? { value: `not-a-${format}`, why: 'format' }
      : undefined,
  ({ pattern }) => {
    const value =
      typeof pattern === 'string' ? ['not~matching', '~', 'x'].find((text) => !mayMatch(pattern, text)) : undefined
    return value === undefined ? undefined : { value, why: 'pattern' }
  },
  ({ maximum }) => (typeof maximum === 'number' ? { value: maximum + 1, why: 'maximum' } : undefined),
  ({ minimum }) => (typeof minimum === 'number' ? { value: minimum - 1, why: 'minimum' } : undefined),
  ({ maxLength, enum: listed }) =>
    typeof maxLength === 'number' && maxLength < longest && listed === undefined
      ? { value: 'x'.repeat(maxLength + 1), why: 'maxLength' }
      : undefined,
]

/** True also where the pattern cannot be read: of it nothing is known to be wrong. */
function mayMatch(pattern: string, text: string): boolean {
  try {
    return regularExpression(pattern).test(text)
  } catch {
    return true
  }
}
