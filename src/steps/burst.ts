import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import type { RateLimit } from '../model/act.js'
import type { RawExchange } from '../model/exchange.js'
import type { StepContext, StepResult } from '../model/vocabulary.js'
import { defineStep, scenarioTrouble, written } from './define.js'
import { answerValue, buildRequest, requestParams } from './request-building.js'

/** Requests that are under way at the same time. */
const atOnce = 10

/** No more requests than this are ever sent. */
const most = 1000

const params = requestParams
  .extend({ above: written.describe('the limit: `{ requests, seconds }`, e.g. `${target.declaredRate}`') })
  .catchall(written)

/** `burst: { operation: listAccounts, with: consent, above: '${target.declaredRate}', as: burst }` — until one is refused. */
export const burst = defineStep<z.output<typeof params>>({
  name: 'burst',
  summary: {
    ru: 'запросы чаще, чем допускает предел, пока один из них не получит 429',
    en: 'requests above a limit, until one of them is answered with 429',
  },
  params,
  yields: true,
  writes: [],
  needs: [],
  sends: true,
  operation: (p) => p.operation,
  uses: (p) => (p.with === undefined ? [] : [p.with]),
  async run({ above, ...request }, context) {
    const limit = limitOf(context.resolve(above))
    if (!limit) return scenarioTrouble('burst: «above» came to no { requests, seconds }')
    // Twice the limit passes at most, where a window ends meanwhile or a bucket is filled again.
    const count = 2 * limit.requests + 1
    if (count > most) return tooMany(limit)
    const start = performance.now()
    let sent = 0
    let last: RawExchange | undefined
    while (sent < count) {
      const wave = await sendWave(request, Math.min(atOnce, count - sent), context)
      if ('trouble' in wave) return wave
      sent += wave.exchanges.length
      last = wave.exchanges.find(isThrottled) ?? wave.exchanges.at(-1)
      if (last && (isThrottled(last) || 'failure' in last.outcome)) break
    }
    if (!last) return scenarioTrouble('burst: nothing was sent')
    const seconds = (performance.now() - start) / 1000
    if (!isThrottled(last) && seconds > limit.seconds) return tooSlow(sent, seconds, limit)
    return { value: answerValue(last, context.contract) }
  },
})

type Request = Parameters<typeof buildRequest>[0]

async function sendWave(
  request: Request,
  count: number,
  context: StepContext,
): Promise<
  { readonly exchanges: readonly RawExchange[] } | Extract<ReturnType<typeof buildRequest>, { trouble: unknown }>
> {
  const sending: Promise<RawExchange>[] = []
  for (let i = 0; i < count; i++) {
    const built = buildRequest(request, context)
    if ('trouble' in built) return built
    sending.push(context.exchange(built.request, built.trust))
  }
  return { exchanges: await Promise.all(sending) }
}

const isThrottled = ({ outcome }: RawExchange) => 'response' in outcome && outcome.response.status === 429

function limitOf(value: Json): RateLimit | undefined {
  const { requests, seconds } = isObject(value) ? value : {}
  const isLimit = typeof requests === 'number' && typeof seconds === 'number'
  return isLimit ? { requests, seconds } : undefined
}

const tooMany = ({ requests }: RateLimit): StepResult => ({
  trouble: {
    cause: 'configuration',
    what: `a burst sends at most ${most} requests: a limit of ${requests} cannot be exceeded; it needs a load script`,
  },
})

const tooSlow = (sent: number, took: number, { requests, seconds }: RateLimit): StepResult => ({
  trouble: {
    cause: 'environment',
    what: `${sent} requests took ${took.toFixed(1)} s: too slow to exceed ${requests} in ${seconds} s`,
  },
})
