import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import type { References, UnresolvedReference } from '../model/vocabulary.js'

/** A parsed `${name.key[0]}`: the name and the way into its value. */
export interface Reference {
  /** As written between `${` and `}`. */
  readonly text: string
  readonly name: string
  readonly path: readonly (string | number)[]
}

/** A `${…}` found in a value: where, and what it says; `reference` is absent where it is malformed. */
export interface FoundReference {
  readonly at: readonly (string | number)[]
  readonly text: string
  readonly reference?: Reference
}

const identifier = '[A-Za-z_][A-Za-z0-9_-]*'
const grammar = new RegExp(`^${identifier}(?:\\.${identifier}|\\[\\d{1,6}\\])*$`)
const segments = new RegExp(`\\.(${identifier})|\\[(\\d+)\\]`, 'g')
/** An opening without its end is taken to the end of the text, so that it is seen as malformed. */
const embedded = /\$\{([^}]*)(\}|$)/g

/** True for a name that a reference can begin with. */
export const isName = (text: string): boolean => new RegExp(`^${identifier}$`).test(text)

/** Parses what stands between `${` and `}`: `ident(.ident|[int])*`; undefined where it is malformed. */
export function parseReference(text: string): Reference | undefined {
  if (!grammar.test(text)) return undefined
  const name = text.split(/[.[]/, 1)[0] ?? text
  const path = [...text.slice(name.length).matchAll(segments)].map(([, key, index]) => key ?? Number(index))
  return { text, name, path }
}

/** Every `${…}` in a value, in order, with the path to the text that holds it. Keys are not looked at. */
export function findReferences(value: Json, at: readonly (string | number)[] = []): FoundReference[] {
  if (typeof value === 'string') {
    return [...value.matchAll(embedded)].map(([, text = '', end]) => {
      const reference = end === '}' ? parseReference(text) : undefined
      return { at, text, ...(reference ? { reference } : {}) }
    })
  }
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item, i) => findReferences(item, [...at, i]))
  if (isObject(value)) return Object.entries(value).flatMap(([key, v]) => findReferences(v, [...at, key]))
  return []
}

/**
 * References over an environment of names, which may grow while it is used. A text that is one whole reference keeps
 * the value's type; a reference inside a text is written as text. Only own properties are read, never a prototype.
 */
export function createReferences(environment: ReadonlyMap<string, Json>): References {
  const lookUp = (text: string): Json => {
    const reference = parseReference(text)
    const value = reference && valueOf(reference, environment)
    if (value === undefined) throw unresolved(text)
    return value
  }
  const resolve = (written: Json): Json => {
    if (typeof written === 'string') return resolveText(written, lookUp)
    if (Array.isArray(written)) return (written as readonly Json[]).map(resolve)
    if (isObject(written)) {
      return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, resolve(value)]))
    }
    return written
  }
  return { resolve }
}

function resolveText(text: string, lookUp: (reference: string) => Json): Json {
  const [only, ...more] = [...text.matchAll(embedded)]
  if (!only) return text
  if (more.length === 0 && only[0] === text && only[2] === '}') return lookUp(only[1] ?? '')
  return text.replace(embedded, (whole, inner: string, end: string) => {
    if (end !== '}') throw unresolved(whole.slice(2))
    const value = lookUp(inner)
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}

function valueOf(reference: Reference, environment: ReadonlyMap<string, Json>): Json | undefined {
  let value = environment.get(reference.name)
  for (const segment of reference.path) {
    if (typeof segment === 'number') value = Array.isArray(value) ? (value as readonly Json[])[segment] : undefined
    else value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
  }
  return value
}

function unresolved(reference: string): UnresolvedReference {
  const error = new Error(`Nothing stands behind \${${reference}}.`)
  return Object.assign(error, { code: 'SYNAQ_UNRESOLVED' as const, reference })
}
