import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import type { AnswerRule, ToldAnswer } from '../model/application.js'
import type { StepContext, StepResult } from '../model/vocabulary.js'
import { defineStep, messageOf, scenarioTrouble, written, writtenText } from './define.js'
import { withoutApp } from './without-app.js'

const texts = z.record(z.string(), writtenText)
const pointer = z.string().regex(/^(\/[^/]+)+$/, 'a JSON Pointer (RFC 6901) such as /accounts/0/iban')
const handshakes = ['foreign-certificate', 'expired-certificate', 'other-name', 'old-tls'] as const

const others = ['whole', 'change', 'id-token', 'redirect', 'cut', 'pad', 'silent', 'handshake', 'normally'] as const
/** Each of these is a part of another answer altogether. */
const parts = ['status', 'headers', 'body', 'text'] as const

type Written = Readonly<Partial<Record<(typeof others)[number] | (typeof parts)[number], unknown>>>

/** The settings that say what is answered, another answer altogether being one; exactly one stands in a step. */
const waysOf = (p: Written): string[] => [
  ...(parts.some((part) => p[part] !== undefined) ? ['instead'] : []),
  ...others.filter((way) => p[way] !== undefined),
]

const params = z
  .strictObject({
    operation: z.string().min(1).optional().describe('operationId of the contract whose next answer is decided'),
    times: z
      .union([z.int().min(1).max(1000), z.literal('always')])
      .optional()
      .describe('how many requests are answered so; default 1, always: until it is taken back'),
    status: z.int().min(200).max(599).optional().describe('another answer altogether, with this status; default 200'),
    headers: texts.optional().describe('headers of the other answer'),
    body: written.optional().describe('JSON body of the other answer'),
    text: writtenText.optional().describe('body of the other answer, in place of `body`'),
    whole: z.literal(true).optional().describe('the normal answer in full, whatever condition the request has: no 304'),
    change: z
      .strictObject({ set: z.record(pointer, written).optional(), remove: z.array(pointer).optional() })
      .optional()
      .describe('the normal JSON answer with values set and removed, by JSON Pointer'),
    'id-token': z
      .strictObject({
        set: z.record(z.string(), written).optional(),
        remove: z.array(z.string()).optional(),
        'expires-in': z.int().optional(),
        signature: z.enum(['foreign', 'none']).optional(),
      })
      .optional()
      .describe('the normal tokens but for the id_token: claims, seconds until it expires, signature'),
    redirect: z
      .strictObject({ set: texts.optional(), remove: z.array(z.string()).optional() })
      .optional()
      .describe('the way back to the application with parameters set and removed'),
    cut: z.literal(true).optional().describe('the normal answer is broken off in the middle of its body'),
    pad: z.int().min(1).max(200_000_000).optional().describe('the normal answer, padded to so many bytes'),
    silent: z.int().min(1).max(120).optional().describe('no answer for so many seconds, then the connection is closed'),
    handshake: z.enum(handshakes).optional().describe('how every new connection presents itself'),
    normally: z.literal(true).optional().describe('everything is answered as a sound platform does'),
  })
  .refine((p) => Boolean(p.operation) !== (p.handshake !== undefined || p.normally === true), {
    error: 'name an operation, or else `handshake` or `normally: true`',
  })
  .refine((p) => p.body === undefined || p.text === undefined, { error: 'give either `body` or `text`' })
  .refine((p) => waysOf(p).length === 1, {
    error: `give one of: status with body or text, ${others.join(', ')}`,
  })
type Params = z.output<typeof params>

/** `respond: { operation: token, status: 503 }` — what the platform answers the application from now on. */
export const respond = defineStep<Params>({
  name: 'respond',
  summary: {
    ru: 'решить, что платформа ответит приложению',
    en: 'decide what the platform answers the application',
  },
  params,
  yields: false,
  writes: ['answers'],
  needs: ['app'],
  operation: (p) => p.operation,
  async run(p, context) {
    const { inbox } = context
    if (!inbox) return withoutApp('respond')
    const rule = p.normally ? 'normally' : ruleOf(p, context)
    if (rule === undefined) return scenarioTrouble('respond: nothing says what the answer is')
    context.recordAct('respond', recorded(p))
    try {
      await (rule === 'normally' ? inbox.respondNormally() : inbox.respond(rule))
      return {}
    } catch (error) {
      return { trouble: { cause: 'platform', what: `respond: ${messageOf(error)}` } } satisfies StepResult
    }
  },
})

/** What may stand in the record: kinds and places, none of the values, which may quote an answer. */
function recorded(p: Params): Record<string, Json> {
  const [way = ''] = waysOf(p)
  const what = p.status ?? p.handshake ?? p.pad ?? p.silent
  return {
    way,
    ...(p.operation === undefined ? {} : { operation: p.operation, times: p.times ?? 1 }),
    ...(what === undefined ? {} : { what }),
  }
}

function ruleOf(p: Params, context: StepContext): AnswerRule | undefined {
  if (p.handshake) return { handshake: p.handshake }
  const answer = answerOf(p, context)
  return p.operation === undefined || !answer ? undefined : { operation: p.operation, times: p.times ?? 1, answer }
}

function answerOf(p: Params, context: StepContext): ToldAnswer | undefined {
  if (parts.some((part) => p[part] !== undefined))
    return {
      kind: 'instead',
      status: p.status ?? 200,
      headers: textsOf(p.headers, context),
      ...(p.body === undefined ? {} : { body: context.resolve(p.body) }),
      ...(p.text === undefined ? {} : { text: asText(context.resolve(p.text)) }),
    }
  if (p.whole) return { kind: 'whole' }
  if (p.change) return { kind: 'changed', set: valuesOf(p.change.set, context), remove: p.change.remove ?? [] }
  if (p['id-token']) {
    const { set, remove = [], signature = 'good', 'expires-in': expiresIn } = p['id-token']
    const expiry = expiresIn === undefined ? {} : { expiresIn }
    return { kind: 'id-token', set: valuesOf(set, context), remove, signature, ...expiry }
  }
  if (p.redirect) return { kind: 'redirect', set: textsOf(p.redirect.set, context), remove: p.redirect.remove ?? [] }
  if (p.cut) return { kind: 'cut' }
  if (p.pad !== undefined) return { kind: 'padded', bytes: p.pad }
  return p.silent === undefined ? undefined : { kind: 'silent', seconds: p.silent }
}

function valuesOf(values: Readonly<Record<string, Json>> | undefined, context: StepContext): Record<string, Json> {
  const resolved = context.resolve(values ?? {})
  return isObject(resolved) ? resolved : {}
}

function textsOf(values: Readonly<Record<string, string>> | undefined, context: StepContext): Record<string, string> {
  return Object.fromEntries(Object.entries(valuesOf(values, context)).map(([name, value]) => [name, asText(value)]))
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
