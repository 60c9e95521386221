import { z } from 'zod'
import { isObject } from '../base/json.js'
import { isOrdinaryName } from '../base/names.js'
import { visitGoals, type VisitGoal } from '../model/visit-goals.js'
import { defineStep, messageOf, scenarioTrouble, textOf, written, writtenText } from './define.js'

const params = z.strictObject({
  url: writtenText,
  person: written.describe('a client of the target: `${client}` or `${other}`'),
  goal: z
    .string()
    .default('approve')
    .describe(`${visitGoals.join(', ')}, or a reference to one of them`),
  redirect: writtenText.describe('where the platform sends the person back to'),
})

/** Fields of a redirect that are no secret (RFC 6749, 4.1.2.1; RFC 9207); a code or a state is one. */
const publicFields = new Set(['error', 'error_description', 'error_uri', 'iss'])

const isGoal = (text: string | undefined): text is VisitGoal => visitGoals.some((goal) => goal === text)

/** The names of what came back; whoever sent it could put data into a name as well. */
const namesOf = (query: Readonly<Record<string, string>>): string[] =>
  Object.keys(query)
    .map((name) => (isOrdinaryName(name) ? name : '(name hidden)'))
    .sort()

/** `visit: { url: ..., person: "${client}", goal: approve, redirect: ..., as: back }` — a page, as the client sees it. */
export const visit = defineStep<z.output<typeof params>>({
  name: 'visit',
  summary: { ru: 'клиент проходит страницы платформы', en: "the client walks the platform's pages" },
  params,
  yields: true,
  writes: ['consent'],
  needs: ['person'],
  async run(p, context) {
    const url = textOf(context, p.url)
    const redirect = textOf(context, p.redirect)
    const goal = textOf(context, p.goal)
    const person = context.resolve(p.person)
    const name = isObject(person) ? person.name : undefined
    const client = context.target.clients.find((candidate) => candidate.name === name)
    if (url === undefined || redirect === undefined || !client)
      return scenarioTrouble('visit: no address or no such client')
    if (!isGoal(goal)) return scenarioTrouble(`visit: the goal is one of ${visitGoals.join(', ')}, not «${goal ?? ''}»`)
    if (!context.person)
      return { trouble: { cause: 'configuration', what: 'nobody can walk the pages of this target' } }
    try {
      const back = await context.person.visit(url, client, goal, redirect)
      for (const [name, value] of Object.entries(back.query)) if (!publicFields.has(name)) context.secret(value)
      context.recordAct('visit', { goal, pages: back.pages, answered: namesOf(back.query) })
      return { value: { url: back.url, query: back.query } }
    } catch (error) {
      return { trouble: { cause: 'platform', what: messageOf(error) } }
    }
  },
})
