import { z } from 'zod'
import { defineStep, written } from './define.js'
import { answerValue, buildRequest, requestParams } from './request-building.js'

const params = requestParams
  .extend({ times: z.int().min(2).max(20).default(5).describe('how many requests') })
  .catchall(written)

/** `series: { operation: listAccounts, with: consent, times: 5, as: all }` — one request several times, side by side. */
export const series = defineStep<z.output<typeof params>>({
  name: 'series',
  summary: { ru: 'один запрос несколько раз одновременно', en: 'one request several times, side by side' },
  params,
  yields: true,
  writes: [],
  needs: [],
  sends: true,
  operation: (p) => p.operation,
  uses: (p) => (p.with === undefined ? [] : [p.with]),
  async run({ times, ...request }, context) {
    // Each is built anew, so that each has a request id of its own.
    const built = Array.from({ length: times }, () => buildRequest(request, context))
    for (const one of built) if ('trouble' in one) return one
    const exchanges = await Promise.all(
      built.flatMap((one) => ('trouble' in one ? [] : [context.exchange(one.request, one.trust)])),
    )
    return { value: { answers: exchanges.map((exchange) => answerValue(exchange, context.contract)) } }
  },
})
