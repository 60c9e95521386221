import { z } from 'zod'
import { decodeToken, tamper as tamperToken } from '../crypto/tokens.js'
import { defineStep, scenarioTrouble, textOf, writtenText } from './define.js'

const params = z.strictObject({ token: writtenText, how: z.enum(['payload', 'signature', 'alg-none']) })

/** `tamper: { token: "${consent.token}", how: payload, as: forged }` — a JWT changed after it was signed. */
export const tamper = defineStep<z.output<typeof params>>({
  name: 'tamper',
  summary: {
    ru: 'испортить токен: содержимое, подпись или алгоритм',
    en: 'spoil a token: its payload, signature or algorithm',
  },
  params,
  yields: true,
  writes: [],
  needs: [],
  async run(p, context) {
    const token = textOf(context, p.token)
    if (token === undefined) return scenarioTrouble('tamper: there is no token')
    if (!isSigned(token))
      return { trouble: { cause: 'platform', what: 'the token is no signed JWT: nothing to spoil' } }
    const spoiled = tamperToken(token, p.how)
    context.secret(spoiled)
    return { value: { token: spoiled } }
  },
})

function isSigned(token: string): boolean {
  return decodeToken(token) !== undefined && !token.endsWith('.')
}
