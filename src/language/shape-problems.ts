import type { z, ZodType } from 'zod'
import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { nearest } from '../base/suggest.js'
import type { YamlPath } from '../base/yaml-file.js'
import { knownKeys } from './known-keys.js'
import type { Source } from './source.js'

/** One departure of a written value from its shape, in words for people. */
interface Complaint {
  readonly path: YamlPath
  readonly of: 'key' | 'value'
  readonly code: string
  readonly what: string
  readonly remedy: string
}

/**
 * The value at `path` as its schema reads it; undefined where it departs, and each departure is reported at its place.
 * `name` is what people call the value, e.g. the kind of step it belongs to.
 */
export function readShape<T>(
  source: Source,
  path: YamlPath,
  name: string,
  schema: ZodType<T>,
  value: Json,
): T | undefined {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const complaint of complaints(result.error.issues, { schema, value, name })) {
    source.report(complaint.code, [...path, ...complaint.path], complaint.what, complaint.remedy, complaint.of)
  }
  return undefined
}

interface Whole {
  readonly schema: ZodType
  readonly value: Json
  readonly name: string
}

const complaints = (issues: readonly z.core.$ZodIssue[], whole: Whole): Complaint[] =>
  issues.flatMap((issue) => translate(issue, whole))

function translate(issue: z.core.$ZodIssue, whole: Whole): Complaint[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const subject = subjectOf(path, whole.name)
  const value = valueAt(whole.value, path)
  const at = { path, of: 'value' } as const
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        of: 'key',
        ...unknownKey(key, subject, knownKeys(whole.schema, path)),
      }))
    case 'invalid_type':
      return [
        {
          ...at,
          ...(value === undefined ? missing(subject, [issue.expected]) : wrongType(subject, [issue.expected], value)),
        },
      ]
    case 'invalid_value':
      return [
        {
          ...at,
          ...(value === undefined
            ? missing(subject, ['string'])
            : wrongChoice(subject, value, issue.values.map(String))),
        },
      ]
    case 'invalid_union':
      return union(issue, path, subject, value, whole)
    case 'too_small':
      if (Array.isArray(value) && value.length === 0) return [{ ...at, ...empty(subject) }]
      break
    default:
  }
  return [
    {
      ...at,
      code: 'wrong-value',
      what: `${subject}: ${sentence(issue.message)}`,
      remedy: `Mend ${subject}; \`synaq schema\` prints what may stand here.`,
    },
  ]
}

/** Of several alternatives the one that the writer came nearest to; where none is near, what would be allowed. */
function union(
  issue: z.core.$ZodIssueInvalidUnion,
  path: YamlPath,
  subject: string,
  value: Json | undefined,
  whole: Whole,
): Complaint[] {
  const wrongKind = (branch: readonly z.core.$ZodIssue[]) =>
    branch.some((i) => i.path.length === 0 && i.code === 'invalid_type')
  const near = issue.errors.filter((branch) => !wrongKind(branch)).sort((a, b) => a.length - b.length)[0]
  if (near)
    return complaints(
      near.map((inner) => ({ ...inner, path: [...path, ...inner.path] })),
      whole,
    )
  const expected = issue.errors.flatMap((branch) =>
    branch.flatMap((i) => (i.code === 'invalid_type' ? [i.expected] : [])),
  )
  return [
    { path, of: 'value', ...(value === undefined ? missing(subject, expected) : wrongType(subject, expected, value)) },
  ]
}

function unknownKey(key: string, subject: string, known: readonly string[]) {
  const meant = nearest(key, known)
  const list = known.length > 0 ? `${subject} knows: ${known.join(', ')}.` : `${subject} takes no keys.`
  return {
    code: 'unknown-key',
    what: `${subject} does not know the key «${key}».`,
    remedy: meant === undefined ? `Remove it. ${list}` : `Did you mean «${meant}»? ${list}`,
  }
}

function missing(subject: string, expected: readonly string[]) {
  return { code: 'missing', what: `${subject} is missing.`, remedy: `Add ${subject}: ${typeNames(expected)}.` }
}

function wrongType(subject: string, expected: readonly string[], value: Json) {
  return {
    code: 'wrong-type',
    what: `${subject} must be ${typeNames(expected)}, but is ${seenName(value)}.`,
    remedy: remedyForType(expected, value),
  }
}

function wrongChoice(subject: string, value: Json, choices: readonly string[]) {
  const meant = typeof value === 'string' ? nearest(value, choices) : undefined
  const question = meant === undefined ? '' : `Did you mean «${meant}»? `
  return {
    code: 'wrong-choice',
    what: `${subject} is ${seenName(value)}, which is not one of the allowed values.`,
    remedy: `${question}Write one of: ${choices.join(', ')}.`,
  }
}

const empty = (subject: string) => ({
  code: 'empty',
  what: `${subject} is empty.`,
  remedy: `Write at least one entry into ${subject}.`,
})

function remedyForType(expected: readonly string[], value: Json): string {
  if (expected.includes('array') && typeof value === 'string') return `Put it into brackets: [${value}].`
  if (expected.includes('string') && typeof value !== 'object') return `Put it into quotes: '${String(value)}'.`
  return `Write ${typeNames(expected)} here.`
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

const typeNames = (types: readonly string[]): string =>
  [...new Set(types.map((type) => names[type] ?? type))].join(' or ')

function seenName(value: Json): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) return 'a map (key: value)'
  return `«${typeof value === 'string' ? value : JSON.stringify(value)}»`
}

/** `«steps»`, `«request.operation»`, `entry 2 of «requires»`. */
function subjectOf(path: YamlPath, name: string): string {
  const last = path.at(-1)
  if (last === undefined) return `«${name}»`
  if (typeof last === 'number') return `entry ${last + 1} of ${subjectOf(path.slice(0, -1), name)}`
  const keys = path.filter((part) => typeof part === 'string')
  return `«${keys.join('.')}»`
}

function valueAt(value: Json, path: YamlPath): Json | undefined {
  let inside: Json | undefined = value
  for (const part of path) {
    if (Array.isArray(inside) && typeof part === 'number') inside = (inside as readonly Json[])[part]
    else if (isObject(inside) && Object.hasOwn(inside, part)) inside = (inside as Record<string, Json>)[part]
    else return undefined
  }
  return inside
}

const sentence = (text: string): string => text.replace(/\.?$/, '.')
