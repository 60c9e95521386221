import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isProblemError } from '../base/problem.js'
import { onAlertsChange } from '../store/changes.js'
import { apiRoutes } from './api/routes.js'
import { openBoard } from './board.js'
import { languageOf } from './language.js'
import { createLive } from './live.js'
import { guardOrigin } from './origin.js'
import { pageRoutes } from './page-routes.js'
import { loadPages } from './pages.js'
import type { WebParts } from './parts.js'
import { Refusal, type RefusedProblem } from './refusal.js'
import { createDoor } from './visitor.js'
import { createRows } from './rows.js'
import { wordings } from './wording/index.js'

export interface RunningWeb {
  readonly url: string
  close(): Promise<void>
}

/** Starts pages and API. @throws where the port is taken */
export async function startWeb(parts: WebParts): Promise<RunningWeb> {
  const { db, clock, warn } = parts
  const board = await openBoard(db, clock, warn)
  const pages = loadPages()
  const rows = createRows(pages, clock)
  // Whoever opens the page first does not wait for a thousand rows.
  for (const entry of board.entries()) rows(entry, 'ru')
  const live = createLive(board, rows)
  const stopAlerts = onAlertsChange(db, () => live.alerts())
  const open = parts.access === 'open'
  const settings = { forceCloseConnections: true, bodyLimit: 1_000_000 }
  // Both serve alike; the types of the two do not.
  const server = (
    parts.access === 'open'
      ? Fastify(settings)
      : Fastify({ ...settings, https: { ...parts.access, minVersion: 'TLSv1.2' } })
  ) as FastifyInstance
  await server.register(formbody)
  guardOrigin(server, open)
  answerErrors(server, parts, pages)
  const door = createDoor({ db, clock, open })
  pageRoutes(server, { ...parts, board, pages, rows, live, door })
  apiRoutes(server, { ...parts, door })
  try {
    const url = await server.listen({ host: parts.host, port: parts.port })
    return {
      url,
      close: async () => {
        await stopAlerts()
        live.close()
        await server.close()
        await board.close()
      },
    }
  } catch (error) {
    await stopAlerts()
    live.close()
    await board.close()
    throw error
  }
}

/** People get a page, programs `{code, what, remedy}`; what went wrong inside is told to our own log only. */
function answerErrors(
  server: FastifyInstance,
  { warn, trial, access }: WebParts,
  pages: ReturnType<typeof loadPages>,
): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, refusal: Told): unknown => {
    const { statusCode, code, what, remedy, problems } = refusal
    void reply.code(statusCode)
    if (!wantsPage(request)) return reply.send({ code, what, remedy, ...(problems ? { problems } : {}) })
    if (statusCode === 401) return reply.redirect('/sign-in', 303)
    const language = languageOf(request)
    const { error } = wordings[language]
    const title = statusCode === 404 ? error.notFound : statusCode === 403 ? error.forbidden : what
    const frame = { language, title, trial: trial !== undefined, open: access === 'open', path: '/' }
    const lines = problems?.map((one) => one.what) ?? []
    const view = { what: statusCode >= 500 ? error.failed : what, lines, back: error.back }
    return reply.type('text/html; charset=utf-8').send(pages.page('error', frame, view))
  }
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof Refusal) return answer(request, reply, error)
    if (error instanceof z.ZodError) return answer(request, reply, { ...wrongInput, what: z.prettifyError(error) })
    if (isProblemError(error)) return answer(request, reply, { statusCode: 400, ...error.problems[0] })
    const statusCode = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (statusCode < 500 && error instanceof Error)
      return answer(request, reply, {
        statusCode,
        code: 'request',
        what: error.message,
        remedy: 'Send what the API file describes.',
      })
    warn(`${request.method} ${request.routeOptions.url ?? ''}`, error)
    return answer(request, reply, {
      statusCode: 500,
      code: 'internal',
      what: 'It failed.',
      remedy: 'See the log of the program.',
    })
  })
  server.setNotFoundHandler((request, reply) =>
    answer(request, reply, {
      statusCode: 404,
      code: 'not-found',
      what: `${request.method} ${request.url.split('?')[0] ?? ''}`,
      remedy: 'Check the address.',
    }),
  )
}

const wrongInput = { statusCode: 400, code: 'request', remedy: 'Send what the API file describes.' }

interface Told {
  readonly statusCode: number
  readonly code: string
  readonly what: string
  readonly remedy: string
  readonly problems?: readonly RefusedProblem[] | undefined
}

const wantsPage = ({ headers, url }: FastifyRequest): boolean =>
  !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html')
