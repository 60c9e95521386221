import { z } from 'zod'
import { durationMs } from '../base/clock.js'
import { isLoopback } from '../base/loopback.js'
import type { ApplicationRegistration, ProviderRegistration } from '../control/api.js'
import type { WitnessRequest } from '../model/witness.js'
import type { PlatformAct } from '../model/act.js'
import type { PlatformOrder } from '../model/order.js'
import { isBin, isIin, isPhone } from '../base/kazakhstan.js'
import type { Client } from './state.js'
import { controlError } from './control-error.js'
import { participantIdPattern, participantStates } from './fixtures.js'
import { answerRule, stage } from './watch/input.js'

const text = z.string().min(1).max(200)
const texts = z.array(text).max(100)
const pem = z
  .string()
  .max(100_000)
  .regex(/-----BEGIN CERTIFICATE-----/, 'PEM of a certificate is expected')
const day = 24 * 3600

const duration = text.refine((by) => durationMs(by) !== undefined, 'a duration such as P31D or PT90M is expected')
const phone = z.string().refine(isPhone, 'expected +7 and ten digits')
const bin = z.string().refine(isBin, 'not a BIN: check the fifth digit and the check digit')
const iin = z.string().refine(isIin, 'not an IIN: check the date and the check digit')

/** A client of a bank that joined; a company has a BIN and somebody who acts for it. */
const client = z.union([
  z
    .strictObject({ name: text, fullName: text.optional(), iin, phone, has: texts })
    .transform((person): Client => ({ ...person, fullName: person.fullName ?? person.name })),
  z
    .strictObject({
      name: text,
      fullName: text.optional(),
      iin: bin,
      phone,
      has: texts,
      representative: z.strictObject({ iin, phone }),
    })
    .transform(({ representative, ...company }): Client => ({
      ...company,
      fullName: company.fullName ?? company.name,
      representative: { ...representative, fullName: company.fullName ?? company.name },
    })),
])

/** https, or http for an application on this machine (RFC 8252, section 7.3), or a scheme of an application's own. */
const redirectUri = z
  .string()
  .max(2000)
  .refine((uri) => {
    if (!URL.canParse(uri) || uri.includes('#')) return false
    const { protocol, hostname } = new URL(uri)
    if (uri.startsWith('https://')) return true
    if (uri.startsWith('http://')) return isLoopback(hostname)
    return /^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:$/.test(protocol)
  }, 'https is expected; http only for 127.0.0.1 and localhost; no fragment')

const participantIdWords = 'a participant id is four capital letters and two digits, such as ABCD01'

const publication = z.enum(['draft', 'published', 'limited', 'unpublished'])

