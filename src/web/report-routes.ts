import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { reportForms } from '../operator/reports/forms.js'
import { languageOf } from './language.js'
import type { WebParts } from './parts.js'
import { notFound } from './refusal.js'
import { reportsView } from './reports-view.js'
import { reportPageWords } from './wording/reports.js'
import type { PageTools } from './page-tools.js'

/** Days and months of a year. */
const shown = 400

/** The page of reports, and the reports as files: a participant gets those of its own APIs alone. */
export function reportRoutes(
  server: FastifyInstance,
  { reports }: Pick<WebParts, 'reports'>,
  { pages, known, frameOf, html }: PageTools,
): void {
  server.get('/reports', async (request, reply) => {
    const visitor = await known(request)
    const language = languageOf(request)
    const view = reportsView(await reports.list(shown), language)
    return html(reply, pages.page('reports', frameOf(request, reportPageWords[language].title, visitor), view))
  })

  server.get('/reports/:id/:form', async (request, reply) => {
    const visitor = await known(request)
    const { id, form } = z
      .object({ id: z.coerce.number().int().positive(), form: z.enum(reportForms) })
      .parse(request.params)
    // A participant without an id of its own would see everything.
    const own = visitor.role === 'participant' ? (visitor.participant ?? '') : undefined
    const file = await reports.file(id, form, languageOf(request), own)
    if (!file) throw notFound(`There is no report ${id}.`)
    void reply.header('cache-control', 'private, no-store')
    void reply.header('content-disposition', `attachment; filename="${file.name}"`)
    return reply.type(file.type).send(Buffer.from(file.content))
  })
}
