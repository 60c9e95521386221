import type { Json } from '../base/json.js'
import type { ContractInForce } from '../model/contract.js'
import type { RawExchange } from '../model/exchange.js'

/** The parsed body of an answer under the names of the reference contract; undefined where there is none. */
export function bodyOf({ request, outcome }: RawExchange, { wire }: ContractInForce): Json | undefined {
  if ('failure' in outcome || outcome.response.json === undefined) return undefined
  const { status, json } = outcome.response
  return request.operation === null ? json : wire.bodyFromWire(request.operation, status, json)
}
