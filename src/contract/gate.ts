import { existsSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import SwaggerParser from '@apidevtools/swagger-parser'
import type { Ajv2020, ErrorObject } from 'ajv/dist/2020.js'
import { isObject } from '../base/json.js'
import { ProblemError, problem, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { newAjv, regularExpression } from './ajv.js'
import { segments, valueAt } from './pointer.js'
import { knownKeywords } from './schema-words.js'
import { eachRootSchema, eachSchema } from './schemas.js'
import type { Path, Source } from './source.js'
import { upgradeTo31 } from './upgrade.js'

/** A document that passed the gate. */
export interface Gated {
  readonly document: Record<string, unknown>
  /** What was tolerated in somebody else's file, each at its line. */
  readonly notes: readonly Problem[]
}

/**
 * Lets only a sound OpenAPI file (3.0 or 3.1) through and answers it as one 3.1 document, its external files folded in.
 * Nothing is fetched; external files must lie under the contract's folder. Of a file that is not ours, unknown words and
 * formats of schemas are only noted: JSON Schema ignores them, and who tests against the file cannot mend it.
 * @throws ProblemError with every problem found, each at its line.
 */
export async function gate(source: Source, whose: 'ours' | 'theirs' = 'ours'): Promise<Gated> {
  refuse(versionProblems(source))
  refuse(missingParts(source))
  refuse(referenceProblems(source))
  const document = await bundle(source)
  refuse(await structureProblems(source, document))
  const remarks = isVersion30(source) ? upgradeTo31(document) : []
  const ajv = newAjv(false)
  const { wrong, unknown } = keywordProblems(source, document, ajv.formats)
  refuse([...wrong, ...(whose === 'ours' ? unknown : []), ...metaProblems(source, document, ajv)])
  const remarked = remarks.map(({ path, what }) => ({
    code: 'contract-schema',
    what,
    remedy: 'Ask the author; write «type» beside it.',
    place: source.place(path),
  }))
  return { document, notes: whose === 'ours' ? [] : [...unknown, ...remarked] }
}

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
}

/** The parser gives up on a 3.0 file without these before it looks for places. */
function missingParts(source: Source): Problem[] {
  return ['info', ...(isVersion30(source) ? ['paths'] : [])]
    .filter((part) => !isObject(source.value[part]))
    .map((part) => ({
      code: 'contract-invalid',
      what: `The file has no «${part}».`,
      remedy: 'Mend it after the OpenAPI specification.',
      place: source.place([part]),
    }))
}

function isVersion30({ value }: Source): boolean {
  return typeof value.openapi === 'string' && /^3\.0\.\d+$/.test(value.openapi)
}

function versionProblems(source: Source): Problem[] {
  const { openapi, swagger } = source.value
  if (isVersion30(source) || (typeof openapi === 'string' && /^3\.1\.\d+$/.test(openapi))) return []
  const none = openapi === undefined && swagger === undefined
  return [
    {
      code: 'contract-version',
      what: none ? 'The file does not say which OpenAPI it is.' : 'The contract is neither OpenAPI 3.0 nor 3.1.',
      remedy: 'Write «openapi: 3.1.0»; a file of another version has to be converted first.',
      place: source.place([openapi === undefined && swagger !== undefined ? 'swagger' : 'openapi']),
    },
  ]
}

/** Checks references before the parser does, because it does not say where they stand. */
function referenceProblems(source: Source): Problem[] {
  const problems: Problem[] = []
  eachReference(source.value, [], (reference, path) => {
    const place = source.place(path)
    if (reference.startsWith('#')) {
      if (valueAt(source.value, segments(reference)) !== undefined) return
      const [name, ...parent] = segments(reference).reverse()
      const siblings = valueAt(source.value, parent.reverse())
      const hint = isObject(siblings) && name !== undefined ? didYouMean(name, Object.keys(siblings)) : ''
      problems.push({
        code: 'contract-reference',
        what: `«${reference}» leads nowhere.${hint}`,
        remedy: 'Mend the reference or add what it names.',
        place,
      })
      return
    }
    const outside = outsideReason(source.file, reference)
    if (outside) problems.push({ code: 'contract-reference', ...outside, place })
  })
  return problems
}

function outsideReason(file: string, reference: string): { what: string; remedy: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference))
    return {
      what: `«${reference}» is on the network; contracts are read from files only.`,
      remedy: 'Save the referenced file beside the contract and refer to it by a relative path.',
    }
  const folder = dirname(resolve(file))
  const path = resolve(folder, decodeURIComponent(reference.split('#')[0] ?? ''))
  if (!isUnder(folder, path))
    return {
      what: `«${reference}» lies outside the contract's folder.`,
      remedy: 'Move the referenced file into the folder of the contract.',
    }
  if (!existsSync(path))
    return { what: `«${reference}»: there is no such file.`, remedy: 'Mend the path; it is relative to the contract.' }
  return undefined
}

function isUnder(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
}

function eachReference(node: unknown, path: Path, visit: (reference: string, path: Path) => void): void {
  if (Array.isArray(node)) node.forEach((item, index) => eachReference(item, [...path, index], visit))
  else if (isObject(node))
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') visit(value, [...path, key])
      else if (key !== 'example' && key !== 'examples') eachReference(value, [...path, key], visit)
    }
}

/** Only files under the contract's folder, also for references of external files. */
function parserOptions(source: Source): SwaggerParser.Options {
  const folder = dirname(resolve(source.file))
  return {
    resolve: {
      http: false,
      file: { canRead: (file: { url: string }) => isUnder(folder, resolve(decodeURIComponent(file.url))) },
    },
    dereference: { circular: 'ignore' },
  }
}

