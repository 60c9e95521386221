import { z } from 'zod'
import { isObject, valueAt } from '../base/json.js'
import { ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile, type YamlFile } from '../base/yaml-file.js'
import { appSection } from './app-section.js'
import { roleProblems } from './role-fit.js'
import { secret } from '../base/secret.js'
import { httpsUrl, httpUrl, proxyUrl, text, yesOrNo } from '../base/setting-values.js'

const milliseconds = 'expected a whole number of milliseconds from 3000 to 120000'
const bytes = 'expected a whole number of bytes, at least 1024'
const loadRate = 'expected a whole number of requests per second from 1 to 1500'
const loadTime = 'expected a whole number of seconds from 1 to 600'
const list = 'expected a list'
const rateLimit = 'expected { requests: …, seconds: … } as whole numbers, at least 1'

const limits = z
  .strictObject(
    {
      timeoutMs: z.int(milliseconds).min(3000, milliseconds).max(120_000, milliseconds).default(15_000),
      maxBodyBytes: z.int(bytes).min(1024, bytes).default(10_000_000),
      rate: z.number('expected requests per second').positive('expected requests per second').optional(),
      declaredRate: z
        .strictObject(
          { requests: z.int(rateLimit).min(1, rateLimit), seconds: z.int(rateLimit).min(1, rateLimit) },
          rateLimit,
        )
        .optional(),
      load: z
        .strictObject(
          {
            rate: z.int(loadRate).min(1, loadRate).max(1500, loadRate),
            seconds: z.int(loadTime).min(1, loadTime).max(600, loadTime),
          },
          'expected { rate: …, seconds: … }',
        )
        .optional(),
      effects: z
        .array(z.enum(['none', 'consent', 'load', 'hostile'], 'expected none, consent, load or hostile'), list)
        .optional(),
    },
    'expected { timeoutMs: …, maxBodyBytes: …, rate: …, declaredRate: …, load: …, effects: […] }',
  )
  .prefault({})

const sandbox = z.strictObject({ control: httpUrl, token: secret }, 'expected { control: …, token: … }')

const certificate = z.union(
  [z.strictObject({ certificate: text, key: secret }), z.strictObject({ pkcs12: text, password: secret })],
  'expected { certificate: FILE.pem, key: { file: … } } or { pkcs12: FILE.p12, password: { env: … } }',
)

const platform = z.strictObject(
  {
    api: httpsUrl,
    pages: httpsUrl,
    issuer: httpsUrl,
    ca: text,
    certificate,
    application: z.strictObject(
      { clientId: text, participant: text, redirectUri: z.url('expected an address'), key: secret },
      'expected { clientId: …, participant: …, redirectUri: …, key: { file: … } }',
    ),
    providers: z.array(text, list).default([]),
  },
  'expected { api: …, pages: …, issuer: …, ca: …, certificate: …, application: … }',
)

const person = { iin: z.union([text, secret]), phone: text }
const customer = z.strictObject(
  {
    name: text,
    fullName: text.optional(),
    ...person,
    has: z.array(text, list).min(1, 'expected at least one trait'),
    representative: z.strictObject(person, 'expected { iin: …, phone: … }').optional(),
  },
  'expected { name: …, iin: …, phone: …, has: […] }',
)

const importedConsent = z.strictObject(
  {
    client: text,
    scopes: z.array(text, list).min(1, list),
    providers: z.array(text, list).min(1, list),
    consentId: text,
    accessToken: secret,
    expiresAt: z.iso.datetime({ offset: true, error: 'expected a date and time such as 2026-12-31T00:00:00+05:00' }),
  },
  'expected { client: …, scopes: …, providers: …, consentId: …, accessToken: …, expiresAt: … }',
)

const shape = z.strictObject(
  {
    name: text,
    system: text,
    systemDir: text.optional(),
    role: z.enum(['provider', 'user'], 'expected provider or user'),
    environment: z.enum(['test', 'live'], 'expected test or live').default('test'),
    participant: z.strictObject(
      { id: text, name: text, bin: text.optional(), invented: yesOrNo.default(false) },
      'expected { id: …, name: … }',
    ),
    modes: z
      .array(z.enum(['direct', 'through'], 'expected direct or through'), 'expected a list of direct and through')
      .min(1, 'expected direct, through or both')
      .optional(),
    direct: z.strictObject({ url: httpsUrl, ca: text.optional() }, 'expected { url: https://… }').optional(),
    app: appSection.optional(),
    sandbox: sandbox.optional(),
    platform: platform.optional(),
    acts: z
      .union(
        [z.enum(['control', 'by-hand', 'none']), z.strictObject({ command: z.array(text).min(1) })],
        'expected control, by-hand, none or { command: […] }',
      )
      .optional(),
    visits: z
      .union(
        [z.literal('forms'), z.strictObject({ 'by-hand': httpUrl }), z.strictObject({ browser: text })],
        'expected forms, { by-hand: http://127.0.0.1:8765 } or { browser: STEPS.yaml }',
      )
      .default('forms'),
    customers: z.array(customer, list).optional(),
    consents: z.array(importedConsent, list).default([]),
    consentCheck: z.enum(['bank', 'platform'], 'expected bank or platform').optional(),
    contract: z.strictObject({ file: text, overlay: text.optional() }, 'expected { file: … }').optional(),
    required: text.optional(),
    credentials: z
      .record(z.string(), secret, 'expected names of security schemes, each with { env: … } or { file: … }')
      .optional(),
    proxy: proxyUrl.optional(),
    limits,
    notApplicable: z
      .array(z.strictObject({ scenario: text, why: text }, 'expected { scenario: …, why: … }'), list)
      .default([]),
  },
  'expected settings, each as a key and its value',
)

