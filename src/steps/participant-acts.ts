import { z } from 'zod'
import { defineStep, perform, scenarioTrouble, textOf, writtenText } from './define.js'

const stateParams = z.strictObject({
  participant: writtenText,
  state: z.enum(['registered', 'blocked', 'not-accredited', 'unregistered']),
})

/** `participant-state: { participant: ..., state: blocked }` — until the attempt ends. */
export const participantState = defineStep<z.output<typeof stateParams>>({
  name: 'participant-state',
  summary: {
    ru: 'оператор меняет состояние участника до конца попытки',
    en: "the operator changes a participant's state until the attempt ends",
  },
  params: stateParams,
  yields: false,
  writes: ['participant'],
  needs: ['control'],
  async run(p, context) {
    const participant = textOf(context, p.participant)
    if (participant === undefined) return scenarioTrouble('participant-state: which participant?')
    const { state } = p
    return perform(context, { act: 'participant-state', participant, state }, { participant, state }, ({ before }) => {
      context.onEnd(`participant-state ${participant}: ${before}`, async () => {
        await context.acts?.perform({ act: 'participant-state', participant, state: before })
      })
      return {}
    })
  },
})

const limitedParams = z.strictObject({ participant: writtenText, on: z.boolean().default(true) })

/** `limited-mode: { participant: ... }` — limited availability (Guide, clauses 35-37), until the attempt ends. */
export const limitedMode = defineStep<z.output<typeof limitedParams>>({
  name: 'limited-mode',
  summary: {
    ru: 'режим ограниченной доступности до конца попытки',
    en: 'limited-availability mode until the attempt ends',
  },
  params: limitedParams,
  yields: false,
  writes: ['participant'],
  needs: ['control'],
  async run(p, context) {
    const participant = textOf(context, p.participant)
    if (participant === undefined) return scenarioTrouble('limited-mode: which participant?')
    const { on } = p
    return perform(context, { act: 'limited-mode', participant, on }, { participant, on }, ({ before }) => {
      context.onEnd(`limited-mode ${participant}: ${before}`, async () => {
        await context.acts?.perform({ act: 'limited-mode', participant, on: before })
      })
      return {}
    })
  },
})

const rateParams = z.strictObject({
  participant: writtenText,
  requests: z.int().min(1).max(1000).describe('that are taken within `seconds`'),
  seconds: z.int().min(1).max(3600),
})

/** `rate-limit: { participant: ..., requests: 3, seconds: 60 }` — until the attempt ends. */
export const rateLimit = defineStep<z.output<typeof rateParams>>({
  name: 'rate-limit',
  summary: {
    ru: 'платформа ограничивает частоту запросов участника до конца попытки',
    en: 'the platform limits how many requests it takes of a participant, until the attempt ends',
  },
  params: rateParams,
  yields: false,
  writes: ['participant'],
  needs: ['control'],
  async run({ participant: written, ...limit }, context) {
    const participant = textOf(context, written)
    if (participant === undefined) return scenarioTrouble('rate-limit: which participant?')
    return perform(context, { act: 'rate-limit', participant, limit }, { participant, ...limit }, () => {
      context.onEnd(`rate-limit ${participant}: none`, async () => {
        await context.acts?.perform({ act: 'rate-limit', participant })
      })
      return {}
    })
  },
})
