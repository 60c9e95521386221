import type { Json } from '../base/json.js'
import { matches, type SampleParameter } from '../contract/samples/index.js'

/** A value of the same kind that most likely nobody has; `fresh` is made anew in every run. */
export type Unknown = { readonly value: Json } | { readonly fresh: 'uuid' }

/** An id that a parameter's schema allows and that names nothing; undefined where none can be told from one that does. */
export function unknownId({ schema, shown, value }: SampleParameter): Unknown | undefined {
  const { enum: listed, const: only, format, type, pattern, maximum, maxLength } = schema
  if (listed !== undefined || only !== undefined) return undefined
  if (format === 'uuid') return { fresh: 'uuid' }
  if (type === 'integer' || type === 'number') {
    const most = typeof maximum === 'number' ? maximum : 999_999_999
    return shown.includes(most) || value === most ? undefined : { value: most }
  }
  if (typeof value !== 'string') return undefined
  const candidates = [...variations(value), 'no-such-id-9999'].filter(
    (text) =>
      text !== value &&
      !shown.includes(text) &&
      (typeof maxLength !== 'number' || text.length <= maxLength) &&
      (typeof pattern !== 'string' || matches(pattern, text)),
  )
  const [first] = candidates
  return first === undefined ? undefined : { value: first }
}

/** The known value with its digits, or its letters, turned to the last of their kind. */
function variations(value: string): string[] {
  return [
    ...(/\d/.test(value) ? [value.replace(/\d/g, '9'), value.replace(/\d/g, '8')] : []),
    value.replace(/[a-z]/g, 'z').replace(/[A-Z]/g, 'Z'),
    value.replace(/[a-z]/g, 'q').replace(/[A-Z]/g, 'Q').replace(/\d/g, '8'),
  ]
}
