import { z } from 'zod'
import { fromKazakhstan, kazakhstanTime, type Instant } from '../base/clock.js'
import { canonicalJson, isObject, valueAt, type JsonObject } from '../base/json.js'
import { knownKeys } from '../base/known-keys.js'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { unprintable } from '../base/unprintable.js'
import type { YamlFile, YamlPath } from '../base/yaml-file.js'
import { readDetached, signDetached } from '../crypto/detached-jws.js'
import type { Waiver } from '../model/waiver.js'
import type { OwnKey } from './keys.js'

/** Kind of thing that such a signature signs (JWS header `typ`). */
export const waiversType = 'synaq-waivers+jws'

/** What a file of waivers holds. */
export interface ReadWaivers {
  readonly waivers: readonly Waiver[]
  /** Thumbprint of the key that signed them; undefined where nobody did. */
  readonly signedBy: string | undefined
  /** Where a waiver's field stands. */
  readonly position: (path: YamlPath) => { readonly file: string; readonly line: number; readonly column: number }
}

/** More than an operator can answer for. */
const most = 200

const line = (longest: number) =>
  z
    .string('expected a text')
    .trim()
    .min(1, 'expected a text')
    .max(longest, `expected at most ${longest} characters`)
    .refine((value) => !unprintable.test(value), 'holds characters that cannot be printed')

const date = z
  .string('expected a date, e.g. 2026-12-31')
  .refine(
    (value) => fromKazakhstan(value, '00:00') !== undefined,
    'expected a date of the calendar as year-month-day, e.g. 2026-12-31',
  )

const id = line(200)

const waiver = z
  .strictObject(
    {
      owner: line(300),
      requirement: id,
      scenario: z
        .union([id, z.array(id).min(1).max(most)], 'expected the id of a scenario, or a list of ids')
        .optional(),
      reason: line(2000),
      expires: date,
      issued: date.optional(),
      participant: id,
      system: id,
    },
    'expected a waiver: owner, requirement, reason, expires, participant, system',
  )
  .refine(({ expires, issued }) => issued === undefined || issued <= expires, {
    path: ['expires'],
    message: 'it is over before it is issued',
  })

const list = z
  .array(waiver, 'expected a list of waivers')
  .min(1, 'holds no waiver')
  .max(most, `expected at most ${most} waivers`)

/** Readable for people; what is signed are its waivers in canonical form (RFC 8785), so that no space matters. */
const signedFile = z.strictObject(
  {
    synaq: z.literal('waivers/1', 'expected waivers/1'),
    waivers: list,
    jws: z.string('expected a signature'),
  },
  'expected «synaq», «waivers» and «jws»',
)

/**
 * The waivers of a file: a list as people write it, or what `signedWaivers` made of one.
 * @throws ProblemError with all faults at once, each with line and column; also where a signature does not hold
 */
export function waiversFrom(yaml: YamlFile): ReadWaivers {
  if (!isObject(yaml.value)) {
    const waivers = read(list, yaml).map(plainWaiver)
    return { waivers, signedBy: undefined, position: (path) => yaml.position(path) }
  }
  const { waivers, jws } = read(signedFile, yaml)
  const reading = readDetached(jws, contentOf(waivers.map(plainWaiver)), waiversType)
  const place = yaml.position(['jws'])
  const remedy = 'Get the file again from whoever signed it; a signed file must not be changed.'
  if (reading.state === 'unreadable')
    throw problem('waivers-signature', `the signature of the waivers cannot be read: ${reading.what}`, remedy, place)
  if (reading.state === 'invalid')
    throw problem('waivers-signature', 'the waivers are not those that were signed', remedy, place)
  return {
    waivers: waivers.map(plainWaiver),
    signedBy: reading.signer.thumbprint,
    position: (path) => yaml.position(['waivers', ...path]),
  }
}

/** The text of a file with signed waivers. Where a waiver does not say when it was issued, that is today. */
export function signedWaivers(waivers: readonly Waiver[], key: OwnKey['privateKey'], now: Instant): string {
  const issued = waivers.map((one): Waiver => ({ issued: kazakhstanTime(now).date, ...one }))
  const jws = signDetached(contentOf(issued), key, waiversType)
  return `${JSON.stringify({ synaq: 'waivers/1', waivers: issued.map(written), jws }, null, 2)}\n`
}

/** What is signed. */
const contentOf = (waivers: readonly Waiver[]): Uint8Array =>
  Buffer.from(canonicalJson({ synaq: 'waivers/1', waivers: waivers.map(written) }))

/** A waiver as a file has it. */
function written({ scenarios, ...rest }: Waiver): JsonObject {
  return { ...rest, ...(scenarios === undefined ? {} : { scenario: scenarios }) }
}

function plainWaiver({ scenario, issued, ...rest }: z.infer<typeof waiver>): Waiver {
  const [first, ...more] = [scenario ?? []].flat()
  return {
    ...rest,
    ...(first === undefined ? {} : { scenarios: [first, ...more] }),
    ...(issued === undefined ? {} : { issued }),
  }
}

function read<T>(schema: z.ZodType<T>, yaml: YamlFile): T {
  const parsed = schema.safeParse(yaml.value)
  if (parsed.success) return parsed.data
  const [first, ...rest] = parsed.error.issues.flatMap((issue) => problemsOf(issue, schema, yaml))
  if (first === undefined) throw parsed.error
  throw new ProblemError([first, ...rest])
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, yaml: YamlFile): Problem[] {
  const path = issue.path.filter((segment): segment is string | number => typeof segment !== 'symbol')
  if (issue.code !== 'unrecognized_keys') {
    const name = path.length === 0 ? 'the file' : `«${path.join('.')}»`
    return [
      {
        code: 'waivers',
        what: `${name}: ${valueAt(yaml.value, path) === undefined ? 'it is missing, ' : ''}${issue.message}.`,
        remedy: 'Mend the value; examples/waivers.yaml shows what the file holds.',
        place: yaml.position(path),
      },
    ]
  }
  const known = knownKeys(schema, path)
  return issue.keys.map((key) => ({
    code: 'waivers',
    what: `There is no field «${[...path, key].join('.')}».${didYouMean(key, known)}`,
    remedy: `Fields here: ${known.join(', ')}.`,
    place: yaml.position([...path, key], 'key'),
  }))
}
