import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile } from '../base/yaml-file.js'

/** A secret is never written in a target file, only where it is: an environment variable or a file. */
const secret = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })])
const httpsUrl = z.url({ protocol: /^https$/, error: 'an address that begins with https://' })

const shape = z.strictObject({
  name: z.string().min(1),
  system: z.string().min(1),
  role: z.literal('provider'),
  environment: z.enum(['test', 'live']).default('test'),
  participant: z.strictObject({
    id: z.string().min(1),
    name: z.string().min(1),
    bin: z.string().optional(),
    invented: z.boolean().default(false),
  }),
  modes: z
    .array(z.enum(['direct', 'through']))
    .min(1)
    .default(['direct', 'through']),
  direct: z.strictObject({ url: httpsUrl, ca: z.string().optional() }),
  sandbox: z.strictObject({ control: z.url(), token: secret }),
  consentCheck: z.enum(['bank', 'platform']).default('bank'),
  limits: z
    .strictObject({
      timeoutMs: z.int().min(3000).max(120_000).default(15_000),
      maxBodyBytes: z.int().min(1024).default(10_000_000),
      effects: z.array(z.enum(['none', 'consent', 'load', 'hostile'])).default(['none', 'consent']),
    })
    .prefault({}),
  notApplicable: z.array(z.strictObject({ scenario: z.string(), why: z.string().min(1) })).default([]),
})

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
  const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined')
  return {
    code: 'target-setting',
    place: yaml.position(missing ? path.slice(0, -1) : path),
    what: missing ? `the setting «${name}» is missing` : `«${name}»: ${issue.message}`,
    remedy:
      'The target file is described in README, «Your own server»; `npm start` leaves an example of one in its run folder.',
  }
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
