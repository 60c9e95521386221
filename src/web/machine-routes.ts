import type { FastifyInstance } from 'fastify'
import type { Clock } from '../base/clock.js'
import type { Standing } from '../store/standing-rows.js'
import type { Metrics } from './metrics.js'
import { forbidden, unauthorized } from './refusal.js'
import type { Door } from './visitor.js'

export interface MachineParts {
  readonly clock: Clock
  readonly metrics: Metrics
  readonly standing: () => Promise<Standing>
  /** Who may see the metrics; everybody who comes from this machine where absent. */
  readonly door?: Door
}

/** Rounds that wait longer than this, in milliseconds, say that nobody takes them. */
const patienceMs = 300_000
/** Whoever asks more often gets the same answer: nobody is asked who asks. */
const keptMs = 1000

/** What machines ask: health of the process, readiness for work, metrics. */
export function machineRoutes(server: FastifyInstance, { clock, metrics, standing, door }: MachineParts): void {
  server.get('/health/live', (_, reply) => reply.header('cache-control', 'no-store').send({ live: true }))

  const look = async (): Promise<boolean> => {
    try {
      const { scheduled, oldest_due: due } = await standing()
      return scheduled && (due === null || Date.parse(clock.now()) - Date.parse(due) < patienceMs)
    } catch {
      return false
    }
  }
  let kept: { readonly until: number; readonly ready: Promise<boolean> } | undefined
  server.get('/health/ready', async (_, reply) => {
    if (!kept || clock.ticks() >= kept.until) kept = { until: clock.ticks() + keptMs, ready: look() }
    const ready = await kept.ready
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready })
  })

  server.get('/metrics', async (request, reply) => {
    const visitor = door && (await door.visitor(request))
    if (door && !visitor) throw unauthorized()
    if (visitor?.role === 'participant') throw forbidden('Metrics are of the whole, not of one participant.')
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text())
  })
}
