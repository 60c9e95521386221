import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromKazakhstan, kazakhstanTime, type Instant } from '../base/clock.js'
import { isProblemError, problem } from '../base/problem.js'
import type { WorksOf } from '../model/works.js'
import {
  announceWorks,
  cancelWorks,
  endWorks,
  ownDaysUsed,
  warningsOfWorks,
  worksRulesInForce,
  type WorksAsk,
} from '../operator/works.js'
import { apis, participants } from '../store/registry-rows.js'
import { worksAhead, worksPast } from '../store/works-rows.js'
import { languageOf } from './language.js'
import type { Frame, Pages } from './pages.js'
import type { WebParts } from './parts.js'
import { forbidden } from './refusal.js'
import { maySee, type Visitor } from './visitor.js'
import { worksWordings } from './wording/works.js'
import { emptyForm, worksView, type WorksForm, type WorksPage } from './works-view.js'

/** What every page of ours is made with. */
export interface PageTools {
  readonly pages: Pages
  readonly known: (request: FastifyRequest) => Promise<Visitor>
  readonly frameOf: (request: FastifyRequest, title: string, visitor?: Visitor) => Frame
  readonly html: (reply: FastifyReply, text: string) => FastifyReply
}

const pastShown = 50
const typed = z
  .object({
    of: z.string().min(1).max(300),
    kind: z.enum(['planned', 'unplanned']),
    start: z.string().max(30).default(''),
    end: z.string().max(30),
    limited: z.literal('on').optional(),
    note: z.string().max(2000).default(''),
    anyway: z.literal('yes').optional(),
  })
  .transform(({ limited, anyway, ...form }) => ({
    ...form,
    limited: limited !== undefined,
    anyway: anyway !== undefined,
  }))
const numbered = z.object({ id: z.coerce.number().int().positive() })

/** The page of works: what goes on, comes and was, and the form that announces. */
export function worksRoutes(server: FastifyInstance, parts: WebParts, tools: PageTools): void {
  const { db, clock, wake } = parts
  const { known, pages, frameOf, html } = tools
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    visitor: Visitor,
    form: Pick<WorksPage, 'form' | 'refused' | 'warned'>,
  ): Promise<FastifyReply> => {
    const [now, language] = [clock.now(), languageOf(request)]
    const page = { ...(await pageFor(visitor, now)), ...form }
    // Buttons post to paths below: the switch of languages leads to the page itself.
    const frame = { ...frameOf(request, worksWordings[language].title, visitor), path: '/works' }
    return html(reply, pages.page('works', frame, worksView(page, now, language)))
  }
  const pageFor = async (visitor: Visitor, now: Instant) => {
    const filter = visitor.participant === undefined ? {} : { participant: visitor.participant }
    const rules = await worksRulesInForce(db)
    const ahead = await worksAhead(db, now, filter)
    return {
      ...{ visitor, rules },
      ahead: await Promise.all(ahead.map(async (row) => ({ row, warnings: await warningsOfWorks(db, row, rules) }))),
      past: await worksPast(db, now, pastShown, filter),
      participants: (await participants(db)).filter(({ id }) => maySee(visitor, id)),
      apis: await apis(db, visitor.participant === undefined ? {} : { of: visitor.participant }),
      used: await ownDaysUsed(db, kazakhstanTime(now).year, rules),
    }
  }
  const doer = async (request: FastifyRequest): Promise<Visitor> => {
    const visitor = await known(request)
    if (visitor.role === 'auditor') throw forbidden('An auditor announces no works and ends none.')
    return visitor
  }
  const refuse = (request: FastifyRequest, reply: FastifyReply, visitor: Visitor, error: unknown, form: WorksForm) => {
    if (!isProblemError(error)) throw error
    void reply.code(409)
    return show(request, reply, visitor, { form, refused: error.problems[0].code })
  }

  server.get('/works', async (request, reply) => show(request, reply, await known(request), { form: emptyForm }))

  server.post('/works', async (request, reply) => {
    const visitor = await doer(request)
    const { anyway, ...form } = typed.parse(request.body)
    try {
      const ask = { ...askOf(form), anyway }
      const answer = await db.transaction((tx) => announceWorks(tx, ask, visitor, clock.now()))
      if (answer.kind === 'warned') return await show(request, reply, visitor, { form, warned: answer.warnings })
    } catch (error) {
      return await refuse(request, reply, visitor, error, form)
    }
    wake()
    return reply.redirect('/works', 303)
  })

  for (const [path, act] of [
    ['end', endWorks],
    ['cancel', cancelWorks],
  ] as const) {
    server.post(`/works/:id/${path}`, async (request, reply) => {
      const visitor = await doer(request)
      const { id } = numbered.parse(request.params)
      try {
        await db.transaction((tx) => act(tx, id, visitor, clock.now()))
      } catch (error) {
        return await refuse(request, reply, visitor, error, emptyForm)
      }
      wake()
      return reply.redirect('/works', 303)
    })
  }
}

function askOf({ of, start, end, ...form }: WorksForm): Omit<WorksAsk, 'anyway'> {
  return {
    ...form,
    of: whoseOf(of),
    endsAt: instantOf(end),
    ...(start === '' ? {} : { startsAt: instantOf(start) }),
  }
}

/** `operator`, `participant ID` or `api ID`. */
function whoseOf(of: string): WorksOf {
  const space = of.indexOf(' ')
  const [kind, id] = [of.slice(0, space), of.slice(space + 1)]
  if (kind === 'participant') return { kind, participant: id }
  return kind === 'api' ? { kind, api: id } : { kind: 'operator' }
}

/** What a browser sends of a field for date and time, in Kazakhstan's time. */
function instantOf(text: string): Instant {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/.exec(text) ?? []
  const at = fromKazakhstan(date, time)
  if (at !== undefined) return at
  throw problem('works-time', `«${text}» is no date and time`, 'Write it as 2026-12-05 22:00.')
}
