import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isLanguage } from '../base/text.js'
import type { ApiRecord } from '../model/registry.js'
import type { RoundId } from '../model/round.js'
import { admissions, ownerOfAdmitted } from '../store/admission-rows.js'
import { applicationsOf } from '../store/application-rows.js'
import { certificatesAround } from '../store/certificate-rows.js'
import { decisions, policyText } from '../store/decision-rows.js'
import { parcelStates } from '../store/outbox-rows.js'
import { api as apiById } from '../store/registry-rows.js'
import { lastRounds, ownerOfRun, roundsById } from '../store/round-rows.js'
import type { Board } from './board.js'
import { orderKey } from '../operator/platform.js'
import { alertLineView, alertsView, shownAlerts } from './alert-view.js'
import { apiView } from './api-view.js'
import { move, orderAgain, plant, runNow, settle } from './deeds.js'
import { entriesFor, gridView } from './grid-view.js'
import { languageOf } from './language.js'
import type { Live } from './live.js'
import type { Pages } from './pages.js'
import type { WebParts } from './parts.js'
import { forbidden, notFound, unauthorized } from './refusal.js'
import type { Rows } from './rows.js'
import { cookieName, maySee, type Door, type Visitor } from './visitor.js'
import { wordings } from './wording/index.js'

export interface PageParts extends WebParts {
  readonly board: Board
  readonly pages: Pages
  readonly rows: Rows
  readonly live: Live
  readonly door: Door
}

const id = z.string().min(1).max(200)
const yearSeconds = 31_536_000

/** Everything that people open in a browser. */
export function pageRoutes(server: FastifyInstance, parts: PageParts): void {
  const { pages, board, live, door, clock, db } = parts
  const trial = parts.trial !== undefined
  const known = async (request: FastifyRequest): Promise<Visitor> => {
    const visitor = await door.visitor(request)
    if (!visitor) throw unauthorized()
    return visitor
  }
  const operator = async (request: FastifyRequest): Promise<Visitor> => {
    const visitor = await known(request)
    if (visitor.role !== 'operator') throw forbidden('Only an operator may do this.')
    return visitor
  }
  const frameOf = (request: FastifyRequest, title: string, visitor?: Visitor) => ({
    language: languageOf(request),
    title,
    trial,
    open: parts.access === 'open',
    path: request.url,
    ...(visitor ? { name: visitor.name } : {}),
  })
  const openFor = async (visitor: Visitor) => (await shownAlerts(db, visitor, { closed: 0 })).map(({ alert }) => alert)
  const html = (reply: FastifyReply, text: string): FastifyReply =>
    reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(text)

  server.get('/assets/:file', (request, reply) => {
    const { file } = z.object({ file: id }).parse(request.params)
    const kind = file.endsWith('.css') ? 'css' : 'js'
    void reply.header('cache-control', `public, max-age=${yearSeconds}, immutable`)
    return reply.type(kind === 'css' ? 'text/css' : 'text/javascript').send(kind === 'css' ? pages.css : pages.script)
  })

  server.get('/language/:code', (request, reply) => {
    const { code } = z.object({ code: id }).parse(request.params)
    const { to } = z.object({ to: z.string().max(500).default('/') }).parse(request.query)
    if (isLanguage(code))
      void reply.header('set-cookie', `language=${code}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`)
    // Only a path of our own: an address of somebody else would make this a springboard.
    return reply.redirect(/^\/(?![/\\])/.test(to) ? to : '/', 303)
  })

  server.get('/sign-in', (request, reply) => {
    const { wrong } = z.object({ wrong: z.string().optional() }).parse(request.query)
    const { signIn } = wordings[languageOf(request)]
    const view = { words: signIn, wrong: wrong !== undefined }
    return html(reply, pages.page('sign-in', frameOf(request, signIn.title), view))
  })
  server.post('/sign-in', async (request, reply) => {
    const { token } = z.object({ token: z.string().min(1).max(200).regex(/^\S+$/) }).parse(request.body)
    const visitor = await door.byToken(token)
    if (!visitor) return reply.redirect('/sign-in?wrong', 303)
    const secure = request.protocol === 'https' ? '; Secure' : ''
    void reply.header('set-cookie', `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200${secure}`)
    return reply.redirect('/', 303)
  })
  server.post('/sign-out', (_, reply) => {
    void reply.header('set-cookie', `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`)
    return reply.redirect('/sign-in', 303)
  })

  server.get('/', async (request, reply) => {
    const visitor = await known(request)
    const language = languageOf(request)
    const alerts = pages.part('alert-line', alertLineView(await openFor(visitor), language))
    const view = { ...gridView(entriesFor(board, visitor), parts.rows, language), alerts }
    return html(reply, pages.page('grid', frameOf(request, wordings[language].title, visitor), view))
  })

  server.get('/alerts', async (request, reply) => {
    const visitor = await known(request)
    const language = languageOf(request)
    const view = alertsView(await shownAlerts(db, visitor, { closed: 50 }), clock.now(), language)
    return html(reply, pages.page('alerts', frameOf(request, wordings[language].alerts.title, visitor), view))
  })
  server.get('/alerts/line', async (request, reply) => {
    const visitor = await known(request)
    return html(reply, pages.part('alert-line', alertLineView(await openFor(visitor), languageOf(request))))
  })

  server.get('/live', async (request, reply) => {
    const visitor = await known(request)
    const { api } = z.object({ api: id.optional() }).parse(request.query)
    reply.hijack()
    live.open(reply.raw, { visitor, language: languageOf(request), ...(api === undefined ? {} : { api }) })
  })

  server.get('/apis/:id', async (request, reply) => {
    const visitor = await known(request)
    const params = z.object({ id }).parse(request.params)
    const language = languageOf(request)
    const page = await apiPage(params.id, visitor, parts)
    const title = `${page.entry.participant_name}: ${page.entry.name}`
    return html(reply, pages.page('api', frameOf(request, title, visitor), apiView(page, clock.now(), language)))
  })

  server.get('/policies/:digest', async (request, reply) => {
    const visitor = await known(request)
    const { digest } = z.object({ digest: id }).parse(request.params)
    const policy = await policyText(db, digest)
    if (!policy) throw notFound('There is no such policy.')
    const { api } = wordings[languageOf(request)]
    const frame = frameOf(request, `${api.thePolicy}: ${policy.name}`, visitor)
    return html(reply, pages.page('policy', frame, { back: api.back, digest, text: policy.text }))
  })

  server.get('/runs/:run', async (request, reply) => {
    const visitor = await known(request)
    const { run } = z.object({ run: z.string().regex(/^[\w-]{1,60}$/) }).parse(request.params)
    const owner = (await ownerOfRun(db, run)) ?? (await ownerOfAdmitted(db, run))
    // The others are our own: controls.
    if (visitor.role === 'participant' && (!owner || !maySee(visitor, owner.participant)))
      throw notFound('There is no such run.')
    const language = languageOf(request)
    const text = await parts.engine.page(run, language)
    if (text === undefined) throw notFound(wordings[language].api.noLongerKept)
    // The page names its own style and script by digest.
    void reply.removeHeader('content-security-policy')
    return html(reply, text)
  })

  server.post('/apis/:id/run', async (request, reply) => {
    const visitor = await operator(request)
    const params = z.object({ id }).parse(request.params)
    await runNow(parts, params.id, visitor)
    return reply.redirect(`/apis/${encodeURIComponent(params.id)}`, 303)
  })
  server.post('/apis/:id/move', async (request, reply) => {
    const visitor = await operator(request)
    const params = z.object({ id }).parse(request.params)
    const { action, reason } = z
      .object({ action: z.enum(['publish', 'unpublish', 'limit', 'republish']), reason: z.string().min(1).max(500) })
      .parse(request.body)
    await move(parts, params.id, action, reason, visitor)
    return reply.redirect(`/apis/${encodeURIComponent(params.id)}`, 303)
  })
  server.post('/decisions/:id/settle', async (request, reply) => {
    const visitor = await operator(request)
    const params = z.object({ id: z.coerce.number().int().positive() }).parse(request.params)
    const { as } = z.object({ as: z.enum(['confirm', 'reject']) }).parse(request.body)
    const api = await settle(parts, params.id, as === 'confirm', visitor)
    return reply.redirect(`/apis/${encodeURIComponent(api)}`, 303)
  })
  server.post('/decisions/:id/send-again', async (request, reply) => {
    const visitor = await operator(request)
    const params = z.object({ id: z.coerce.number().int().positive() }).parse(request.params)
    const api = await orderAgain(parts, params.id, visitor)
    return reply.redirect(`/apis/${encodeURIComponent(api)}`, 303)
  })
  server.post('/apis/:id/plant', async (request, reply) => {
    const visitor = await operator(request)
    const params = z.object({ id }).parse(request.params)
    const { defect } = z.object({ defect: id.optional() }).parse(request.body ?? {})
    await plant(parts, params.id, defect === undefined ? [] : [defect], visitor)
    return reply.redirect(`/apis/${encodeURIComponent(params.id)}`, 303)
  })
}

