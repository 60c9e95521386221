import { z } from 'zod'
import { ProblemError } from '../../base/problem.js'
import { secret } from '../../base/secret.js'
import { settingProblems } from '../../base/setting-problems.js'
import { safeUrl, text } from '../../base/setting-values.js'
import { readYamlFile } from '../../base/yaml-file.js'

const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'expected the name of a header, such as Authorization')

/** What every address may need: whom its certificate is trusted from, and headers, whose values never stand in the file. */
const access = { ca: text.optional(), headers: z.record(headerName, secret).optional() }

/** Time stamping authorities often answer without TLS: what they answer is signed. */
const stampUrl = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://', abort: true })
  .refine((url) => new URL(url).username === '' && new URL(url).hash === '', 'expected an address without user and «#»')

const listed = 'expected a list: the program and its arguments'
const something = 'expected { command: […] }, { http: … } or { timeStamp: … }'
/** Looked at where nothing else is wrong. */
const when = ({ issues }: { readonly issues: readonly unknown[] }): boolean => issues.length === 0

const shape = z
  .strictObject(
    {
      /** Gets the bytes on standard in and answers CMS on standard out. */
      command: z.array(text, listed).min(1, listed).optional(),
      /** Gets the bytes by POST and answers CMS. */
      http: z.strictObject({ url: safeUrl, ...access }, 'expected { url: https://… }').optional(),
      timeStamp: z
        .strictObject({ url: stampUrl, ...access }, 'expected { url: https://… }')
        .refine(
          ({ url, headers }) => headers === undefined || url.startsWith('https:'),
          'headers hold secrets, so the address must begin with https://',
        )
        .optional(),
    },
    something,
  )
  .refine(({ command, http }) => !command || !http, { error: 'either `command` or `http` signs, not both', when })
  .refine((all) => Object.keys(all).length > 0, { error: something, when })

type Shape = z.output<typeof shape>

/** An address with what it needs; files and secrets are read where they are used. */
export type Endpoint = NonNullable<Shape['http']>

/** Who signs besides Synaq itself, as a person wrote it. Paths and the command's folder are relative to `file`. */
export interface SignerSettings extends Shape {
  readonly file: string
}

/** Reads a signer's settings (`--signer FILE`). @throws ProblemError with every problem, each with its line */
export function readSignerSettings(file: string): SignerSettings {
  const yaml = readYamlFile(file)
  const parsed = shape.safeParse(yaml.value)
  if (parsed.success) return { ...parsed.data, file }
  const where = { code: 'signer-settings', explainedIn: 'docs/signing.md' }
  const [first, ...rest] = settingProblems(parsed.error.issues, shape, yaml, where)
  throw first ? new ProblemError([first, ...rest]) : parsed.error
}
