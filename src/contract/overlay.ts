import { z } from 'zod'
import { ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile } from '../base/yaml-file.js'
import type { ContractInForce } from '../model/contract.js'
import type { NameTables } from './wire-names.js'

const name = z.string('expected a name').min(1, 'expected a name')
const names = z.record(z.string(), name, 'expected `name of the reference: name on the wire`')
const pointer = z.string().regex(/^(\/[^/]+)+$/, 'expected a JSON Pointer such as /data')
const headerName = name.transform((text) => text.toLowerCase())

const operation = z.strictObject({
  operationId: name.optional(),
  /** For a file without operationIds. */
  path: z
    .string()
    .regex(/^(GET|POST|PUT|PATCH|DELETE) \//, 'expected a method and a path, e.g. GET /accounts')
    .optional(),
  parameters: names.default({}),
  properties: names.default({}),
  body: pointer.optional(),
})

const shape = z.strictObject({
  operations: z.record(z.string(), operation).default({}),
  headers: z.record(z.string(), headerName).default({}),
  properties: names.default({}),
  error: z.strictObject({ properties: names.default({}), body: pointer.optional() }).prefault({}),
  statuses: z
    .record(z.string().regex(/^[1-5]\d\d$/, 'expected a status'), z.union([z.int(), z.array(z.int()).min(1)]))
    .default({}),
})

/** What an operator's contract calls otherwise than the reference. */
export interface Overlay {
  /** By operation of the reference: how to find it in the operator's file. */
  readonly operations: Readonly<Record<string, { readonly operationId?: string; readonly path?: string }>>
  readonly tables: NameTables
}

/** An overlay that changes nothing: for an operator's file with the reference's names. */
export const emptyOverlay: Overlay = {
  operations: {},
  tables: { headers: {}, parameters: {}, bodies: {}, errors: { properties: {} }, statuses: {} },
}

/** Reads an overlay. @throws ProblemError with every problem, each with its line; also for operations that the reference does not have. */
export function readOverlay(file: string, reference: ContractInForce): Overlay {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  const problems = parsed.success
    ? unknownOperations(parsed.data, yaml, reference)
    : parsed.error.issues.map((issue) => shapeProblem(issue, yaml))
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  return overlayOf(parsed.data as z.output<typeof shape>, reference)
}

function shapeProblem(issue: z.core.$ZodIssue, yaml: YamlFile): Problem {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  return {
    code: 'overlay',
    place: yaml.position(path),
    what: `${path.join('.')}: ${issue.message}`,
    remedy: 'docs/contract.md describes overlays with an example.',
  }
}

function unknownOperations(overlay: z.output<typeof shape>, yaml: YamlFile, reference: ContractInForce): Problem[] {
  const known = [...reference.operations.keys()]
  return Object.keys(overlay.operations)
    .filter((id) => !known.includes(id))
    .map((id) => ({
      code: 'overlay-operation',
      place: yaml.position(['operations', id]),
      what: `the reference contract has no operation «${id}».${didYouMean(id, known)}`,
      remedy: `Keys of «operations» are those of the reference: ${known.join(', ')}.`,
    }))
}

function overlayOf(overlay: z.output<typeof shape>, reference: ContractInForce): Overlay {
  const ids = [...reference.operations.keys()]
  const bodies = ids.map((id) => {
    const own = overlay.operations[id]
    const properties = { ...overlay.properties, ...own?.properties }
    return [id, { properties, ...(own?.body === undefined ? {} : { body: own.body }) }] as const
  })
  const { body, properties } = overlay.error
  return {
    operations: Object.fromEntries(
      Object.entries(overlay.operations).map(([id, { operationId, path }]) => [
        id,
        { ...(operationId === undefined ? {} : { operationId }), ...(path === undefined ? {} : { path }) },
      ]),
    ),
    tables: {
      headers: overlay.headers,
      parameters: Object.fromEntries(
        Object.entries(overlay.operations).map(([id, { parameters }]) => [id, parameters]),
      ),
      bodies: Object.fromEntries(bodies),
      errors: { properties, ...(body === undefined ? {} : { body }) },
      statuses: Object.fromEntries(Object.entries(overlay.statuses).map(([status, on]) => [status, [on].flat()])),
    },
  }
}
