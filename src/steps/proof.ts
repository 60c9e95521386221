import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { newUuid } from '../base/ids.js'
import { pkce } from '../crypto/proofs/pkce-s256.js'
import { privateKeyJwt } from '../crypto/proofs/private-key-jwt.js'
import type { StepContext, StepResult } from '../model/vocabulary.js'
import { defineStep, scenarioTrouble, textOf, writtenText } from './define.js'

const params = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pkce-s256') }),
  z.strictObject({ kind: z.literal('random') }),
  z.strictObject({ kind: z.literal('uuid') }),
  z.strictObject({
    kind: z.literal('private-key-jwt'),
    application: writtenText,
    audience: writtenText,
    'seconds-left': z.int().min(-86_400).max(3600).default(60).describe('until it expires; negative: it has already'),
  }),
])

/** `proof: { kind: pkce-s256, as: pkce }` — a proof of who one is, fresh for each use. */
export const proof = defineStep<z.output<typeof params>>({
  name: 'proof',
  summary: {
    ru: 'доказательство: PKCE, private_key_jwt, случайное значение',
    en: 'a proof: PKCE, private_key_jwt, a random value',
  },
  params,
  yields: true,
  writes: [],
  needs: [],
  async run(p, context) {
    switch (p.kind) {
      case 'pkce-s256': {
        const { verifier, challenge } = pkce()
        context.secret(verifier)
        return { value: { verifier, challenge } }
      }
      case 'random': {
        const value = randomBytes(16).toString('base64url')
        context.secret(value)
        return { value: { value } }
      }
      case 'uuid':
        return { value: { value: newUuid() } }
      case 'private-key-jwt':
        return clientAssertion(p, context)
    }
  },
})

async function clientAssertion(
  p: { application: string; audience: string; 'seconds-left': number },
  context: StepContext,
): Promise<StepResult> {
  const name = textOf(context, p.application)
  const audience = textOf(context, p.audience)
  const application = name === undefined ? undefined : context.target.applications[name]
  if (!application || audience === undefined) return scenarioTrouble(`the target has no application «${name ?? ''}»`)
  const { clientId, keyJwk } = application
  const assertion = await privateKeyJwt({ clientId, audience, keyJwk, secondsLeft: p['seconds-left'] })
  context.secret(assertion)
  return { value: { assertion } }
}
