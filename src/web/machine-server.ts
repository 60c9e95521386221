import Fastify from 'fastify'
import { machineRoutes, type MachineParts } from './machine-routes.js'
import { guardOrigin } from './origin.js'

/** Health and metrics of a process that has no pages, on loopback alone. @throws where the port is taken */
export async function startMachineWeb(
  parts: Omit<MachineParts, 'door'> & { readonly port: number },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = Fastify({ forceCloseConnections: true })
  guardOrigin(server, true)
  machineRoutes(server, parts)
  const url = await server.listen({ host: '127.0.0.1', port: parts.port })
  return { url, close: () => server.close() }
}
