import type { Ajv, ErrorObject } from 'ajv'
import { OpenAPIBackend } from 'openapi-backend'
import type { Context, Document, ParsedRequest, Request } from 'openapi-backend'
import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { newAjv } from '../contract/ajv.js'
import type { LoadedContract } from '../contract/loaded.js'
import { valueAt } from '../contract/pointer.js'
import type { OperationId } from '../model/contract.js'
import { participantIdHeader, requestIdHeader } from '../model/headers.js'
import { refusal } from '../system/index.js'
import type { Reply } from '../system/index.js'
import { compileRoutes } from './routes.js'

/** A request to a bank, before it is known what it asks for. */
export interface UnroutedRequest {
  readonly method: string
  /** Path of the contract, without prefix and query. */
  readonly path: string
  readonly query: string
  /** Lower-case names; those of the request that a bank may read. */
  readonly headers: Readonly<Record<string, string>>
  /** As received; an empty text where there is none. */
  readonly body: string
  /** The participant that asks. */
  readonly user: string
  readonly requestId: string
}

/** What is read out of a request that meets the contract. */
export interface RoutedCall {
  readonly operation: OperationId
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json | undefined
}

type Answer = (call: RoutedCall) => Promise<Reply>

/** Routing and validation of a contract, shared by all workspaces. What does not meet the contract is refused here. */
export interface BankRouter {
  /** The operation that `serve` would come to. */
  match(method: string, path: string): OperationId | undefined
  serve(request: UnroutedRequest, answer: Answer): Promise<Reply>
  /** For a request whose operation is known, as on the gateway's hot path: everything but the routing. */
  serveMatched(operation: OperationId, request: UnroutedRequest, answer: Answer): Promise<Reply>
}

/** Compiles the part of a contract that banks serve. */
export async function createBankRouter(contract: LoadedContract): Promise<BankRouter> {
  const operations = [...contract.operations.values()].filter((operation) => operation.servedBy === 'bank')
  const route = compileRoutes(operations)
  const backend = new OpenAPIBackend({
    definition: bankPart(contract),
    apiRoot: '/',
    // Its own check takes sound 3.1 files for wrong ones; its own Ajv would pass keywords of 2020-12 over.
    quick: true,
    customizeAjv: (given, _, part) => {
      // Texts of an address are read as the type that is meant; the values of a body have one already.
      const ajv: object = newAjv(String(part) !== 'requestBodyValidator')
      return hasMethodsOfAjv(ajv) ? ajv : given
    },
    ignoreTrailingSlashes: false,
    handlers: {
      ...Object.fromEntries(operations.map(({ id }) => [id, handleRouted])),
      notFound: (_: Context, request: UnroutedRequest) =>
        refusal(request, 404, 'not_found', 'There is no such resource'),
      methodNotAllowed: (_: Context, request: UnroutedRequest) => {
        const found = route({ method: request.method, url: request.path })
        const reply = refusal(request, 405, 'method_not_allowed', 'This resource does not have this method')
        return { ...reply, headers: { allow: found && 'allow' in found ? found.allow.join(', ') : '' } }
      },
      validationFail: (context: Context, request: UnroutedRequest) =>
        malformed(request, context.validation.errors ?? []),
    },
  })
  await backend.init()
  const known = new Map(backend.router.getOperations().map((operation) => [operation.operationId, operation]))
  return {
    match: (method, path) => backend.matchOperation({ method, path, headers: {} })?.operationId,
    serve: async (request, answer) => (await backend.handleRequest(wireRequest(request), request, answer)) as Reply,
    serveMatched: async (id, request, answer) => {
      const operation = known.get(id)
      const wire = wireRequest(request)
      const { errors } = backend.validator.validateRequest(wire, operation)
      return errors ? malformed(request, errors) : answer(routedCall(id, backend.router.parseRequest(wire, operation)))
    },
  }
}

/** The document with nothing but the paths that banks serve, each operation under the id by which it is known. */
function bankPart({ document, paths, operations }: LoadedContract): Document {
  const own = structuredClone(document)
  const served = new Set<string>()
  for (const [id, { servedBy, path }] of operations) {
    const at = valueAt(own, paths.get(id) ?? [])
    if (isObject(at)) at.operationId = id
    if (servedBy === 'bank') served.add(path)
  }
  const kept = Object.entries(isObject(own.paths) ? own.paths : {}).filter(([path]) => served.has(path))
  return { ...own, paths: Object.fromEntries(kept) } as object as Document
}

/** openapi-backend asks for the class of draft 7; that of 2020-12 has the same methods. */
const hasMethodsOfAjv = (validator: object): validator is Ajv => 'compile' in validator && 'addSchema' in validator

function wireRequest({ method, path, query, headers: sent, body, requestId, user }: UnroutedRequest): Request {
  const named = user === '' ? {} : { [participantIdHeader]: user }
  const headers = { ...sent, [requestIdHeader]: requestId, ...named }
  return body === ''
    ? { method, path, query, headers }
    : { method, path, query, headers: { ...headers, 'content-type': 'application/json' }, body }
}

function handleRouted(context: Context, _: UnroutedRequest, answer: Answer): Promise<Reply> {
  return answer(routedCall(context.operation.operationId ?? '', context.request))
}

function routedCall(operation: OperationId, parsed: ParsedRequest): RoutedCall {
  return {
    operation,
    path: texts(parsed.params as Record<string, unknown>),
    query: texts(parsed.query as Record<string, unknown>),
    headers: texts(parsed.headers as Record<string, unknown>),
    body: parsed.requestBody as Json | undefined,
  }
}

const texts = (record: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]))

function malformed(request: UnroutedRequest, errors: readonly ErrorObject[]): Reply {
  return refusal(request, 400, 'invalid_request', 'The request does not meet the contract', errors.map(departure))
}

/** Says where and which rule, never the value. */
function departure(error: ErrorObject): { code: string; path: string; message: string } {
  return {
    code: error.keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    path: error.instancePath.split('/').slice(2).join('.'),
    message: error.message ?? error.keyword,
  }
}
