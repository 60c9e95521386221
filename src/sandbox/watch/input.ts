import { z } from 'zod'
import type { Json } from '../../base/json.js'
import type { AnswerRule } from '../../model/application.js'
import type { Stage } from '../../control/api.js'

/** Longer than any answer that an application is told, but for one that is padded on purpose. */
const mostPaddingBytes = 100_000_000
const mostSilentSeconds = 300

const words = z.string().max(2000)
const json: z.ZodType<Json> = z.json()
const pointer = z.string().regex(/^(?:\/[^/]*)+$/, 'a JSON Pointer such as /accounts/0/iban is expected')
/** Fields that tell where a message ends, or what becomes of its connection: those are ours. */
const ofFraming = new Set(['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'])
/** A header field: nothing in it can end it early. */
const headers = z.record(
  z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, 'a header name in small letters')
    .refine((name) => !ofFraming.has(name), 'this header belongs to the connection and cannot be told'),
  z.string().regex(/^[\x20-\x7e]{0,1000}$/),
)
const parameters = z.record(z.string().min(1).max(60), words)

/** What the platform is to say instead of its normal answer. */
export const answerRule: z.ZodType<AnswerRule> = z.union([
  z.strictObject({ handshake: z.enum(['foreign-certificate', 'expired-certificate', 'other-name', 'old-tls']) }),
  z.strictObject({
    operation: z.string().min(1).max(100),
    times: z.union([z.int().min(1).max(1000), z.literal('always')]),
    answer: z.discriminatedUnion('kind', [
      z
        .strictObject({
          kind: z.literal('instead'),
          status: z.int().min(200).max(599),
          headers,
          body: json.optional(),
          text: z.string().max(1_000_000).optional(),
        })
        .transform(({ body, text, ...rest }) => ({
          ...rest,
          ...(body === undefined ? {} : { body }),
          ...(text === undefined ? {} : { text }),
        })),
      z.strictObject({ kind: z.literal('whole') }),
      z.strictObject({ kind: z.literal('changed'), set: z.record(pointer, json), remove: z.array(pointer) }),
      z
        .strictObject({
          kind: z.literal('id-token'),
          set: z.record(z.string(), json),
          remove: z.array(z.string()),
          expiresIn: z.int().optional(),
          signature: z.enum(['good', 'foreign', 'none']),
        })
        .transform(({ expiresIn, ...rest }) => ({ ...rest, ...(expiresIn === undefined ? {} : { expiresIn }) })),
      z.strictObject({ kind: z.literal('redirect'), set: parameters, remove: z.array(z.string()) }),
      z.strictObject({ kind: z.literal('cut') }),
      z.strictObject({ kind: z.literal('padded'), bytes: z.int().min(1).max(mostPaddingBytes) }),
      z.strictObject({ kind: z.literal('silent'), seconds: z.number().positive().max(mostSilentSeconds) }),
    ]),
  }),
])

const text = z
  .strictObject({ ru: words, en: words, kk: words.optional() })
  .transform(({ kk, ...rest }) => ({ ...rest, ...(kk === undefined ? {} : { kk }) }))

/** What the page of an application shows. */
export const stage: z.ZodType<Stage> = z
  .strictObject({
    awaited: text.optional(),
    prompt: z
      .strictObject({
        id: z.string().min(1).max(100),
        text,
        buttons: z.array(z.strictObject({ id: z.string().regex(/^[a-z-]{1,30}$/), text })).max(5),
      })
      .optional(),
  })
  .transform(({ awaited, prompt }) => ({ ...(awaited ? { awaited } : {}), ...(prompt ? { prompt } : {}) }))
