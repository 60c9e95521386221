import { z } from 'zod'
import { arrivalValue } from './arrival-value.js'
import { defineStep } from './define.js'
import { arrivalsIn, windowOf } from './places.js'
import { windowParams } from './window-params.js'
import { withoutApp } from './without-app.js'

const params = z.strictObject({
  operation: z.string().min(1).optional().describe('operationId of the contract; all where none is named'),
  ...windowParams,
})

/** `calls: { operation: listAccounts, from: shown, until: again, alive: alive }` — everything that came in a window. */
export const calls = defineStep<z.output<typeof params>>({
  name: 'calls',
  summary: {
    ru: 'все запросы приложения за промежуток',
    en: 'all requests of the application in a window',
  },
  params,
  yields: true,
  shows: 'window',
  writes: [],
  needs: ['app'],
  operation: (p) => p.operation,
  uses: (p) => [p.from, ...(p.until === undefined ? [] : [p.until]), p.alive],
  places: ({ from, until, alive }) => ({ from, until, alive }),
  async run(p, context) {
    if (!context.inbox) return withoutApp('calls')
    const window = windowOf(p, context)
    if ('trouble' in window) return window
    const arrivals = arrivalsIn(window, p.operation, context.inbox)
    for (const arrival of arrivals) context.arrived(arrival)
    return { value: { calls: arrivals.map((arrival) => arrivalValue(arrival, context.contract)) } }
  },
})
