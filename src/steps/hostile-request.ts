import { z } from 'zod'
import type { RawExchange, TransportFailure } from '../model/exchange.js'
import type { StepContext, StepResult } from '../model/vocabulary.js'
import { defineStep, written } from './define.js'
import { answerValue, buildRequest, requestParams, type RequestParams } from './request-building.js'

const params = requestParams
  .extend({
    good: z
      .record(z.string(), written)
      .describe('what a good request has in place of the hostile values; it shows that the server still serves'),
  })
  .catchall(written)

/** Once may be the network; three times of three, with good requests served between, is the value. */
const times = 3

/**
 * `hostile-request: { operation: getBalances, with: consent, accountId: "' OR '1'='1", good: { accountId: … } }` — a
 * request that may bring a server down. Where the connection breaks or no answer comes, a good request follows and the
 * hostile one is sent again.
 */
export const hostileRequest = defineStep<z.output<typeof params>>({
  name: 'hostile-request',
  summary: {
    ru: 'запрос с враждебным значением; после обрыва повторяется вперемежку с хорошим',
    en: 'a request with a hostile value; after a broken connection it is repeated, with good requests between',
  },
  params,
  yields: true,
  writes: [],
  needs: [],
  sends: true,
  operation: (p) => p.operation,
  uses: (p) => (p.with === undefined ? [] : [p.with]),
  async run({ good, ...hostile }, context) {
    for (let time = 1; ; time++) {
      const exchange = await sent(hostile, context, false)
      if ('trouble' in exchange) return exchange
      if (!hasBrokenDown(exchange)) return { value: answerValue(exchange, context.contract) }
      const between = await sent({ ...hostile, ...good }, context, true)
      if ('trouble' in between) return between
      if (time === times || !isServed(between)) return { value: answerValue(exchange, context.contract) }
    }
  },
})

type Trouble = { readonly trouble: NonNullable<StepResult['trouble']> }

async function sent(p: RequestParams, context: StepContext, isControl: boolean): Promise<RawExchange | Trouble> {
  const built = buildRequest(p, context)
  if ('trouble' in built) return built
  const request = isControl ? { ...built.request, control: true as const } : built.request
  return context.exchange(request, built.trust)
}

/** What a server does that a value has brought down; other failures have nothing to do with the value. */
const breakdowns: ReadonlySet<TransportFailure['kind']> = new Set(['reset', 'timeout', 'truncated'])

function hasBrokenDown({ outcome }: RawExchange): boolean {
  return 'failure' in outcome && breakdowns.has(outcome.failure.kind)
}

function isServed({ outcome }: RawExchange): boolean {
  return 'response' in outcome && outcome.response.status < 300
}
