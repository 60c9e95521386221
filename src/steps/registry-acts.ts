import { z } from 'zod'
import { isObject, parseJson } from '../base/json.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import { publicJwk } from '../crypto/public-jwk.js'
import type { ApiStanding, ApplicationEntry } from '../model/act.js'
import type { StepContext } from '../model/vocabulary.js'
import { defineStep, perform, scenarioTrouble, textOf, writtenText } from './define.js'

const registerParams = z.strictObject({
  name: z.string().min(1),
  bin: z.string().min(1),
  roles: z.array(z.enum(['provider', 'user'])).min(1),
  application: z.string().optional().describe("name of one of the target's applications, registered with it"),
})

/** `register-participant: { name: …, bin: …, roles: [user], application: unregistered, as: new }` — until the attempt ends. */
export const registerParticipant = defineStep<z.output<typeof registerParams>>({
  name: 'register-participant',
  summary: {
    ru: 'оператор регистрирует участника и присваивает ему идентификатор, до конца попытки',
    en: 'the operator registers a participant and gives it an identifier, until the attempt ends',
  },
  params: registerParams,
  yields: true,
  writes: ['participant'],
  needs: ['control'],
  async run({ application: named, ...p }, context) {
    const application = named === undefined ? undefined : entryOf(named, context)
    if (named !== undefined && !application) return scenarioTrouble(`the target has no application «${named}»`)
    const act = { act: 'register-participant', ...p, application } as const
    const recorded = { name: p.name, roles: p.roles, ...(named === undefined ? {} : { application: named }) }
    return perform(context, act, recorded, ({ participant }) => {
      context.onEnd(`register-participant ${participant}: unregistered`, async () => {
        await context.acts?.perform({ act: 'participant-state', participant, state: 'unregistered' })
      })
      return { value: { participant } }
    })
  },
})

/** What an operator is told of an application: its public key and the thumbprint of its certificate. */
function entryOf(name: string, { target }: StepContext): ApplicationEntry | undefined {
  const application = target.applications[name]
  const identity = application && target.identities[application.certificate]
  const jwk = application && parseJson(application.keyJwk)
  if (!application || !identity || !isObject(jwk)) return undefined
  return {
    clientId: application.clientId,
    name,
    redirectUri: application.redirectUri,
    jwk: publicJwk(jwk),
    thumbprint: certificateThumbprint(identity.certificate),
  }
}

const connectionParams = z.strictObject({
  application: z.string().default('default').describe("name of one of the target's applications"),
  provider: writtenText,
  on: z.boolean().default(true),
})

/** `connection: { provider: ..., on: false }` — an application is connected to an API, or not, until the attempt ends. */
export const connection = defineStep<z.output<typeof connectionParams>>({
  name: 'connection',
  summary: {
    ru: 'приложение подключается к API поставщика или отключается, до конца попытки',
    en: "an application is connected to a provider's API or disconnected, until the attempt ends",
  },
  params: connectionParams,
  yields: false,
  writes: ['participant'],
  needs: ['control'],
  async run({ application, on, ...p }, context) {
    const provider = textOf(context, p.provider)
    const clientId = context.target.applications[application]?.clientId
    if (provider === undefined || clientId === undefined) return scenarioTrouble('connection: of what, to what?')
    return perform(context, { act: 'connection', clientId, provider, on }, { application, provider, on }, (result) => {
      context.onEnd(`connection of ${application} to ${provider}: ${String(result.before)}`, async () => {
        await context.acts?.perform({ act: 'connection', clientId, provider, on: result.before })
      })
      return {}
    })
  },
})

const checkParams = z.strictObject({ provider: writtenText, result: z.enum(['none', 'passed', 'failed']) })

/** `api-check: { provider: ..., result: failed }` — how the automatic check of an API ended, until the attempt ends. */
export const apiCheck = defineStep<z.output<typeof checkParams>>({
  name: 'api-check',
  summary: {
    ru: 'результат автоматической проверки API поставщика, до конца попытки',
    en: "how the automatic check of a provider's API ended, until the attempt ends",
  },
  params: checkParams,
  yields: false,
  writes: ['participant'],
  needs: ['control'],
  async run({ result, ...p }, context) {
    const provider = textOf(context, p.provider)
    if (provider === undefined) return scenarioTrouble('api-check: of which provider?')
    return perform(context, { act: 'api-check', provider, result }, { provider, result }, ({ before }) => {
      putBack(provider, before, context)
      return {}
    })
  },
})

const publicationParams = z.strictObject({ provider: writtenText, state: z.enum(['published', 'unpublished']) })

/** `publication: { provider: ..., state: published }` — asked for; whether it is shown, the showcase tells. */
export const publication = defineStep<z.output<typeof publicationParams>>({
  name: 'publication',
  summary: {
    ru: 'запрос публикации API поставщика или снятия с неё, до конца попытки',
    en: "a provider's API is to be published or taken off, until the attempt ends",
  },
  params: publicationParams,
  yields: false,
  writes: ['participant'],
  needs: ['control'],
  async run({ state, ...p }, context) {
    const provider = textOf(context, p.provider)
    if (provider === undefined) return scenarioTrouble('publication: of which provider?')
    return perform(context, { act: 'publication', provider, state }, { provider, state }, ({ before }) => {
      putBack(provider, before, context)
      return {}
    })
  },
})

/** The check comes back first: publication needs it. */
function putBack(provider: string, before: ApiStanding, context: StepContext): void {
  context.onEnd(`API of ${provider}: ${before.check}, ${before.publication}`, async () => {
    await context.acts?.perform({ act: 'api-check', provider, result: before.check })
    await context.acts?.perform({ act: 'publication', provider, state: before.publication })
  })
}
