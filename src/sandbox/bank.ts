import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { OperationId } from '../model/contract.js'
import { refusal } from '../system/index.js'
import type { Handler, Mock, Reply } from '../system/index.js'
import type { BankRouter, RoutedCall, UnroutedRequest } from './bank-router.js'

/** A request that an invented bank is to answer; who asks and for whom is already settled. */
export interface BankRequest extends UnroutedRequest {
  /** Where it is already known what is asked for. */
  readonly operation?: OperationId
  readonly provider: string
  /** IIN or BIN. */
  readonly client: string
  readonly scopes: readonly string[]
  readonly now: Instant
}

/** The invented banks of a workspace: their data, and the defects that are planted in them. */
export interface InventedBanks {
  answer(request: BankRequest): Promise<Reply>
  /** From now on the banks have exactly these of the mock's defects; other names mean nothing to them. */
  setDefects(ids: ReadonlySet<string>): void
}

/** Banks out of a mock. */
export function createInventedBanks<S extends Json>(mock: Mock<S>, state: S, router: BankRouter): InventedBanks {
  let handlers: Readonly<Record<OperationId, Handler<S>>> = mock.operations
  return {
    answer: (request) => {
      const answer = async (routed: RoutedCall) => {
        const handler = handlers[routed.operation]
        if (!handler) return refusal(request, 501, 'not_implemented', 'The invented bank does not serve this operation')
        return handler({ ...request, ...routed, state })
      }
      return request.operation === undefined
        ? router.serve(request, answer)
        : router.serveMatched(request.operation, request, answer)
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
