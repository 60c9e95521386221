import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { ContractDefect } from '../contract/defects/index.js'
import type { OperationId } from '../model/contract.js'
import { refusal } from '../system/index.js'
import type { Defect, Handler, Mock, RefusedRequest, Reply } from '../system/index.js'
import type { BankRouter, RoutedCall, UnroutedRequest } from './bank-router.js'
import type { RefusalShape } from './refusal-shape.js'
import { spoiledBy } from './spoil.js'

/** A request that an invented bank is to answer; who asks and for whom is already settled. */
export interface BankRequest extends UnroutedRequest {
  /** Where it is already known what is asked for. */
  readonly operation?: OperationId
  readonly provider: string
  /** IIN or BIN; empty for an operation that needs no consent. */
  readonly client: string
  readonly scopes: readonly string[]
  readonly now: Instant
}

/** The invented banks of a workspace: their data, and the defects that are planted in them. */
export interface InventedBanks {
  answer(request: BankRequest): Promise<Reply>
  /** A refusal that was decided on before the bank was asked, as the bank with its defects sends it. */
  refuse(operation: OperationId | undefined, refusal: Reply): Reply
  /** From now on the banks have exactly these of the mock's and the contract's defects; other names mean nothing to them. */
  setDefects(ids: ReadonlySet<string>): void
}

type Refusing<S extends Json> = Extract<Defect<S>, { at: 'refusal' }>

/** Banks out of a mock. */
export function createInventedBanks<S extends Json>(
  mock: Mock<S>,
  state: S,
  router: BankRouter,
  ofContract: readonly ContractDefect[],
  shape: RefusalShape,
): InventedBanks {
  let handlers: Readonly<Record<OperationId, Handler<S>>> = mock.operations
  let spoiling: readonly ContractDefect[] = []
  let refusing: readonly Refusing<S>[] = []
  /** A refusal as the planted defects make it; `ask` asks the bank once more, without them. */
  const refused = (reply: Reply, request: BankRequest, ask: (request: BankRequest) => Promise<Reply>) =>
    refusing.reduce<Promise<Reply>>(async (before, defect) => {
      const current = await before
      return current.status < 400 ? current : defect.instead(current, askedAgain(request, ask))
    }, Promise.resolve(reply))
  return {
    answer: async (request) => {
      const ask = async (asked: BankRequest): Promise<Reply> => {
        const seen = { byMock: false }
        const answer = async (routed: RoutedCall) => {
          seen.byMock = true
          const handler = handlers[routed.operation]
          if (!handler) return refusal(asked, 501, 'not_implemented', 'The invented bank does not serve this operation')
          return handler({ ...asked, ...routed, state })
        }
        const operation = asked.operation ?? router.match(asked.method, asked.path)
        const given = await (asked.operation === undefined
          ? router.serve(asked, answer)
          : router.serveMatched(asked.operation, asked, answer))
        return seen.byMock ? given : shape(operation, given)
      }
      const first = await ask(request)
      const reply = refusing.length > 0 ? await refused(first, request, ask) : first
      if (spoiling.length === 0) return reply
      return spoiledBy(spoiling, request.operation ?? router.match(request.method, request.path), reply)
    },
    refuse: (operation, refusal) => spoiledBy(spoiling, operation, shape(operation, refusal)),
    setDefects: (ids) => {
      spoiling = ofContract.filter(({ id }) => ids.has(id))
      refusing = mock.defects.filter((defect) => defect.at === 'refusal').filter(({ id }) => ids.has(id))
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

/** A refused request as a defect sees it. Asked again, it is routed anew. */
function askedAgain(request: BankRequest, ask: (request: BankRequest) => Promise<Reply>): RefusedRequest {
  const { method, path, headers, body, user, requestId, provider, client, scopes, now } = request
  const unrouted = { method, path, headers, body, user, requestId, provider, client, scopes, now }
  const query = Object.fromEntries(new URLSearchParams(request.query))
  return {
    method,
    path,
    query,
    headers,
    again: ({ query: other = query, ...changes }) =>
      ask({ ...unrouted, ...changes, query: new URLSearchParams(other).toString() }),
  }
}
