import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inputs, parsedInput } from './control-input.js'
import type { Workspace } from './workspace.js'

/** The control API's routes for an operator's witness. */
export function witnessRoutes(server: FastifyInstance, workspaceOf: (request: FastifyRequest) => Workspace): void {
  server.post('/witnesses', async (request, reply) => {
    const { witnesses } = workspaceOf(request)
    witnesses.open(parsedInput(inputs.witness, request.body))
    return reply.code(204).send()
  })
  server.get<{ Params: { nonce: string } }>('/witnesses/:nonce', async (request) =>
    workspaceOf(request).witnesses.read(request.params.nonce),
  )
}
