import { existsSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import SwaggerParser from '@apidevtools/swagger-parser'
import type { Ajv2020, ErrorObject } from 'ajv/dist/2020.js'
import { isObject } from '../base/json.js'
import { ProblemError, problem, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { newAjv } from './ajv.js'
import { segments, valueAt } from './pointer.js'
import { knownKeywords } from './schema-words.js'
import { eachRootSchema, eachSchema } from './schemas.js'
import type { Path, Source } from './source.js'

/**
 * Lets only a sound OpenAPI 3.1 file through and answers it as one document, its external files folded in.
 * Nothing is fetched; external files must lie under the contract's folder.
 * @throws ProblemError with every problem found, each at its line.
 */
export async function gate(source: Source): Promise<Record<string, unknown>> {
  refuse(versionProblems(source))
  refuse(referenceProblems(source))
  const document = await bundle(source)
  refuse(await structureProblems(source, document))
  const ajv = newAjv(false)
  refuse([...keywordProblems(source, document, ajv.formats), ...metaProblems(source, document, ajv)])
  return document
}

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
}

function versionProblems(source: Source): Problem[] {
  const { openapi } = source.value
  if (typeof openapi === 'string' && openapi.startsWith('3.1.')) return []
  const what = openapi === undefined ? 'The file does not say which OpenAPI it is.' : 'The contract is not OpenAPI 3.1.'
  return [
    {
      code: 'contract-version',
      what,
      remedy: 'Write «openapi: 3.1.0» and convert older files.',
      place: source.place(['openapi']),
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
      return telling(details as ErrorObject[]).map((detail) => structureProblem(source, detail, []))
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

/** Errors without the echoes that a failed alternative leaves: of those, the first at each place tells most. */
function telling(errors: readonly ErrorObject[]): ErrorObject[] {
  const isEcho = ({ keyword }: ErrorObject) => ['anyOf', 'oneOf', 'if'].includes(keyword)
  const branched = new Set(errors.filter(isEcho).map(({ instancePath }) => instancePath))
  const first = (error: ErrorObject) => errors.find(({ instancePath }) => instancePath === error.instancePath) === error
  return errors.filter((error) => !isEcho(error) && (!branched.has(error.instancePath) || first(error)))
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
        : 'Mend it after the OpenAPI 3.1 specification.',
    place: source.place(typeof named === 'string' ? [...path, named] : path),
  }
}

/** Unknown words, patterns and formats: JSON Schema would pass over them in silence, and a check would be lost. */
function keywordProblems(source: Source, document: Record<string, unknown>, formats: object): Problem[] {
  const problems: Problem[] = []
  const add = (path: Path, what: string, remedy: string) =>
    problems.push({ code: 'contract-schema', what, remedy, place: source.place(path) })
  eachSchema(document, (schema, path) => {
    for (const word of Object.keys(schema))
      if (!knownKeywords.has(word) && !word.startsWith('x-'))
        add(
          [...path, word],
          `«${word}» is no word of JSON Schema.${didYouMean(word, knownKeywords)}`,
          'Mend or remove it; in «{ … }» a text that holds a comma must be quoted.',
        )
    if (typeof schema.format === 'string' && !Object.hasOwn(formats, schema.format))
      add(
        [...path, 'format'],
        `The format «${schema.format}» is not known.${didYouMean(schema.format, Object.keys(formats))}`,
        'Use a format of JSON Schema, or a pattern.',
      )
    if (typeof schema.pattern === 'string' && !isPattern(schema.pattern))
      add([...path, 'pattern'], `The pattern is no regular expression.`, 'Mend it after ECMA-262 with the flag u.')
  })
  return problems
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
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