/** Of a draft the gate; of every API the runs that it was admitted by, and who uses it with which certificates. */
async function registryPart(api: ApiRecord, { db, clock, registry }: PageParts) {
  const gate = api.state === 'draft' ? await registry.gate.report(db, api, clock.now(), 'lately') : undefined
  return {
    ...(gate ? { gate } : {}),
    admissions: await admissions(db, api.id),
    applications: await applicationsOf(db, api.id),
    certificates: await certificatesAround(db, api.id, api.participant),
  }
}

async function apiPage(wanted: string, visitor: Visitor, parts: PageParts) {
  const { db, board, governor, trial } = parts
  const api = await apiById(db, wanted)
  const entry = board.entry(wanted)
  if (!api || !entry || !maySee(visitor, api.participant)) throw notFound(`There is no API «${wanted}».`)
  const [made, rounds] = await Promise.all([decisions(db, 10, api.id), lastRounds(db, api.id, 25)])
  const resting = await roundsById(db, [...new Set(made.flatMap((decision) => decision.rounds))])
  const orders = await parcelStates(
    db,
    made.map(({ id }) => orderKey(id)),
  )
  const byId = new Map(resting.map((round) => [round.id, round]))
  const oldest = [...rounds, ...resting].map(({ due_at }) => due_at).sort()[0]
  const charges = oldest === undefined ? new Map<RoundId, never>() : await governor.charges(api.id, oldest)
  return {
    entry,
    api,
    decisions: made.map((decision) => ({
      decision,
      order: orders.find(({ key }) => key === orderKey(decision.id)),
      rounds: decision.rounds.flatMap((round) => byId.get(round) ?? []),
    })),
    rounds,
    charges,
    alerts: await shownAlerts(db, visitor, { api: api.id, closed: 5 }),
    ...(await registryPart(api, parts)),
    mayAct: visitor.role === 'operator',
    ...(trial && visitor.role === 'operator'
      ? {
          trial: {
            planted: trial.planted(api.id),
            defects: (await trial.defects()).map((defect) => ({ id: defect.id, about: defect.about })),
          },
        }
      : {}),
  }
}
