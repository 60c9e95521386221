import type { z, ZodType } from 'zod'
import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import type { YamlPath } from '../base/yaml-file.js'
import { knownKeys, knownValues } from '../base/known-keys.js'
import { empty, missing, otherwiseWrong, unknownKey, wrongChoice, wrongType } from './shape-words.js'
import type { Wording } from './shape-words.js'
import type { Source } from './source.js'

/** What people call a value as a whole, and what its inner names begin with. */
interface Name {
  readonly whole: string
  readonly prefix: string
}

/** A value of which the file or the entry is the whole: inner names stand for themselves. */
export const wholeNamed = (whole: string): Name => ({ whole, prefix: '' })

/** The settings of a step or check. */
export const settingsOf = (kind: string): Name => ({ whole: `«${kind}»`, prefix: `${kind}.` })

/** The value at `path` as its schema reads it; undefined where it departs, each departure reported at its place. */
export function readShape<T>(
  source: Source,
  path: YamlPath,
  name: Name,
  schema: ZodType<T>,
  value: Json,
): T | undefined {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const complaint of result.error.issues.flatMap((issue) => translate(issue, { schema, value, name }))) {
    source.report(complaint.code, [...path, ...complaint.path], complaint.what, complaint.remedy, complaint.of)
  }
  return undefined
}

interface Written {
  readonly schema: ZodType
  readonly value: Json
  readonly name: Name
}

type Complaint = Wording & { readonly path: YamlPath; readonly of: 'key' | 'value' }

function translate(issue: z.core.$ZodIssue, written: Written): Complaint[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const subject = subjectOf(path, written.name)
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(written.schema, path)
    return issue.keys.map((key) => ({ path: [...path, key], of: 'key', ...unknownKey(key, subject, known) }))
  }
  const near = issue.code === 'invalid_union' ? nearestBranch(issue) : undefined
  if (near) return near.flatMap((inner) => translate({ ...inner, path: [...path, ...inner.path] }, written))
  return [{ path, of: 'value', ...wordingOf(issue, subject, path, written) }]
}

function wordingOf(issue: z.core.$ZodIssue, subject: string, path: YamlPath, written: Written): Wording {
  const value = valueAt(written.value, path)
  const expected = expectedTypes(issue)
  const allowed = issue.code === 'invalid_value' ? issue.values.map(String) : knownValues(written.schema, path)
  if (value === undefined) return missing(subject, expected)
  if (issue.code === 'invalid_value' || (expected.length === 0 && allowed.length > 0)) {
    return wrongChoice(subject, value, allowed)
  }
  if (expected.length > 0) return wrongType(subject, expected, value, knownKeys(written.schema, path))
  if (issue.code === 'too_small' && Array.isArray(value)) return empty(subject)
  return otherwiseWrong(subject, issue.message, issue.code === 'custom' ? issue.params?.remedy : undefined)
}

/** The types that an issue asks for, over all its alternatives. */
function expectedTypes(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_type') return [issue.expected]
  if (issue.code === 'invalid_value') return ['string']
  if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => branch.flatMap(expectedTypes))
  return []
}

/** Of several alternatives the one of the right type, with the fewest departures. */
function nearestBranch(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const wrongType = (inner: z.core.$ZodIssue) => inner.path.length === 0 && inner.code === 'invalid_type'
  return issue.errors.filter((branch) => !branch.some(wrongType)).sort((a, b) => a.length - b.length)[0]
}

/** `«steps»`, `«request.operation»`, `entry 2 of «requires»`. */
function subjectOf(path: YamlPath, name: Name): string {
  const last = path.at(-1)
  if (last === undefined) return name.whole
  if (typeof last === 'number') return `entry ${last + 1} of ${subjectOf(path.slice(0, -1), name)}`
  return `«${name.prefix}${path.filter((part) => typeof part === 'string').join('.')}»`
}

function valueAt(value: Json, path: YamlPath): Json | undefined {
  let inside: Json | undefined = value
  for (const part of path) {
    if (Array.isArray(inside)) inside = typeof part === 'number' ? (inside as readonly Json[])[part] : undefined
    else inside = isObject(inside) && Object.hasOwn(inside, part) ? inside[part] : undefined
  }
  return inside
}
