import type { Json } from '../base/json.js'
import { requestBody } from '../contract/request-body.js'
import type { Arrival } from '../model/application.js'
import type { ContractInForce, Headers } from '../model/contract.js'
import { participantIdHeader, providerIdHeader, requestIdHeader } from '../model/headers.js'
import { answerValue } from './request-building.js'

/** What later steps can refer to: the request as it came, and the answer that it got. */
export function arrivalValue({ mark, exchange }: Arrival, contract: ContractInForce): Json {
  const { request } = exchange
  const { pathname, searchParams } = new URL(request.url)
  return {
    mark,
    request: {
      operation: request.operation,
      method: request.method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: knownNames(request.headers, contract),
      body: requestBody(request) ?? null,
    },
    answer: answerValue(exchange, contract),
  }
}

/** The headers that scripts know, under the names of the reference too. */
function knownNames(headers: Headers, { wire }: ContractInForce): Record<string, string> {
  const known = [requestIdHeader, participantIdHeader, providerIdHeader].flatMap((name) => {
    const value = headers[wire.header(name)]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...headers, ...Object.fromEntries(known) }
}
