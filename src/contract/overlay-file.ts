import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { sha256 } from '../base/digest.js'
import { ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile } from '../base/yaml-file.js'

const name = z.string('expected a name').min(1, 'expected a name')
const nameOrNone = z.union([name, z.null()], 'expected the name on the wire, or null where the contract has none')
const names = z.record(z.string(), nameOrNone, 'expected `name of the reference: name on the wire`')
const pointer = z
  .string('expected a JSON Pointer such as /data')
  .regex(/^(\/[^/]+)+$/, 'expected a JSON Pointer such as /data')
const sent = z.record(
  z.string(),
  z.union(
    [z.string(), z.strictObject({ env: name })],
    'expected a text (in quotes where it looks like a number) or { env: VARIABLE }',
  ),
  'expected `header or query parameter: value`',
)

const operation = z.strictObject(
  {
    operationId: name.optional(),
    path: z
      .string()
      .regex(/^(GET|POST|PUT|PATCH|DELETE) \//, 'expected a method and a path, e.g. GET /accounts')
      .optional(),
    parameters: names.default({}),
    properties: names.default({}),
    body: pointer.optional(),
    request: pointer.optional(),
    send: sent.default({}),
  },
  'expected { operationId: …, parameters: …, properties: …, body: … }',
)

const status = z.int('expected an HTTP status').min(100, 'expected an HTTP status').max(599, 'expected an HTTP status')

const shape = z.strictObject(
  {
    operations: z.record(z.string(), operation, 'expected `operation of the reference: { … }`').default({}),
    headers: names.default({}),
    properties: names.default({}),
    error: z
      .strictObject({ properties: names.default({}), body: pointer.optional() }, 'expected { properties: …, body: … }')
      .prefault({}),
    statuses: z
      .record(
        z.string().regex(/^[1-5]\d\d$/, 'expected an HTTP status'),
        z.union([status, z.array(status).min(1)], 'expected an HTTP status or a list of them'),
      )
      .default({}),
    send: sent.default({}),
  },
  'expected operations, headers, properties, error, statuses, send',
)

/** An overlay as written. */
export type OverlayShape = z.output<typeof shape>

/** An overlay's file: what it says, and where. */
export interface OverlayFile {
  readonly file: string
  /** SHA-256 of the file. */
  readonly digest: string
  readonly yaml: YamlFile
  readonly written: OverlayShape
}

/** Reads an overlay's file. @throws ProblemError with every problem of its shape, each with its line. */
export function readOverlayFile(file: string): OverlayFile {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) return { file, digest: sha256(readFileSync(file)), yaml, written: parsed.data }
  const [first, ...rest] = parsed.error.issues.map((issue) => shapeProblem(issue, yaml))
  throw new ProblemError([first as Problem, ...rest])
}

const remedy = 'docs/contract.md describes overlays with an example.'

function shapeProblem(issue: z.core.$ZodIssue, yaml: YamlFile): Problem {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const where = path.length === 0 ? 'an overlay' : `«${path.join('.')}»`
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = path[0] === 'operations' ? operation : path[0] === 'error' ? shape.shape.error.unwrap() : shape
    return {
      code: 'overlay',
      place: yaml.position([...path, key], 'key'),
      what: `«${key}» is no setting of ${where}.${didYouMean(key, Object.keys(known.shape))}`,
      remedy: `Write one of: ${Object.keys(known.shape).join(', ')}.`,
    }
  }
  return { code: 'overlay', place: yaml.position(path), what: `${where}: ${issue.message}`, remedy }
}
