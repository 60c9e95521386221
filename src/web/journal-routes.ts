import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { journal } from '../store/journal-rows.js'
import { journalView } from './journal-view.js'
import { languageOf } from './language.js'
import type { PageTools } from './page-tools.js'
import type { WebParts } from './parts.js'
import { journalWords } from './wording/journal.js'

const shown = 100
/** An empty field of the form asks for nothing. */
const filter = z
  .string()
  .max(200)
  .transform((value) => (value.trim() === '' ? undefined : value.trim()))
  .optional()
const asked = z.object({ api: filter, participant: filter, before: z.coerce.number().int().positive().optional() })

/** Who did what, newest first. A participant sees what was done by its tokens and to its APIs. */
export function journalRoutes(server: FastifyInstance, { db, clock }: WebParts, tools: PageTools): void {
  const { known, pages, frameOf, html } = tools
  server.get('/journal', async (request, reply) => {
    const visitor = await known(request)
    const { api, participant, before } = asked.parse(request.query)
    const own = visitor.role === 'participant' ? (visitor.participant ?? '') : participant
    // One more than is shown tells whether there are older ones.
    const lines = await journal(db, {
      limit: shown + 1,
      ...(own === undefined ? {} : { participant: own }),
      ...(api === undefined ? {} : { api }),
      ...(before === undefined ? {} : { before }),
    })
    const language = languageOf(request)
    const view = journalView(
      lines.slice(0, shown),
      { older: lines.length > shown, mayChoose: visitor.role !== 'participant', api, participant },
      clock.now(),
      language,
    )
    return html(reply, pages.page('journal', frameOf(request, journalWords[language].title, visitor), view))
  })
}
