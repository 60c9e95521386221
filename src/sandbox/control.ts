import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { newUuid } from '../base/ids.js'
import { isProblemError } from '../base/problem.js'
import { newWebhookSecret } from '../base/webhook-signature.js'
import type { WorkspaceAccess } from '../control/api.js'
import { applicationRoutes } from './control-applications.js'
import { controlError } from './control-error.js'
import { inputs, parsedInput } from './control-input.js'
import { orderRoutes, type OrderTaker } from './control-orders.js'
import { witnessRoutes } from './control-witnesses.js'
import type { Workspace } from './workspace.js'

export interface ControlOptions {
  readonly host: string
  readonly port: number
  readonly adminToken: string
  startWorkspace(id: string, controlUrl: string): Promise<Workspace>
}

export interface Control {
  readonly url: string
  createWorkspace(name?: string): Promise<WorkspaceAccess>
  /** Closes every workspace, then itself. */
  close(): Promise<void>
}

interface Entry extends OrderTaker {
  readonly workspace: Workspace
  readonly tokenDigest: Buffer
}

/** The control API as src/control/api.ts describes it: plain HTTP on a listener of its own, a token per workspace. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const entries = new Map<string, Entry>()
  const adminDigest = digest(options.adminToken)
  const server = Fastify()
  let url = ''

  const createWorkspace = async (name?: string): Promise<WorkspaceAccess> => {
    const id = name ?? newUuid()
    if (entries.has(id)) {
      throw controlError(
        409,
        'workspace-exists',
        `There is already a workspace «${id}».`,
        'Choose another name, or leave it out.',
      )
    }
    const token = randomBytes(32).toString('base64url')
    const secret = newWebhookSecret()
    entries.set(id, { workspace: await options.startWorkspace(id, url), tokenDigest: digest(token), secret })
    return { id, controlUrl: url, token, webhook: { url: `${url}/workspaces/${id}/orders`, secret } }
  }

  const requireAdmin = (request: FastifyRequest): void => {
    if (!timingSafeEqual(presented(request), adminDigest)) throw unauthorized("the sandbox's admin token")
  }
  const workspaceOf = (request: FastifyRequest): Workspace => {
    const given = presented(request)
    // Every entry is compared, so that the time does not tell which one came near.
    const [found] = [...entries.values()].filter(({ tokenDigest }) => timingSafeEqual(tokenDigest, given))
    if (!found) throw unauthorized("the workspace's token")
    return found.workspace
  }

  answerErrors(server)
  server.post('/workspaces', async (request, reply) => {
    requireAdmin(request)
    const { name } = parsedInput(inputs.workspace, request.body ?? {})
    return reply.code(201).send(await createWorkspace(name))
  })
  server.delete<{ Params: { id: string } }>('/workspaces/:id', async (request, reply) => {
    requireAdmin(request)
    const entry = entries.get(request.params.id)
    if (!entry) throw controlError(404, 'not-found', `There is no workspace «${request.params.id}».`, 'Check the id.')
    entries.delete(request.params.id)
    await entry.workspace.close()
    return reply.code(204).send()
  })
  server.get('/workspace', async (request) => workspaceOf(request).facts())
  server.post('/acts', async (request) => workspaceOf(request).perform(parsedInput(inputs.act, request.body)))
  server.put<{ Params: { id: string } }>('/providers/:id', async (request) => {
    const workspace = workspaceOf(request)
    return workspace.register(
      parsedInput(inputs.providerId, request.params.id),
      parsedInput(inputs.provider, request.body),
    )
  })
  applicationRoutes(server, workspaceOf)
  witnessRoutes(server, workspaceOf)
  orderRoutes(server, (id) => entries.get(id))
  server.put('/clients', async (request) => {
    const workspace = workspaceOf(request)
    const { clients } = parsedInput(inputs.clients, request.body)
    workspace.registerClients(clients)
    return { clients: clients.length }
  })
  server.get('/inbox', async (request) => {
    const workspace = workspaceOf(request)
    return { messages: workspace.inbox(parsedInput(inputs.inboxQuery, request.query).phone) }
  })
  server.post('/inbox/age', async (request) => {
    const workspace = workspaceOf(request)
    const { phone, by } = parsedInput(inputs.inboxAge, request.body)
    return { aged: workspace.ageInbox(phone, by) }
  })
  server.get('/defects', async (request) => ({ defects: workspaceOf(request).defects() }))
  server.put('/defects', async (request) => {
    const workspace = workspaceOf(request)
    const { defects } = parsedInput(inputs.defects, request.body)
    workspace.setDefects(defects)
    return { defects }
  })
  server.post('/reset', async (request, reply) => {
    workspaceOf(request).reset()
    return reply.code(204).send()
  })

  url = await server.listen({ host: options.host, port: options.port })
  return {
    url,
    createWorkspace,
    close: async () => {
      await Promise.all([...entries.values()].map(({ workspace }) => workspace.close()))
      entries.clear()
      await server.close()
    },
  }
}

/** Errors as {code, what, remedy}; what is not meant for a caller goes no further than its status. */
function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error, _, reply) => {
    const statusCode = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (isProblemError(error)) {
      const [{ code, what, remedy }] = error.problems
      return reply.code(statusCode).send({ code, what, remedy })
    }
    if (statusCode < 500 && error instanceof Error) {
      return reply
        .code(statusCode)
        .send({ code: 'request-wrong', what: error.message, remedy: 'Send JSON as src/control/api.ts describes.' })
    }
    process.emitWarning(error instanceof Error ? error : new Error(String(error)))
    return reply.code(500).send({ code: 'internal', what: 'The sandbox failed.', remedy: 'See its error output.' })
  })
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      code: 'not-found',
      what: `There is no ${request.method} ${request.url}.`,
      remedy: 'See src/control/api.ts for the routes.',
    }),
  )
}

/** Digest of the bearer token; of nothing where there is none. */
const presented = (request: FastifyRequest) =>
  digest(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')

/** Tokens are compared by digest: of equal length, and not kept in memory. */
const digest = (token: string) => createHash('sha256').update(token).digest()

const unauthorized = (what: string) =>
  controlError(
    401,
    'unauthorized',
    'The control API does not know this token.',
    `Send «Authorization: Bearer …» with ${what}.`,
  )
