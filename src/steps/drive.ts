import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import type { Language } from '../base/text.js'
import { appActs, type AppErrand } from '../model/application.js'
import type { TargetClient } from '../model/target.js'
import { visitGoals, type VisitGoal } from '../model/visit-goals.js'
import type { StepContext } from '../model/vocabulary.js'
import { defineStep, listOf, messageOf, scenarioTrouble, textOf, written, writtenText } from './define.js'
import { withoutApp } from './without-app.js'

const params = z
  .strictObject({
    act: z
      .enum(appActs)
      .describe('connect: link accounts; show: show them anew; look: the screen as it is; read: data without a client'),
    client: written.optional().describe('a client of the target, `${client}` or `${other}`; none with `read`'),
    providers: written.describe('participant ids of the banks that it is about'),
    scopes: written.optional().describe('data that is asked for, with `connect`'),
    goal: writtenText.optional().describe(`what the client does on the platform's pages: ${visitGoals.join(', ')}`),
    data: written.optional().describe('what is read, with `read`: names such as `branches`'),
    language: z.enum(['ru', 'kk', 'en']).optional().describe('of the reader, with `read`; default ru'),
  })
  .refine((p) => (p.act === 'read') === (p.client === undefined), {
    error: 'give `client`, but none with `read`',
  })
  .refine((p) => (p.act === 'read') === (p.data !== undefined), { error: 'give `data` with `read`, and with it alone' })
  .refine((p) => p.act === 'read' || p.language === undefined, { error: '`language` stands with `read` alone' })
type Params = z.output<typeof params>

/** `drive: { act: connect, client: "${client}", providers: [...], scopes: [accounts], as: linked }` — the application is made to act. */
export const drive = defineStep<Params>({
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
    const errand = errandOf(p, context)
    if (typeof errand === 'string') return scenarioTrouble(`drive: ${errand}`)
    const mark = await inbox.mark()
    try {
      const done = await app.drive(errand, context.signal)
      context.recordAct('drive', {
        ...recorded(errand),
        ...(errand.act === 'connect' ? { pages: done.pages } : {}),
        shows: done.shows !== undefined,
      })
      return { value: { mark, shows: done.shows ?? null } }
    } catch (error) {
      return { trouble: { cause: 'environment', what: messageOf(error) } }
    }
  },
})

/** What the application is asked to do, or what is wrong with how the script says it. */
function errandOf(p: Params, context: StepContext): AppErrand | string {
  const ids = listOf(context, p.providers)
  if (ids.length === 0) return 'no bank is named'
  const { providerNames = {} } = context.target
  const providers = ids.map((id) => ({ id, name: providerNames[id] ?? id }))
  if (p.act === 'read') {
    const data = listOf(context, p.data ?? [])
    return data.length === 0
      ? 'nothing is named under «data»'
      : { act: p.act, providers, data, language: p.language ?? defaultLanguage }
  }
  const client = clientOf(p.client ?? null, context)
  if (!client) return 'no such client'
  const goal = textOf(context, p.goal) ?? 'approve'
  if (!isGoal(goal)) return `the goal is one of ${visitGoals.join(', ')}, not «${goal}»`
  const scopes = p.scopes === undefined ? [] : listOf(context, p.scopes)
  return { act: p.act, client, providers, scopes, goal }
}

/** What may stand in the record: of a client only the name. */
function recorded(errand: AppErrand): Record<string, Json> {
  const common = { act: errand.act, providers: errand.providers.map(({ id }) => id) }
  if (errand.act === 'read') return { ...common, data: [...errand.data], language: errand.language }
  const { act, client, scopes, goal } = errand
  return { ...common, client: client.name, ...(act === 'connect' ? { scopes: [...scopes], goal } : {}) }
}

const defaultLanguage: Language = 'ru'

const isGoal = (text: string): text is VisitGoal => visitGoals.some((goal) => goal === text)

function clientOf(reference: Json, context: StepContext): TargetClient | undefined {
  const value = context.resolve(reference)
  const name = isObject(value) ? value.name : undefined
  return context.target.clients.find((candidate) => candidate.name === name)
}
