import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isObject } from '../../base/json.js'
import { packageRoot } from '../../base/root.js'
import { readYamlFile } from '../../base/yaml-file.js'

/** Something in a value that is not as the file describes it. */
export interface Misfit {
  readonly path: readonly (string | number)[]
  readonly what: string
}

/** Answers what does not fit, and writes the defaults into what is left out. */
export type Check = (value: unknown) => Misfit[]

/** docs/operator-api.yaml: what registry files and requests have to look like is written there alone. */
export interface ApiFile {
  readonly document: Record<string, unknown>
  /** A check against a schema of the file, or one that refers into it (`operatorApi#/…`). Kept, so ask for each once. */
  check(schema: object): Check
  /** The same for values that come as texts, such as those of an address: they are read as the type that is meant. */
  checkTexts(schema: object): Check
}

/** How schemas of our own refer to the file. */
export const apiFileId = 'operatorApi'

let read: ApiFile | undefined

/** The file as it comes with the package, read once. */
export function apiFile(): ApiFile {
  read ??= readApiFile()
  return read
}

function readApiFile(): ApiFile {
  const { value } = readYamlFile(join(packageRoot(), 'docs', 'operator-api.yaml'))
  if (!isObject(value)) throw new Error('docs/operator-api.yaml is no OpenAPI file')
  const [plain, coercing] = [newAjv(value, false), newAjv(value, true)]
  return {
    document: value,
    check: (schema) => checkOf(plain.compile(schema)),
    checkTexts: (schema) => checkOf(coercing.compile(schema)),
  }
}

function newAjv(document: Record<string, unknown>, coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    allErrors: true,
    useDefaults: true,
    coerceTypes,
    logger: false,
  })
  formats.default(ajv)
  ajv.addSchema(document, apiFileId)
  return ajv
}

function checkOf(validate: ValidateFunction): Check {
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(misfit))
}

function misfit(error: ErrorObject): Misfit {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  // What each keyword tells beside its place (ajv's documentation, «Error parameters»).
  const params = error.params as {
    readonly missingProperty?: string
    readonly additionalProperty?: string
    readonly unevaluatedProperty?: string
    readonly allowedValues?: readonly (string | number)[]
    readonly limit?: number
  }
  const property = params.additionalProperty ?? params.unevaluatedProperty ?? ''
  switch (error.keyword) {
    case 'required':
      return { path, what: `«${[...path, params.missingProperty ?? ''].join('.')}» is missing` }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return { path: [...path, property], what: `«${[...path, property].join('.')}» is not known here` }
    case 'enum':
      return { path, what: `${named(path)}: expected ${(params.allowedValues ?? []).join(' or ')}` }
    case 'minProperties':
    case 'maxProperties':
      return { path, what: `${named(path)}: expected ${params.limit ?? 0} settings, not more and not fewer` }
    default:
      return { path, what: `${named(path)} ${error.message ?? 'is not as described'}` }
  }
}

const named = (path: readonly (string | number)[]): string => (path.length === 0 ? 'the whole' : `«${path.join('.')}»`)