/** What the control API takes, route by route. */
export const inputs = {
  workspace: z.strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens')
      .optional(),
  }),
  act: z.discriminatedUnion('act', [
    z.strictObject({
      act: z.literal('grant-consent'),
      iin: text,
      scopes: texts.min(1),
      providers: texts.min(1),
      by: text,
    }),
    z.strictObject({ act: z.literal('revoke-consent'), consentId: text }),
    z.strictObject({ act: z.literal('narrow-consent'), consentId: text, scopes: texts.min(1) }),
    z.strictObject({
      act: z.literal('age-consent'),
      consentId: text,
      by: duration,
    }),
    z.strictObject({
      act: z.literal('mint-token'),
      consentId: text,
      audience: text,
      scopes: texts,
      iin: text,
      by: text,
      secondsLeft: z
        .int()
        .min(-365 * day)
        .max(365 * day),
      issuer: text.optional(),
      notBefore: z
        .int()
        .max(365 * day)
        .optional(),
      boundTo: text.optional(),
    }),
    z.strictObject({ act: z.literal('participant-state'), participant: text, state: z.enum(participantStates) }),
    z.strictObject({ act: z.literal('limited-mode'), participant: text, on: z.boolean() }),
    z.strictObject({
      act: z.literal('rate-limit'),
      participant: text,
      limit: z.strictObject({ requests: z.int().min(1).max(1000), seconds: z.int().min(1).max(3600) }).optional(),
    }),
    z.strictObject({
      act: z.literal('register-participant'),
      name: text,
      bin,
      roles: z.array(z.enum(['provider', 'user'])).min(1),
      application: z
        .strictObject({
          clientId: text,
          name: text,
          redirectUri: z.url(),
          jwk: z.record(z.string(), z.json()).refine((jwk) => !('d' in jwk), 'the public key only'),
          thumbprint: z.string().regex(/^[\w-]{43}$/, 'base64url SHA-256 of the certificate is expected'),
        })
        .optional(),
    }),
    z.strictObject({ act: z.literal('connection'), clientId: text, provider: text, on: z.boolean() }),
    z.strictObject({ act: z.literal('api-check'), provider: text, result: z.enum(['none', 'passed', 'failed']) }),
    z.strictObject({
      act: z.literal('publication'),
      provider: text,
      state: z.enum(['draft', 'published', 'unpublished']),
    }),
  ]) satisfies z.ZodType<PlatformAct>,
  providerId: z.string().regex(participantIdPattern, participantIdWords),
  provider: z
    .strictObject({
      name: text,
      bin: bin.optional(),
      url: z.url({ protocol: /^https$/, error: 'an https address is expected' }),
      ca: pem.optional(),
      issue: z.boolean(),
    })
    .transform(({ bin, ca, ...rest }): ProviderRegistration => ({
      ...rest,
      ...(bin === undefined ? {} : { bin }),
      ...(ca === undefined ? {} : { ca }),
    })),
  application: z
    .strictObject({
      name: text,
      bin: bin.optional(),
      redirectUris: z.array(redirectUri).max(20, 'at most 20'),
      jwk: z
        .record(z.string(), z.json())
        .refine((jwk) => !('d' in jwk), 'the public key only')
        .refine((jwk) => jwk.kty === 'EC' && jwk.crv === 'P-256', 'a P-256 key is expected (ES256)')
        .optional(),
      certificate: pem.optional(),
      hosts: z.array(z.string().regex(/^[\w.:-]{1,253}$/, 'a name or an IP address')).max(20),
    })
    .transform(({ bin, jwk, certificate, ...rest }): ApplicationRegistration => ({
      ...rest,
      ...(bin === undefined ? {} : { bin }),
      ...(jwk === undefined ? {} : { jwk }),
      ...(certificate === undefined ? {} : { certificate }),
    })),
  order: z.object({
    action: z.enum(['publish', 'unpublish', 'limit', 'republish']),
    before: publication,
    after: publication,
    api: text,
    participant: text,
    system: text,
    decision: z.int().min(0),
    at: z.iso.datetime(),
    why: z.object({ ru: z.string(), en: z.string(), kk: z.string().exactOptional() }),
  }) satisfies z.ZodType<PlatformOrder>,
  witness: z.strictObject({
    nonce: z.string().regex(/^[\w-]{43}$/, '32 bytes as base64url are expected'),
    participant: z.string().regex(participantIdPattern, participantIdWords),
    expiresAt: z.iso.datetime(),
  }) satisfies z.ZodType<WitnessRequest>,
  rule: answerRule,
  stage,
  clients: z.strictObject({ clients: z.array(client).max(1000) }),
  defects: z.strictObject({ defects: texts }),
  inboxQuery: z.strictObject({ phone: z.string().optional() }),
  inboxAge: z.strictObject({ phone, by: duration }),
}

/** The input as its schema has it. @throws ControlError 400 that names the place and what is wrong. */
export function parsedInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue?.path.join('.') ?? ''
  const message = `${issue?.message ?? 'wrong'}.`
  const what = place === '' ? message : `${place}: ${message}`
  throw controlError(
    400,
    'input-wrong',
    what,
    'Correct it and send it again; src/control/api.ts describes every route.',
  )
}
