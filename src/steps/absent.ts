import { z } from 'zod'
import { defineStep } from './define.js'
import { arrivalsIn, windowOf } from './places.js'
import { windowParams } from './window-params.js'
import { withoutApp } from './without-app.js'

const params = z.strictObject({ operation: z.string().min(1).describe('operationId of the contract'), ...windowParams })

/** `absent: { operation: token, from: declined, alive: alive }` — what should not have come; `requests` says how many may. */
export const absent = defineStep<z.output<typeof params>>({
  name: 'absent',
  summary: {
    ru: 'запросы, которых приложение не должно было прислать',
    en: 'requests that the application should not have sent',
  },
  params,
  yields: false,
  shows: 'window',
  writes: [],
  needs: ['app'],
  operation: (p) => p.operation,
  uses: (p) => [p.from, ...(p.until === undefined ? [] : [p.until]), p.alive],
  places: ({ from, until, alive }) => ({ from, until, alive }),
  async run(p, context) {
    if (!context.inbox) return withoutApp('absent')
    const window = windowOf(p, context)
    if ('trouble' in window) return window
    for (const arrival of arrivalsIn(window, p.operation, context.inbox)) context.arrived(arrival)
    return {}
  },
})
