import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { isObject } from '../base/json.js'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile } from '../base/yaml-file.js'

const text = z.string('expected a text').min(1, 'expected a text')
/** A secret is never written in a target file, only where it is: an environment variable or a file. */
const secret = z.union(
  [z.strictObject({ env: text }), z.strictObject({ file: text })],
  'expected { file: … } or { env: … }, which say where the secret is; it never stands here itself',
)
const httpsUrl = z.url({ protocol: /^https$/, error: 'expected an address that begins with https://' })
const yesOrNo = z.boolean('expected true or false')
const milliseconds = 'expected a whole number of milliseconds from 3000 to 120000'
const bytes = 'expected a whole number of bytes, at least 1024'

const shape = z.strictObject(
  {
    name: text,
    system: text,
    role: z.literal('provider', 'only «provider» can be tested'),
    environment: z.enum(['test', 'live'], 'expected test or live').default('test'),
    participant: z.strictObject(
      { id: text, name: text, bin: text.optional(), invented: yesOrNo.default(false) },
      'expected { id: …, name: … }',
    ),
    modes: z
      .array(z.enum(['direct', 'through'], 'expected direct or through'), 'expected a list of direct and through')
      .min(1, 'expected direct, through or both')
      .default(['direct', 'through']),
    direct: z.strictObject({ url: httpsUrl, ca: text.optional() }, 'expected { url: https://… }'),
    sandbox: z.strictObject(
      { control: z.url('expected an address such as http://127.0.0.1:7080'), token: secret },
      'expected { control: …, token: … }',
    ),
    consentCheck: z.enum(['bank', 'platform'], 'expected bank or platform').default('bank'),
    limits: z
      .strictObject(
        {
          timeoutMs: z.int(milliseconds).min(3000, milliseconds).max(120_000, milliseconds).default(15_000),
          maxBodyBytes: z.int(bytes).min(1024, bytes).default(10_000_000),
          effects: z
            .array(
              z.enum(['none', 'consent', 'load', 'hostile'], 'expected none, consent, load or hostile'),
              'expected a list',
            )
            .default(['none', 'consent']),
        },
        'expected { timeoutMs: …, maxBodyBytes: …, effects: […] }',
      )
      .prefault({}),
    notApplicable: z
      .array(z.strictObject({ scenario: text, why: text }, 'expected { scenario: …, why: … }'), 'expected a list')
      .default([]),
  },
  'expected settings, each as a key and its value',
)

/** A target file as written, its paths and secrets not yet read. */
export type TargetFile = z.output<typeof shape>

/** Reads and checks a target file. @throws ProblemError with every problem, each with its line. */
export function readTargetFile(file: string): TargetFile {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) return parsed.data
  const [first, ...rest] = parsed.error.issues.map((issue) => shapeProblem(issue, yaml))
  throw new ProblemError([first as Problem, ...rest])
}

function shapeProblem(issue: z.core.$ZodIssue, yaml: YamlFile): Problem {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = knownKeys(path)
    return {
      code: 'target-unknown-key',
      place: yaml.position([...path, key]),
      what: `«${key}» is no setting of ${name === '' ? 'a target' : `«${name}»`}.${didYouMean(key, known)}`,
      remedy: `Remove it or write one of: ${known.join(', ')}.`,
    }
  }
  const missing = path.length > 0 && valueAt(yaml.value, path) === undefined
  return {
    code: 'target-setting',
    place: yaml.position(missing ? path.slice(0, -1) : path),
    what: missing ? `the setting «${name}» is missing` : `${name === '' ? 'the file' : `«${name}»`}: ${issue.message}`,
    remedy: 'examples/target.yaml shows every setting; README, «Your own server», says how to come by the values.',
  }
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isObject(at) ? at[String(key)] : Array.isArray(at) ? at[Number(key)] : undefined),
    value,
  )
}

function knownKeys(path: readonly (string | number)[]): string[] {
  let node: unknown = shape
  for (const part of path) {
    while (node instanceof z.ZodDefault || node instanceof z.ZodPrefault || node instanceof z.ZodOptional)
      node = node.unwrap()
    if (node instanceof z.ZodObject && typeof part === 'string') node = node.shape[part] as unknown
    else if (node instanceof z.ZodArray) node = node.element
  }
  while (node instanceof z.ZodDefault || node instanceof z.ZodPrefault || node instanceof z.ZodOptional)
    node = node.unwrap()
  return node instanceof z.ZodObject ? Object.keys(node.shape) : []
}

/** The value behind a secret's reference. @throws ProblemError where there is none. */
export function readSecret(reference: TargetFile['sandbox']['token'], targetFile: string, setting: string): string {
  if ('env' in reference) {
    const value = process.env[reference.env]
    if (value !== undefined && value !== '') return value
    throw problem(
      'secret-missing',
      `the environment variable ${reference.env} (${setting}) is not set`,
      `Set it before the command: ${reference.env}=… synaq run …`,
      { file: targetFile },
    )
  }
  return readBeside(reference.file, targetFile, setting).trim()
}

/** The text of a file named in a target file, relative to it. @throws ProblemError where it cannot be read. */
export function readBeside(name: string, targetFile: string, setting: string): string {
  const file = resolve(dirname(targetFile), name)
  if (existsSync(file)) return readFileSync(file, 'utf8')
  throw problem(
    'file-missing',
    `${setting} names a file that is not there: ${file}`,
    'Correct the path; it is relative to the target file.',
    {
      file: targetFile,
    },
  )
}
