import { z } from 'zod'
import { newUuid } from '../base/ids.js'
import type { RawRequest } from '../model/exchange.js'
import { defineStep, written } from './define.js'
import { buildRequest, requestParams } from './request-building.js'

const params = requestParams.catchall(written)

/** `load: { operation: listAccounts, with: consent }` — one request again and again, at the rate and for the time that the target permits. */
export const load = defineStep<z.output<typeof params>>({
  name: 'load',
  summary: {
    ru: 'один запрос с частотой и столько времени, сколько разрешает цель (limits.load)',
    en: 'one request at the rate and for the time that the target permits (limits.load)',
  },
  params,
  yields: false,
  writes: [],
  needs: [],
  sends: true,
  operation: (p) => p.operation,
  uses: (p) => (p.with === undefined ? [] : [p.with]),
  async run(p, context) {
    const plan = context.target.limits.load
    if (!plan) return { trouble: { cause: 'configuration', what: 'the target permits no load (limits.load)' } }
    const built = buildRequest(p, context)
    if ('trouble' in built) return built
    const facts = await context.load(() => renewed(built.request), built.trust, plan)
    return facts.ended === 'complete' ? {} : { trouble: { cause: 'environment', what: 'the load was stopped' } }
  },
})

/** The request with an id of its own: both sides can tell it from the others in their journals. */
function renewed(request: RawRequest): RawRequest {
  const { idHeader, headers } = request
  return idHeader === undefined ? request : { ...request, headers: { ...headers, [idHeader]: newUuid() } }
}
