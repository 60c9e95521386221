import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { ContractDefect } from '../contract/defects/index.js'
import type { OperationId } from '../model/contract.js'
import { refusal } from '../system/index.js'
import type { Handler, Mock, Reply } from '../system/index.js'
import type { BankRouter, RoutedCall, UnroutedRequest } from './bank-router.js'
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

/** Banks out of a mock. */
export function createInventedBanks<S extends Json>(
  mock: Mock<S>,
  state: S,
  router: BankRouter,
  ofContract: readonly ContractDefect[],
): InventedBanks {
  let handlers: Readonly<Record<OperationId, Handler<S>>> = mock.operations
  let spoiling: readonly ContractDefect[] = []
  return {
    answer: async (request) => {
      const answer = async (routed: RoutedCall) => {
        const handler = handlers[routed.operation]
        if (!handler) return refusal(request, 501, 'not_implemented', 'The invented bank does not serve this operation')
        return handler({ ...request, ...routed, state })
      }
      const reply = await (request.operation === undefined
        ? router.serve(request, answer)
        : router.serveMatched(request.operation, request, answer))
      if (spoiling.length === 0) return reply
      return spoiledBy(spoiling, request.operation ?? router.match(request.method, request.path), reply)
    },
    refuse: (operation, refusal) => spoiledBy(spoiling, operation, refusal),
    setDefects: (ids) => {
      spoiling = ofContract.filter(({ id }) => ids.has(id))
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
