import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import { appActs } from '../model/application.js'
import type { TargetClient } from '../model/target.js'
import { visitGoals, type VisitGoal } from '../model/visit-goals.js'
import type { StepContext } from '../model/vocabulary.js'
import { defineStep, listOf, messageOf, scenarioTrouble, textOf, written, writtenText } from './define.js'
import { withoutApp } from './without-app.js'

const params = z.strictObject({
  act: z.enum(appActs).describe('connect: link accounts; show: show them anew; look: the screen as it is'),
  client: written.describe('a client of the target: `${client}` or `${other}`'),
  providers: written.describe('participant ids of the banks that it is about'),
  scopes: written.optional().describe('data that is asked for, with `connect`'),
  goal: writtenText.optional().describe(`what the client does on the platform's pages: ${visitGoals.join(', ')}`),
})

/** `drive: { act: connect, client: "${client}", providers: [...], scopes: [accounts], as: linked }` — the application is made to act. */
export const drive = defineStep<z.output<typeof params>>({
  name: 'drive',
  summary: {
    ru: 'приложение под испытанием выполняет действие клиента',
    en: 'the application under test does something for a client',
  },
  params,
  yields: true,
  marks: true,
  writes: ['consent'],
  needs: ['app'],
  async run(p, context) {
    const { inbox, app } = context
    if (!inbox || !app) return withoutApp('drive')
    const client = clientOf(p.client, context)
    if (!client) return scenarioTrouble('drive: no such client')
    const goal = textOf(context, p.goal) ?? 'approve'
    if (!isGoal(goal)) return scenarioTrouble(`drive: the goal is one of ${visitGoals.join(', ')}, not «${goal}»`)
    const ids = listOf(context, p.providers)
    if (ids.length === 0) return scenarioTrouble('drive: no bank is named')
    const { providerNames = {} } = context.target
    const providers = ids.map((id) => ({ id, name: providerNames[id] ?? id }))
    const scopes = p.scopes === undefined ? [] : listOf(context, p.scopes)
    const mark = await inbox.mark()
    try {
      const done = await app.drive({ act: p.act, client, providers, scopes, goal }, context.signal)
      context.recordAct('drive', {
        act: p.act,
        client: client.name,
        providers: ids,
        ...(p.act === 'connect' ? { scopes, goal, pages: done.pages } : {}),
        shows: done.shows !== undefined,
      })
      return { value: { mark, shows: done.shows ?? null } }
    } catch (error) {
      return { trouble: { cause: 'environment', what: messageOf(error) } }
    }
  },
})

const isGoal = (text: string): text is VisitGoal => visitGoals.some((goal) => goal === text)

function clientOf(reference: Json, context: StepContext): TargetClient | undefined {
  const value = context.resolve(reference)
  const name = isObject(value) ? value.name : undefined
  return context.target.clients.find((candidate) => candidate.name === name)
}