type Api = Parameters<SwaggerParser['bundle']>[1]

async function bundle(source: Source): Promise<Record<string, unknown>> {
  try {
    const copy = structuredClone(source.value) as object as Api
    return (await SwaggerParser.bundle(resolve(source.file), copy, parserOptions(source))) as object as Record<
      string,
      unknown
    >
  } catch (error) {
    throw problem(
      'contract-invalid',
      error instanceof Error ? error.message : 'The contract cannot be put together.',
      'Mend the file or the file that it refers to.',
      { file: source.file },
    )
  }
}

async function structureProblems(source: Source, document: Record<string, unknown>): Promise<Problem[]> {
  try {
    await SwaggerParser.validate(
      resolve(source.file),
      structuredClone(document) as object as Api,
      parserOptions(source),
    )
    return []
  } catch (error) {
    const details = (error as { details?: unknown }).details
    if (Array.isArray(details))
      return ownPlaces(telling(details as ErrorObject[]), document).map((detail) =>
        structureProblem(source, detail, []),
      )
    const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'The contract is not valid OpenAPI.'
    return [
      {
        code: 'contract-invalid',
        what,
        remedy: 'Mend the file after the OpenAPI specification.',
        place: source.place([]),
      },
    ]
  }
}

/** Errors without those that the parser finds again wherever a reference leads to the place. */
function ownPlaces(errors: readonly ErrorObject[], document: Record<string, unknown>): ErrorObject[] {
  const own = errors.filter(({ instancePath }) => {
    const path = segments(instancePath)
    return ![...path, ''].some((_, end) => typeof valueAt(document, [...path.slice(0, end), '$ref']) === 'string')
  })
  return own.length > 0 ? own : [...errors]
}

/**
 * Errors without the echoes that a failed alternative leaves: of those, the first at each place tells most, and none
 * where something deeper is wrong.
 */
function telling(errors: readonly ErrorObject[]): ErrorObject[] {
  const isEcho = ({ keyword }: ErrorObject) => ['anyOf', 'oneOf', 'if'].includes(keyword)
  const branched = new Set(errors.filter(isEcho).map(({ instancePath }) => instancePath))
  const first = (error: ErrorObject) => errors.find(({ instancePath }) => instancePath === error.instancePath) === error
  const isDeepest = ({ instancePath }: ErrorObject) =>
    !errors.some((other) => other.instancePath.startsWith(`${instancePath}/`))
  return errors.filter(
    (error) => !isEcho(error) && (!branched.has(error.instancePath) || (first(error) && isDeepest(error))),
  )
}

function structureProblem(source: Source, error: ErrorObject, base: Path): Problem {
  const named: unknown = error.params.unevaluatedProperty ?? error.params.additionalProperty
  const path = [...base, ...segments(error.instancePath)]
  const at = path.length === 0 ? 'the file' : `«${path.join(' › ')}»`
  return {
    code: 'contract-invalid',
    what:
      typeof named === 'string' ? `«${named}» is not known in ${at}.` : `In ${at}: ${error.message ?? error.keyword}.`,
    remedy:
      typeof named === 'string'
        ? 'Remove it or mend its name; in «{ … }» a text that holds a comma must be quoted.'
        : 'Mend it after the OpenAPI specification.',
    place: source.place(typeof named === 'string' ? [...path, named] : path),
  }
}

/** Unknown words and formats, which JSON Schema passes over in silence, so that a check is lost; patterns that are none. */
function keywordProblems(
  source: Source,
  document: Record<string, unknown>,
  formats: object,
): { wrong: Problem[]; unknown: Problem[] } {
  const found = { wrong: [] as Problem[], unknown: [] as Problem[] }
  const problemAt = (path: Path, what: string, remedy: string): Problem => ({
    code: 'contract-schema',
    what,
    remedy,
    place: source.place(path),
  })
  eachSchema(document, (schema, path) => {
    for (const word of Object.keys(schema))
      if (!knownKeywords.has(word) && !word.startsWith('x-'))
        found.unknown.push(
          problemAt(
            [...path, word],
            `«${word}» is no word of JSON Schema.${didYouMean(word, knownKeywords)}`,
            'Mend or remove it; in «{ … }» a text that holds a comma must be quoted.',
          ),
        )
    if (typeof schema.format === 'string' && !Object.hasOwn(formats, schema.format))
      found.unknown.push(
        problemAt(
          [...path, 'format'],
          `The format «${schema.format}» is not known.${didYouMean(schema.format, Object.keys(formats))}`,
          'Use a format of JSON Schema, or a pattern.',
        ),
      )
    if (typeof schema.pattern === 'string' && !isPattern(schema.pattern))
      found.wrong.push(
        problemAt([...path, 'pattern'], 'The pattern is no regular expression.', 'Mend it after ECMA-262.'),
      )
  })
  return found
}

function isPattern(pattern: string): boolean {
  try {
    regularExpression(pattern)
    return true
  } catch {
    return false
  }
}

/** Values of keywords that the meta-schema of JSON Schema 2020-12 does not allow. */
function metaProblems(source: Source, document: Record<string, unknown>, ajv: Ajv2020): Problem[] {
  const problems: Problem[] = []
  eachRootSchema(document, [], (schema, path) => {
    if (typeof schema !== 'object' && typeof schema !== 'boolean') return
    if (ajv.validateSchema(schema as object) === true) return
    for (const error of telling(ajv.errors ?? [])) problems.push(structureProblem(source, error, path))
  })
  return problems
}
