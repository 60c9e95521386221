import Fastify from 'fastify'
import type { Clock } from '../base/clock.js'
import type { ProbeEngine } from '../operator/ports.js'
import type { Database } from '../store/database.js'

export interface WebParts {
  readonly db: Database
  readonly engine: ProbeEngine
  readonly clock: Clock
  readonly host: string
  readonly port: number
}

/** The operator's page and its API. */
export async function startWeb(parts: WebParts): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = Fastify({ forceCloseConnections: true })
  server.get('/', async () => parts.db.rows('select * from round order by id desc limit 10'))
  server.get('/d', async () => parts.db.rows('select * from decision order by id desc limit 10'))
  server.get('/o', async () => parts.db.rows('select * from outbox order by id desc limit 10'))
  const url = await server.listen({ host: parts.host, port: parts.port })
  return { url, close: () => server.close() }
}
