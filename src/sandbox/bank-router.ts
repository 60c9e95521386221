import type { Ajv, ErrorObject } from 'ajv'
import { OpenAPIBackend } from 'openapi-backend'
import type { Context, Document, ParsedRequest, Request } from 'openapi-backend'
import { isObject } from '../base/json.js'
import type { Json } from '../base/json.js'
import { newAjv } from '../contract/ajv.js'
import { isIgnoredHeader } from '../contract/ignored-headers.js'
import type { LoadedContract } from '../contract/loaded.js'
import { isJsonType } from '../contract/operations.js'
import { locate, segments, valueAt } from '../contract/pointer.js'
import type { Path } from '../contract/source.js'
import type { OperationId } from '../model/contract.js'
import { participantIdHeader } from '../model/headers.js'
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
  /** What the body says that it is; JSON where absent. */
  readonly contentType?: string
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
      const ajv: object = newAjv(!part.startsWith('requestBody'))
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
  /** A body of a type that the operation does not take (RFC 9110, section 15.5.16). */
  const unsupportedMedia = (request: UnroutedRequest, id: OperationId | undefined): Reply | undefined => {
    const body =
      id === undefined ? undefined : locate(contract.document, [...(contract.paths.get(id) ?? []), 'requestBody'])
    const types = isObject(body?.value.content) ? Object.keys(body.value.content).map(bareType) : []
    if (request.body === '' || request.contentType === undefined || types.length === 0) return undefined
    if (types.some((type) => type.endsWith('/*') || type === bareType(request.contentType ?? ''))) return undefined
    return refusal(request, 415, 'unsupported_media_type', `The body must be ${types.join(' or ')}`)
  }
  const known = new Map(backend.router.getOperations().map((operation) => [operation.operationId, operation]))
  return {
    match: (method, path) => backend.matchOperation({ method, path, headers: {} })?.operationId,
    serve: async (request, answer) => {
      const id = backend.matchOperation({ method: request.method, path: request.path, headers: {} })?.operationId
      const unsupported = unsupportedMedia(request, id)
      return unsupported ?? ((await backend.handleRequest(wireRequest(request), request, answer)) as Reply)
    },
    serveMatched: async (id, request, answer) => {
      const unsupported = unsupportedMedia(request, id)
      if (unsupported) return unsupported
      const operation = known.get(id)
      const wire = wireRequest(request)
      const { errors } = backend.validator.validateRequest(wire, operation)
      return errors ? malformed(request, errors) : answer(routedCall(id, backend.router.parseRequest(wire, operation)))
    },
  }
}

/** The document with nothing but the paths that banks serve, each operation under the id by which it is known. */
function bankPart({ document, paths, operations }: LoadedContract): Document {
  const own = withPlainReferences(structuredClone(document))
  const served = new Set<string>()
  for (const [id, { servedBy, path }] of operations) {
    const at = valueAt(own, paths.get(id) ?? [])
    if (isObject(at)) {
      at.operationId = id
      alsoAsJson(own, at)
    }
    withoutIgnored(own, paths.get(id) ?? [])
    if (servedBy === 'bank') served.add(path)
  }
  const kept = Object.entries(isObject(own.paths) ? own.paths : {}).filter(([path]) => served.has(path))
  return { ...own, paths: Object.fromEntries(kept) } as object as Document
}

/**
 * References into paths lead to copies among the components instead: what files of their own are folded in as is one of them,
 * its pointer is encoded in a way that openapi-backend does not read, and its path may not be kept.
 */
function withPlainReferences(document: Record<string, unknown>): Record<string, unknown> {
  const parts: Record<string, unknown> = {}
  const names = new Map<string, string>()
  const nameOf = (reference: string): string => {
    const known = names.get(reference)
    if (known !== undefined) return known
    const name = `part${names.size + 1}`
    names.set(reference, name)
    parts[name] = rewritten(structuredClone(valueAt(document, segments(reference))))
    return name
  }
  const rewritten = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rewritten)
    if (!isObject(node)) return node
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) =>
        key === '$ref' && typeof value === 'string' && value.startsWith('#/') && !value.startsWith('#/components/')
          ? [key, `#/components/x-parts/${nameOf(value)}`]
          : [key, rewritten(value)],
      ),
    )
  }
  const plain = rewritten(document) as Record<string, unknown>
  if (names.size > 0) plain.components = { ...(isObject(plain.components) ? plain.components : {}), 'x-parts': parts }
  return plain
}

/** Bodies of every kind of JSON are validated: openapi-backend looks for application/json alone. */
function alsoAsJson(document: Record<string, unknown>, { requestBody }: Record<string, unknown>): void {
  const reference =
    isObject(requestBody) && typeof requestBody.$ref === 'string' ? segments(requestBody.$ref) : undefined
  const body = reference ? valueAt(document, reference) : requestBody
  const content = isObject(body) && isObject(body.content) ? body.content : {}
  const json = Object.keys(content).find(isJsonType)
  if (json !== undefined) content['application/json'] ??= content[json]
}

function withoutIgnored(document: Record<string, unknown>, operation: Path): void {
  for (const holder of [valueAt(document, operation.slice(0, -1)), valueAt(document, operation)]) {
    if (!isObject(holder) || !Array.isArray(holder.parameters)) continue
    const list = (holder.parameters as unknown[]).map((written) => {
      const reference = isObject(written) && typeof written.$ref === 'string' ? segments(written.$ref) : undefined
      return { written, meant: reference ? valueAt(document, reference) : written }
    })
    holder.parameters = list
      .filter(({ meant }) => !isObject(meant) || !isIgnoredHeader(meant.in, meant.name))
      .map(({ written }) => written)
  }
}

/** openapi-backend asks for the class of draft 7; that of 2020-12 has the same methods. */
const hasMethodsOfAjv = (validator: object): validator is Ajv => 'compile' in validator && 'addSchema' in validator

const bareType = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase()

function wireRequest({ method, path, query, headers: sent, body, user }: UnroutedRequest): Request {
  const named = user === '' ? {} : { [participantIdHeader]: user }
  const headers = { ...sent, ...named }
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
