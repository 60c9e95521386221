import { z } from 'zod'
import type { OperationId } from '../model/contract.js'
import { defineStep, scenarioTrouble, written } from './define.js'
import { answerValue, buildRequest, requestParams } from './request-building.js'

const params = requestParams
  .extend({ tls: z.enum(['TLSv1', 'TLSv1.1']).optional().describe('the only version of TLS that is offered') })
  .catchall(written)

/** `request: { operation: listAccounts, with: consent, as: list }` — one request of the contract. */
export const request = defineStep<z.output<typeof params>>({
  name: 'request',
  summary: {
    ru: 'один запрос по контракту; прочие ключи — параметры операции',
    en: "one request of the contract; further keys are the operation's parameters",
  },
  params,
  yields: true,
  writes: [],
  needs: [],
  sends: true,
  operation: (p): OperationId => p.operation,
  uses: (p) => (p.with === undefined ? [] : [p.with]),
  async run({ tls, ...p }, context) {
    const built = buildRequest(p, context)
    if ('trouble' in built) return built
    if (tls !== undefined && !(await context.wire.speaks(tls)))
      return scenarioTrouble(
        `our own client cannot speak ${tls} here: a refusal of it would tell nothing of the server`,
      )
    const exchange = await context.exchange({ ...built.request, ...(tls === undefined ? {} : { tls }) }, built.trust)
    return { value: answerValue(exchange, context.contract) }
  },
})
