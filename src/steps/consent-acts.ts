import { z } from 'zod'
import { durationMs } from '../base/clock.js'
import { isObject, type Json } from '../base/json.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import type { StepContext } from '../model/vocabulary.js'
import { defineStep, listOf, perform, scenarioTrouble, textOf, written, writtenText } from './define.js'

/** The participant on whose behalf the platform asks: the one whose application stands first in the target. */
function userOf(context: StepContext): string | undefined {
  return context.target.applications.default?.participant
}

function iinOf(context: StepContext, client: Json): string | undefined {
  const resolved = context.resolve(client)
  const iin = isObject(resolved) ? resolved.iin : undefined
  return typeof iin === 'string' ? iin : undefined
}

const grantParams = z.strictObject({
  client: written,
  scopes: written.describe('data that the consent covers'),
  providers: written.optional().describe('participant ids; the subject where none are named'),
})

/** `grant-consent: { client: "${client}", scopes: [accounts], as: consent }` — a consent, as if given on the pages. */
export const grantConsent = defineStep<z.output<typeof grantParams>>({
  name: 'grant-consent',
  summary: { ru: 'платформа записывает согласие клиента', en: "the platform records a client's consent" },
  params: grantParams,
  yields: true,
  writes: ['consent'],
  needs: ['control'],
  async run(p, context) {
    const iin = iinOf(context, p.client)
    const by = userOf(context)
    if (iin === undefined || by === undefined) return scenarioTrouble('grant-consent: no client or no application')
    const scopes = listOf(context, p.scopes)
    const providers = p.providers === undefined ? [context.target.participant.id] : listOf(context, p.providers)
    return perform(
      context,
      { act: 'grant-consent', iin, scopes, providers, by },
      { scopes, providers, by },
      (result) => ({
        value: { consentId: result.consentId },
      }),
    )
  },
})

const consentParams = z.strictObject({ consent: writtenText.describe('id of the consent') })

/** `revoke-consent: { consent: "${consent.consentId}" }` — the client takes the consent back at the platform. */
export const revokeConsent = defineStep<z.output<typeof consentParams>>({
  name: 'revoke-consent',
  summary: { ru: 'клиент отзывает согласие на платформе', en: 'the client revokes the consent at the platform' },
  params: consentParams,
  yields: false,
  writes: ['consent'],
  needs: ['control'],
  async run(p, context) {
    const consentId = textOf(context, p.consent)
    if (consentId === undefined) return scenarioTrouble('revoke-consent: there is no consent id')
    return perform(context, { act: 'revoke-consent', consentId }, {}, () => ({}))
  },
})

const narrowParams = consentParams.extend({ scopes: written.describe('data that is left in the consent') })

/** `narrow-consent: { consent: ..., scopes: [accounts] }` — the client takes data out of the consent. */
export const narrowConsent = defineStep<z.output<typeof narrowParams>>({
  name: 'narrow-consent',
  summary: {
    ru: 'клиент сужает согласие, остаются названные данные',
    en: 'the client narrows the consent to the data named',
  },
  params: narrowParams,
  yields: false,
  writes: ['consent'],
  needs: ['control'],
  async run(p, context) {
    const consentId = textOf(context, p.consent)
    const scopes = listOf(context, p.scopes)
    if (consentId === undefined || scopes.length === 0)
      return scenarioTrouble('narrow-consent: there is no consent id or nothing that is left')
    return perform(context, { act: 'narrow-consent', consentId, scopes }, { scopes }, () => ({}))
  },
})

const ageParams = consentParams.extend({
  by: z.string().refine((text) => durationMs(text) !== undefined, 'an ISO 8601 duration such as P31D'),
})

/** `age-consent: { consent: ..., by: P31D }` — the consent is made older; no clock is moved. */
export const ageConsent = defineStep<z.output<typeof ageParams>>({
  name: 'age-consent',
  summary: { ru: 'состарить согласие, не трогая часов', en: 'make a consent older without moving a clock' },
  params: ageParams,
  yields: false,
  writes: ['consent'],
  needs: ['control'],
  async run(p, context) {
    const consentId = textOf(context, p.consent)
    if (consentId === undefined) return scenarioTrouble('age-consent: there is no consent id')
    return perform(context, { act: 'age-consent', consentId, by: p.by }, { by: p.by }, () => ({}))
  },
})

const mintParams = z.strictObject({
  consent: writtenText.describe('id of the consent, known to the platform or not'),
  client: written,
  scopes: written,
  audience: writtenText.optional().describe('participant id; the subject where none is named'),
  issuer: writtenText.optional().describe("another issuer than the platform's"),
  'not-before': z.int().optional().describe('seconds from now until it is valid'),
  'bound-to': z.string().optional().describe("name of one of the target's certificates"),
  'seconds-left': z.int().default(120).describe('until expiry; negative: expired already'),
})

/** `mint-token: { consent: ..., client: "${client}", scopes: [accounts], as: token }` — the platform's token for a bank. */
export const mintToken = defineStep<z.output<typeof mintParams>>({
  name: 'mint-token',
  summary: { ru: 'платформа выпускает токен для банка', en: 'the platform issues a token for a bank' },
  params: mintParams,
  yields: true,
  writes: [],
  needs: ['control'],
  async run(p, context) {
    const iin = iinOf(context, p.client)
    const by = userOf(context)
    const consentId = textOf(context, p.consent)
    if (iin === undefined || by === undefined || consentId === undefined)
      return scenarioTrouble('mint-token: no client or no consent')
    const audience = textOf(context, p.audience) ?? context.target.participant.id
    const scopes = listOf(context, p.scopes)
    const secondsLeft = p['seconds-left']
    const identity = p['bound-to'] === undefined ? undefined : context.target.identities[p['bound-to']]
    if (p['bound-to'] !== undefined && !identity)
      return scenarioTrouble(`the target has no certificate «${p['bound-to']}»`)
    const issuer = textOf(context, p.issuer)
    const unusual = {
      ...(issuer === undefined ? {} : { issuer }),
      ...(p['not-before'] === undefined ? {} : { notBefore: p['not-before'] }),
      ...(identity ? { boundTo: certificateThumbprint(identity.certificate) } : {}),
    }
    const act = { act: 'mint-token', consentId, audience, scopes, iin, by, secondsLeft, ...unusual } as const
    return perform(context, act, { audience, scopes, by, secondsLeft, ...unusual }, (result) => {
      context.secret(result.token)
      return { value: { token: result.token } }
    })
  },
})
