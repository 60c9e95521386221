import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { nearest } from '../base/suggest.js'

/** What is wrong with a written value, and how to mend it, in words for people. */
export interface Wording {
  readonly code: string
  readonly what: string
  readonly remedy: string
}

export function unknownKey(key: string, subject: string, known: readonly string[]): Wording {
  const meant = nearest(key, known)
  const list = known.length > 0 ? `${subject} knows: ${known.join(', ')}.` : `${subject} has no settings.`
  return {
    code: 'unknown-key',
    what: `${subject} does not know the key «${key}».`,
    remedy: meant === undefined ? `Remove it. ${list}` : `Did you mean «${meant}»? ${list}`,
  }
}

export function missing(subject: string, types: readonly string[]): Wording {
  return { code: 'missing', what: `${subject} is missing.`, remedy: `Add ${subject}: ${typeNames(types)}.` }
}

export function wrongType(subject: string, types: readonly string[], value: Json, keys: readonly string[]): Wording {
  return {
    code: 'wrong-type',
    what: `${subject} must be ${typeNames(types)}, but is ${typeof value === 'string' ? 'the text ' : ''}${seenName(value)}.`,
    remedy: remedyForType(types, value, keys),
  }
}

export function wrongChoice(subject: string, value: Json, allowed: readonly string[]): Wording {
  const meant = typeof value === 'string' ? nearest(value, allowed) : undefined
  const question = meant === undefined ? '' : `Did you mean «${meant}»? `
  return {
    code: 'wrong-choice',
    what: `${subject} is ${seenName(value)}, which is not allowed here.`,
    remedy: `${question}Write ${allowed.length === 1 ? '' : 'one of: '}${allowed.join(', ')}.`,
  }
}

export function empty(subject: string): Wording {
  return { code: 'empty', what: `${subject} is empty.`, remedy: `Write at least one entry into ${subject}.` }
}

/** A departure that only the schema's own message describes, with its own remedy where it has one. */
export function otherwiseWrong(subject: string, message: string, remedy?: unknown): Wording {
  return {
    code: 'wrong-value',
    what: `${subject} is not as expected: ${message.replace(/\.?$/, '.')}`,
    remedy: typeof remedy === 'string' ? remedy : `Mend ${subject}; \`synaq schema\` prints what may stand here.`,
  }
}

function remedyForType(types: readonly string[], value: Json, keys: readonly string[]): string {
  const [type, ...others] = types
  const numeric = typeof value === 'string' && /^-?\d+$/.test(value)
  if (numeric && types.some((expected) => expected === 'number' || expected === 'int')) {
    return `Take it out of the quotes: ${value}.`
  }
  if (type === 'array' && others.length === 0 && typeof value === 'string') return `Put it into brackets: [${value}].`
  if (type === 'string' && others.length === 0 && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Put it into quotes: '${value}'.`
  }
  return keys.length > 0 ? `Write its keys: ${keys.join(', ')}.` : `Write ${typeNames(types)} here.`
}

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a map (key: value)',
  record: 'a map (key: value)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
}

/** `a text or a list`; where almost anything may stand, `a value`. */
function typeNames(types: readonly string[]): string {
  const found = [...new Set(types.map((type) => names[type] ?? type))]
  return found.length === 0 || found.length > 3 ? 'a value' : found.join(' or ')
}

function seenName(value: Json): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'a map (key: value)'
  return `«${typeof value === 'string' ? value : JSON.stringify(value)}»`
}
