import { readFileSync } from 'node:fs'
import type { Ajv, ErrorObject } from 'ajv'
import { OpenAPIBackend } from 'openapi-backend'
import type { Context, Document } from 'openapi-backend'
import { parse } from 'yaml'
import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import { newAjv } from '../contract/ajv.js'
import { participantIdHeader, requestIdHeader } from '../model/headers.js'
import type { ContractInForce, OperationId } from '../model/contract.js'
import { refusal } from '../system/index.js'
import type { Handler, Mock, Reply } from '../system/index.js'

/** A request that an invented bank is to answer; who asks and for whom is already settled. */
export interface BankRequest {
  readonly method: string
  /** Path of the contract, without prefix and query. */
  readonly path: string
  readonly query: string
  /** As received; an empty text where there is none. */
  readonly body: string
  readonly provider: string
  readonly client: string
  readonly user: string
  readonly scopes: readonly string[]
  readonly requestId: string
  readonly now: Instant
}

/** The invented banks of a workspace: their data, and the defects that are planted in them. */
export interface InventedBanks {
  answer(request: BankRequest): Promise<Reply>
  /** The state as at the start. */
  reset(): void
  /** From now on the banks have exactly these of the mock's defects; other names mean nothing to them. */
  setDefects(ids: ReadonlySet<string>): void
}

/** Routing and validation of a contract, shared by all workspaces. */
export type BankRouter = (
  request: BankRequest,
  answer: (operation: OperationId, call: RoutedCall) => Promise<Reply>,
) => Promise<Reply>

/** What routing finds in a request that meets the contract. */
export interface RoutedCall {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Json | undefined
}

/** Compiles the bank's part of a contract: a request that does not meet it is refused, others are handed on. */
export async function createBankRouter(contract: ContractInForce): Promise<BankRouter> {
  const operations = [...contract.operations.values()].filter((operation) => operation.servedBy === 'bank')
  const paths = new Set(operations.map((operation) => operation.path))
  // openapi-backend takes sound 3.1 files for wrong ones, hence quick; its own Ajv would pass keywords of 2020-12 over.
  const definition = parse(readFileSync(contract.file, 'utf8')) as Document
  const bankPaths = Object.entries(definition.paths ?? {}).filter(([path]) => paths.has(path))
  const backend = new OpenAPIBackend({
    definition: { ...definition, paths: Object.fromEntries(bankPaths) } as Document,
    apiRoot: '/',
    quick: true,
    coerceTypes: true,
    customizeAjv: (given) => {
      const ajv: object = newAjv(true)
      return hasMethodsOfAjv(ajv) ? ajv : given
    },
    handlers: {
      ...Object.fromEntries(operations.map(({ id }) => [id, handleRouted])),
      notFound: (_: Context, request: BankRequest) => refusal(request, 404, 'not_found', 'There is no such resource'),
      methodNotAllowed: (_: Context, request: BankRequest) => ({
        ...refusal(request, 405, 'method_not_allowed', 'This resource does not have this method'),
        headers: {
          allow: operations
            .filter(({ path }) => matches(path, request.path))
            .map(({ method }) => method)
            .join(', '),
        },
      }),
      validationFail: (context: Context, request: BankRequest) =>
        refusal(
          request,
          400,
          'invalid_request',
          'The request does not meet the contract',
          (context.validation.errors ?? []).map(departure),
        ),
    },
  })
  await backend.init()
  return async (request, answer) =>
    (await backend.handleRequest(
      {
        method: request.method,
        path: request.path,
        query: request.query,
        headers: {
          [requestIdHeader]: request.requestId,
          [participantIdHeader]: request.user,
          ...(request.body === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === '' ? {} : { body: request.body }),
      },
      request,
      answer,
    )) as Reply
}

/** Banks out of a mock. */
export function createInventedBanks<S extends Json>(mock: Mock<S>, initial: S, router: BankRouter): InventedBanks {
  let state = initial
  let handlers: Readonly<Record<OperationId, Handler<S>>> = mock.operations
  return {
    answer: (request) =>
      router(request, async (operation, routed) => {
        const handler = handlers[operation]
        if (!handler) return refusal(request, 501, 'not_implemented', 'The invented bank does not serve this operation')
        return handler({ ...request, ...routed, operation, state })
      }),
    reset: () => {
      state = initial
    },
    setDefects: (ids) => {
      const chosen = mock.defects.filter((defect) => defect.at === 'answer').filter(({ id }) => ids.has(id))
      handlers = Object.fromEntries(
        Object.entries(mock.operations).map(([operation, handler]) => [
          operation,
          chosen
            .filter(({ operations }) => operations?.includes(operation) ?? true)
            .reduce((next, defect) => defect.wrap(next), handler),
        ]),
      )
    },
  }
}

function handleRouted(
  context: Context,
  _: BankRequest,
  answer: (operation: OperationId, call: RoutedCall) => Promise<Reply>,
) {
  return answer(context.operation.operationId ?? '', {
    path: texts(context.request.params as Record<string, unknown>),
    query: texts(context.request.query as Record<string, unknown>),
    body: context.request.requestBody as Json | undefined,
  })
}

const texts = (record: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]))

/** Says where and which rule, never the value. */
function departure(error: ErrorObject): { code: string; path: string; message: string } {
  return {
    code: error.keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    path: error.instancePath.split('/').slice(2).join('.'),
    message: error.message ?? error.keyword,
  }
}

/** openapi-backend asks for the class of draft 7; that of 2020-12 has the same methods. */
const hasMethodsOfAjv = (validator: object): validator is Ajv => 'compile' in validator && 'addSchema' in validator

function matches(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith('{') || part === given[i])
}
