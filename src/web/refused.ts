import type { FastifyInstance } from 'fastify'
import { note } from '../store/journal-rows.js'
import type { WebParts } from './parts.js'
import type { Door } from './visitor.js'

/** Who is known and tries what is not allowed stands in the journal, however it was refused. */
export function journalRefusals(server: FastifyInstance, { db, clock, warn }: WebParts, door: Door): void {
  server.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode !== 403) return
    try {
      const visitor = await door.visitor(request)
      if (!visitor) return
      const { participant } = visitor
      const object = `${request.method} ${request.url.split('?')[0] ?? ''}`.slice(0, 200)
      const whose = participant === undefined ? {} : { participant }
      await note(db, visitor, { at: clock.now(), did: 'refused', object, ...whose })
    } catch (error) {
      warn('journal', error)
    }
  })
}
