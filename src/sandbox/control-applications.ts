import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WatchEvent } from '../control/api.js'
import { inputs, parsedInput } from './control-input.js'
import type { Workspace } from './workspace.js'

/** Bytes of arrivals that a watcher has not read yet; one that is further behind is given up. */
const mostUnreadBytes = 128 * 1024 * 1024

type OfApplication = FastifyRequest<{ Params: { id: string } }>

/** The control API's routes for applications under test. */
export function applicationRoutes(server: FastifyInstance, workspaceOf: (request: FastifyRequest) => Workspace): void {
  const watchesOf = (request: OfApplication) => ({
    // In this order: who has no token learns nothing of what else is wrong.
    watches: workspaceOf(request).watches,
    id: idOf(request),
  })
  const idOf = ({ params }: OfApplication) => parsedInput(inputs.providerId, params.id)

  server.put('/applications/:id', async (request: OfApplication) => {
    const workspace = workspaceOf(request)
    return workspace.join(idOf(request), parsedInput(inputs.application, request.body))
  })
  server.get('/applications/:id/arrivals', (request: OfApplication, reply) => {
    const { watches, id } = watchesOf(request)
    const stream = reply.raw
    const tell = (event: WatchEvent): void => {
      stream.write(`${JSON.stringify(event)}\n`)
      if (stream.writableLength > mostUnreadBytes) stream.destroy()
    }
    const end = watches.watch(id, { tell, end: () => stream.end() })
    reply.hijack()
    stream.once('close', end)
    if (stream.destroyed) end()
    stream.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    tell({ type: 'watching' })
  })
  server.delete('/applications/:id/arrivals', async (request: OfApplication, reply) => {
    const { watches, id } = watchesOf(request)
    watches.end(id)
    return reply.code(204).send()
  })
  server.get('/applications/:id/mark', async (request: OfApplication) => {
    const { watches, id } = watchesOf(request)
    return { mark: await watches.settled(id) }
  })
  server.post('/applications/:id/rules', async (request: OfApplication, reply) => {
    const { watches, id } = watchesOf(request)
    watches.rule(id, parsedInput(inputs.rule, request.body))
    return reply.code(204).send()
  })
  server.delete('/applications/:id/rules', async (request: OfApplication, reply) => {
    const { watches, id } = watchesOf(request)
    watches.normal(id)
    return reply.code(204).send()
  })
  server.put('/applications/:id/stage', async (request: OfApplication, reply) => {
    const { watches, id } = watchesOf(request)
    watches.stage(id, parsedInput(inputs.stage, request.body))
    return reply.code(204).send()
  })
}
