import { z } from 'zod'
import type { Json } from '../base/json.js'
import { decodeToken } from '../crypto/tokens.js'
import { defineStep, textOf, writtenText } from './define.js'

const params = z.strictObject({ token: writtenText })

/** `claims: { token: "${tokens.body.id_token}", as: id }` — the claims of a JWT, read without verifying. */
export const claims = defineStep<z.output<typeof params>>({
  name: 'claims',
  summary: { ru: 'прочитать содержимое токена', en: 'read the claims of a token' },
  params,
  yields: true,
  writes: [],
  needs: [],
  async run(p, context) {
    const token = textOf(context, p.token)
    const decoded = token === undefined ? undefined : decodeToken(token)
    if (!decoded) return { trouble: { cause: 'platform', what: 'the platform gave something that is not a JWT' } }
    return { value: decoded.claims as Json }
  },
})
