import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { isObject, pointer } from '../../base/json.js'
import { isProblemError } from '../../base/problem.js'
import { apiFile, apiFileId, type Check, type Misfit } from '../../operator/registry/api-file.js'
import type { WebParts } from '../parts.js'
import { forbidden, Refusal, unauthorized } from '../refusal.js'
import type { Door, Visitor } from '../visitor.js'
import type { Answer, Handler, Handlers, Query } from './call.js'
import { publicationCalls } from './publication-calls.js'
import { registryCalls } from './registry-calls.js'
import { worksCalls } from './works-calls.js'

/** Where the API lies. */
export const apiRoot = '/api/v1'

/** Everything that the API can do, by the ids of docs/operator-api.yaml. */
export function apiHandlers(parts: WebParts): Handlers {
  return {
    describe: () => Promise.resolve({ status: 200, body: apiFile().document }),
    ...registryCalls(parts),
    ...publicationCalls(parts),
    ...worksCalls(parts),
  }
}

/** Serves every operation of docs/operator-api.yaml; requests are compared with it. */
export function apiRoutes(server: FastifyInstance, parts: WebParts & { readonly door: Door }): void {
  const handlers = apiHandlers(parts)
  for (const operation of operationsOf(apiFile().document)) {
    const handler = handlers[operation.id]
    if (!handler) throw new Error(`docs/operator-api.yaml has «${operation.id}», and nobody serves it`)
    server.route({
      method: operation.method,
      url: apiRoot + operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) =>
        serve(operation, handler, await visitorOf(request, operation, parts.door), request, reply),
    })
  }
}

/** An operation with its checks compiled. */
interface Operation {
  readonly id: string
  readonly method: HTTPMethods
  readonly path: string
  readonly roles: readonly string[]
  readonly address: Check
  readonly query: Check
  readonly headers: Check
  readonly body: Check | undefined
}

async function visitorOf(request: FastifyRequest, { roles }: Operation, door: Door): Promise<Visitor> {
  const visitor = await door.visitor(request)
  if (roles.includes('anybody')) return visitor ?? { name: 'nobody', role: 'auditor' }
  if (!visitor) throw unauthorized()
  if (!roles.includes(visitor.role)) throw forbidden(`A token of the role ${visitor.role} may not do this.`)
  return visitor
}

async function serve(
  operation: Operation,
  handler: Handler,
  visitor: Visitor,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const params = { ...(request.params as Record<string, string>) }
  const query = { ...(request.query as Record<string, string>) }
  const ifMatch = request.headers['if-match']
  refuseMisfits([
    ...operation.address(params),
    ...operation.query(query),
    ...operation.headers(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
    ...bodyMisfits(operation, request),
  ])
  const { body } = request
  // The checks have read the values of the address as what they are.
  const call = { visitor, params, query: query as unknown as Query, body, ifMatch }
  const answer: Answer = await handler(call).catch((error: unknown) => {
    if (!isProblemError(error)) throw error
    const problems = error.problems.map(({ code, what, remedy }) => ({ code, what, remedy }))
    const { code, what, remedy } = problems[0] as (typeof problems)[number]
    throw new Refusal(422, code, what, remedy, problems)
  })
  void reply.code(answer.status).header('cache-control', 'no-store')
  if (answer.etag !== undefined) void reply.header('etag', answer.etag)
  return reply.send(answer.body)
}

function bodyMisfits({ body: check }: Operation, { body, headers }: FastifyRequest): Misfit[] {
  if (!check) return []
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  // A form of a foreign page would come without a question to us; JSON does not.
  if (type !== 'application/json')
    throw new Refusal(415, 'media-type', 'The body is not JSON.', 'Send it as application/json.')
  return check(body)
}

function refuseMisfits(misfits: readonly Misfit[]): void {
  if (misfits.length === 0) return
  const problems = misfits.map(({ path, what }) => ({
    code: 'request',
    what,
    remedy: 'See the API file.',
    at: path.reduce<string>(pointer, ''),
  }))
  const what = misfits.map((one) => one.what).join('; ')
  throw new Refusal(400, 'request', what, `Send what ${apiRoot}/openapi.json describes.`, problems)
}

const methods = ['get', 'put', 'post', 'delete'] as const

/** The operations of the file, in its order. */
export function operationsOf(document: Readonly<Record<string, unknown>>): Operation[] {
  const paths = isObject(document.paths) ? document.paths : {}
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined
      if (!isObject(item) || !isObject(operation)) return []
      const at = `${apiFileId}#/paths${pointer(pointer('', path), method)}`
      return [compiled(document, { item, operation, at, method, path })]
    }),
  )
}

interface Found {
  readonly item: Readonly<Record<string, unknown>>
  readonly operation: Readonly<Record<string, unknown>>
  /** Where the operation stands, as schemas refer to it. */
  readonly at: string
  readonly method: (typeof methods)[number]
  readonly path: string
}

function compiled(
  document: Readonly<Record<string, unknown>>,
  { item, operation, at, method, path }: Found,
): Operation {
  const parameters = [item.parameters, operation.parameters]
    .flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))
    .map((written) => parameterOf(written, document))
  const checkOf = (place: string): Check => {
    const own = parameters.filter((parameter) => parameter.in === place)
    return apiFile().checkTexts({
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    })
  }
  const roles = operation['x-roles']
  return {
    id: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    roles: Array.isArray(roles) ? roles.map(String) : [],
    address: checkOf('path'),
    query: checkOf('query'),
    headers: checkOf('header'),
    body:
      operation.requestBody === undefined
        ? undefined
        : apiFile().check({ $ref: `${at}/requestBody/content/application~1json/schema` }),
  }
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: object
}

/** A parameter as the file has it, where it stands or where it refers to; references of its schema lead into the file. */
function parameterOf(written: unknown, document: Readonly<Record<string, unknown>>): Parameter {
  const components =
    isObject(document.components) && isObject(document.components.parameters) ? document.components.parameters : {}
  const name = isObject(written) && typeof written.$ref === 'string' ? written.$ref.split('/').at(-1) : undefined
  const parameter = name === undefined ? written : components[name]
  if (!isObject(parameter) || !isObject(parameter.schema)) throw new Error(`no parameter «${String(name)}»`)
  const { schema } = parameter
  return {
    name: String(parameter.name),
    in: String(parameter.in),
    schema: typeof schema.$ref === 'string' ? { $ref: apiFileId + schema.$ref } : schema,
  }
}
