import { z } from 'zod'
import { parseJson, type JsonObject } from '../../base/json.js'
import { problem } from '../../base/problem.js'
import { inLanguage, type Language, type Text } from '../../base/text.js'
import type { AppErrand } from '../../model/application.js'

/** The longest that a driver may take for an errand, and the most that it may answer. */
export const driverLimits = { timeoutMs: 60_000, bytes: 1024 * 1024 } as const

/** An errand as a driver is given it; `goal` is for one that walks the platform's pages by itself. */
export function errandMessage(errand: AppErrand): JsonObject {
  const { act } = errand
  const providers = errand.providers.map(({ id, name }) => ({ id, name }))
  if (act === 'read') return { act, providers, data: [...errand.data], language: errand.language }
  const { client, scopes, goal } = errand
  const { name, fullName, iin, phone, has, representative } = client
  return {
    act,
    client: {
      name: fullName ?? name,
      iin,
      phone,
      legalEntity: has.includes('legal-entity'),
      ...(representative ? { representative: { ...representative } } : {}),
    },
    providers,
    ...(act === 'connect' ? { scopes: [...scopes], goal } : {}),
  }
}

/** A question as a driver is given it; `topic` is its short name. */
export function questionMessage(question: Text, language: Language, topic: string | undefined): JsonObject {
  return { ask: inLanguage(question, language), language, ...(topic === undefined ? {} : { topic }) }
}

const done = z.object({ url: z.string().nullish(), shows: z.string().nullish() })
const answer = z.object({ answer: z.enum(['yes', 'no']).nullable() })

/** What a driver says of an errand. @throws ProblemError that names what is wrong with it, never a value. */
export function readDone(text: string, from: string): { readonly url?: string; readonly shows?: string } {
  const { url, shows } = read(done, text, from, '{"url":"https://…"} or {"shows":"…"}')
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof shows === 'string' ? { shows } : {}),
  }
}

/** What a driver says to a question; undefined where it cannot tell. @throws ProblemError */
export function readAnswer(text: string, from: string): 'yes' | 'no' | undefined {
  return read(answer, text, from, '{"answer":"yes"}, {"answer":"no"} or {"answer":null}').answer ?? undefined
}

function read<T>(shape: z.ZodType<T>, text: string, from: string, example: string): T {
  const written = parseJson(text)
  const parsed = shape.safeParse(written)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')
  throw problem(
    'driver-answer',
    written === undefined
      ? 'The answer of the driver is no JSON.'
      : `The answer of the driver is not as expected: ${wrong}.`,
    `Let it answer ${example} and nothing else.`,
    { name: from },
  )
}