type Written = z.output<typeof shape>

/** A target file with its defaults, its paths and secrets not yet read. */
export type TargetFile = Omit<Written, 'modes' | 'consentCheck'> & {
  readonly modes: NonNullable<Written['modes']>
  readonly consentCheck: NonNullable<Written['consentCheck']>
  readonly file: string
}

/** Reads and checks a target file. @throws ProblemError with every problem, each with its line. */
export function readTargetFile(file: string): TargetFile {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  const problems = parsed.success
    ? [...roleProblems(parsed.data, yaml), ...platformProblems(withDefaults(parsed.data), yaml)]
    : parsed.error.issues.flatMap((issue) => shapeProblems(issue, yaml))
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  return { ...withDefaults(parsed.data as Written), file }
}

/** Nobody calls an application: it comes to the platform by itself. */
function withDefaults(written: Written): Omit<TargetFile, 'file'> {
  const modes = written.role === 'user' ? ['through' as const] : ['direct' as const, 'through' as const]
  return { ...written, modes: written.modes ?? modes, consentCheck: written.consentCheck ?? 'bank' }
}

/** A target has one platform, and what its modes and ways need. */
function platformProblems(target: Omit<TargetFile, 'file'>, yaml: YamlFile): Problem[] {
  const found: Problem[] = []
  const add = (key: string, what: string, remedy: string): void => {
    found.push({ code: 'target-platform', place: yaml.position([key]), what, remedy })
  }
  if ((target.sandbox === undefined) === (target.platform === undefined)) {
    add(
      'platform',
      'a target has either «sandbox» or «platform»',
      'Name the sandbox of `synaq sandbox`, or describe the real platform.',
    )
  }
  const direct = target.role === 'provider' && target.modes.includes('direct')
  if (direct && target.direct === undefined) {
    add(
      'modes',
      'mode direct needs «direct»',
      "Write `direct: { url: https://… }`, the bank's own address, or take direct out of «modes».",
    )
  }
  if (direct && target.platform !== undefined) {
    add(
      'modes',
      'in mode direct we are the platform: the bank has to trust a sandbox of ours',
      'Name a «sandbox», or write `modes: [through]`.',
    )
  }
  if (target.contract !== undefined && target.sandbox !== undefined && target.modes.includes('through')) {
    add(
      'contract',
      "the sandbox's gateway speaks the reference contract only: behind it the operator's cannot be tested",
      'Write `modes: [direct]`.',
    )
  }
  if (target.acts === 'control' && target.sandbox === undefined) {
    add('acts', 'only a sandbox has a control API', 'Write by-hand, none or { command: […] }.')
  }
  return found
}

function shapeProblems(issue: z.core.$ZodIssue, yaml: YamlFile): Problem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, yaml))
  const missing = path.length > 0 && valueAt(yaml.value, path) === undefined
  return [
    {
      code: 'target-setting',
      place: yaml.position(missing ? path.slice(0, -1) : path),
      what: missing
        ? `the setting «${name}» is missing`
        : `${name === '' ? 'the file' : `«${name}»`}: ${issue.message}`,
      remedy: explained(yaml),
    },
  ]
}

/** Where the settings of the file's role are explained. */
function explained({ value }: YamlFile): string {
  return isObject(value) && value.role === 'user'
    ? 'examples/app-target.yaml explains the settings; README, «Your own app», says how to come by the values.'
    : 'examples/target.yaml explains the settings; README, «Your own server», says how to come by the values.'
}

function unknownKey(key: string, path: readonly (string | number)[], yaml: YamlFile): Problem {
  const known = knownKeys(path)
  return {
    code: 'target-unknown-key',
    place: yaml.position([...path, key], 'key'),
    what: `«${key}» is no setting of ${path.length === 0 ? 'a target' : `«${path.join('.')}»`}.${didYouMean(key, known)}`,
    remedy: `Remove it or write one of: ${known.join(', ')}.`,
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
