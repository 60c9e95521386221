import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import { ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile } from '../base/yaml-file.js'
import type { LoadedContract } from '../contract/loaded.js'
import { declares, sampleParameters, sampleResponse, successStatus } from '../contract/samples/index.js'
import type { OperationId } from '../model/contract.js'
import type { World } from './fixtures.js'

/** The name of the file among the fixtures. */
const fileName = 'answers.yaml'

const scalar = z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number or a boolean')
const entry = z.strictObject(
  {
    when: z.record(z.string(), scalar, 'expected parameters with their values').optional(),
    client: z.string('expected the name of a client').optional(),
    provider: z.string('expected the id of a participant').optional(),
    status: z
      .int('expected a status')
      .min(200, 'expected a status from 200')
      .max(599, 'expected a status to 599')
      .optional(),
    headers: z.record(z.string(), z.string('expected a text'), 'expected header fields').optional(),
    body: z.json().optional(),
  },
  'expected { when: …, client: …, provider: …, status: …, headers: …, body: … }',
)
const shape = z.record(
  z.string(),
  z.array(entry, 'expected a list of answers'),
  'expected ids of operations, each with a list of answers',
)

/** What the invented banks answer to an operation; the first whose conditions are met. */
export interface Answer {
  /** Parameters of path and query, as text. */
  readonly when: Readonly<Record<string, string>>
  /** IIN or BIN of the only client that it is for. */
  readonly client?: string
  /** The only bank that gives it. */
  readonly provider?: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Json
}

export type Answers = ReadonlyMap<OperationId, readonly Answer[]>

/**
 * Reads `answers.yaml` of the fixtures, where there is one: by operation, what is answered and when.
 * @throws ProblemError with every entry that names what is not there, or departs from the contract.
 */
export function readAnswers(folder: string, contract: LoadedContract, world: World): Answers {
  const file = join(folder, fileName)
  if (!existsSync(file)) return new Map()
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value ?? {})
  const problems: Problem[] = parsed.success
    ? Object.entries(parsed.data).flatMap(([id, entries]) => faultsOf(id, entries, { yaml, contract, world }))
    : parsed.error.issues.map((issue) => ({
        code: 'answers-wrong',
        what: `${issue.path.join('.')}: ${issue.message}.`,
        remedy: 'docs/own-systems.md shows what an answer may say.',
        place: yaml.position(issue.path.filter((part) => typeof part !== 'symbol')),
      }))
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  const iins = new Map(world.clients.map(({ name, iin }) => [name, iin]))
  return new Map(
    Object.entries(parsed.data ?? {}).map(([id, entries]) => [
      id,
      entries.map(({ when = {}, client, provider, status, headers = {}, body }): Answer => {
        const iin = client === undefined ? undefined : iins.get(client)
        return {
          when: Object.fromEntries(Object.entries(when).map(([name, value]) => [name, String(value)])),
          ...(iin === undefined ? {} : { client: iin }),
          ...(provider === undefined ? {} : { provider }),
          status: status ?? successStatus(contract, id),
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
          ...(body === undefined ? {} : { body }),
        }
      }),
    ]),
  )
}

interface Surroundings {
  readonly yaml: YamlFile
  readonly contract: LoadedContract
  readonly world: World
}

/** Names that lead nowhere, and answers that the contract does not allow. */
function faultsOf(id: OperationId, entries: readonly z.infer<typeof entry>[], at: Surroundings): Problem[] {
  const { yaml, contract, world } = at
  const known = [...contract.operations.values()].filter(({ servedBy }) => servedBy === 'bank').map((one) => one.id)
  const problem = (path: readonly (string | number)[], what: string, remedy: string, of?: 'key'): Problem => ({
    code: 'answers-wrong',
    what,
    remedy,
    place: yaml.position(path, of),
  })
  if (!known.includes(id)) {
    const remedy = `Operations that providers serve: ${known.join(', ')}.`
    return [problem([id], `There is no operation «${id}».${didYouMean(id, known)}`, remedy, 'key')]
  }
  const parameters = sampleParameters(contract, id)
    .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
    .map(({ name }) => name)
  const unknown = (
    path: readonly (string | number)[],
    kind: string,
    name: string,
    names: readonly string[],
    of?: 'key',
  ) =>
    names.includes(name)
      ? []
      : [
          problem(
            path,
            `There is no ${kind} «${name}».${didYouMean(name, names)}`,
            `Known: ${names.join(', ') || 'none'}.`,
            of,
          ),
        ]
  return entries.flatMap(({ when = {}, client, provider, status, body, headers }, i) => [
    ...Object.keys(when).flatMap((name) =>
      unknown([id, i, 'when', name], 'parameter of path or query', name, parameters, 'key'),
    ),
    ...(client === undefined
      ? []
      : unknown(
          [id, i, 'client'],
          'client',
          client,
          world.clients.map(({ name }) => name),
        )),
    ...(provider === undefined ? [] : unknown([id, i, 'provider'], 'provider', provider, world.forMock.providers)),
    ...departuresIn(contract, id, status ?? successStatus(contract, id), body, headers).map((what) =>
      problem(
        [id, i],
        what,
        'Mend the answer after the contract; what is wrong on purpose is a defect, not an answer.',
      ),
    ),
  ])
}

function departuresIn(
  contract: LoadedContract,
  id: OperationId,
  status: number,
  body: Json | undefined,
  headers: Readonly<Record<string, string>> = {},
): string[] {
  if (!declares(contract, id, status)) return [`The contract has no answer ${status} for «${id}».`]
  const sample = sampleResponse(contract, id, status)
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const sent = { 'content-type': 'application/json', ...sample?.headers, ...own }
  if (body === undefined || (sample?.text !== undefined && typeof body === 'string')) return []
  return contract
    .validateResponse(id, status, sent, isObject(body) || Array.isArray(body) ? structuredClone(body) : body)
    .slice(0, 3)
    .map(
      ({ at, expected, seen }) =>
        `The answer departs from the contract at «${at}»: ${expected} expected, ${seen} written.`,
    )
}
