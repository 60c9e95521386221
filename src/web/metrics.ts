import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock, Instant } from '../base/clock.js'
import { publicationStates } from '../model/registry.js'
import { roundOutcomes, type Meter } from '../operator/meter.js'
import type { Standing } from '../store/standing-rows.js'

/** Numbers of this process and of the whole, for Prometheus. No label names an API or participant: their number has no bound. */
export interface Metrics {
  readonly meter: Meter
  readonly contentType: string
  /** Everything as text (Prometheus, version 0.0.4); without the whole where the database does not answer. */
  text(): Promise<string>
}

const lagSeconds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60]
const lengthSeconds = [0.5, 1, 2, 5, 10, 20, 40, 80, 160]

/** `read` tells how everything stands. */
export function createMetrics(read: () => Promise<Standing>, clock: Clock): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) => new Histogram({ name, help, buckets, registers })

  const rounds = counter('synaq_rounds_total', 'Rounds that this process carried out or let go by', ['outcome'])
  for (const outcome of roundOutcomes) rounds.inc({ outcome }, 0)
  const controlBad = counter('synaq_control_bad_total', 'Controls against our own sound bank that did not pass')
  const lag = histogram('synaq_round_lag_seconds', 'From the slot of a round to its start', lagSeconds)
  const length = histogram('synaq_round_duration_seconds', 'From the start of a round to its record', lengthSeconds)

  const up = gauge('synaq_database_up', '1 where the database answered')
  const whole = {
    parcels: gauge('synaq_outbox_parcels', 'Parcels that wait to be taken to others'),
    oldestParcel: gauge('synaq_outbox_oldest_seconds', 'Age of the oldest of them'),
    waiting: gauge('synaq_queue_rounds', 'Rounds that wait for a worker'),
    oldestDue: gauge('synaq_queue_oldest_seconds', 'How long the oldest of them is due'),
    proposals: gauge('synaq_proposals', 'Decisions that wait for a second person'),
    workers: gauge('synaq_workers', 'Workers that were heard of lately'),
    scheduled: gauge('synaq_scheduler_leads', '1 where some process opens rounds'),
    publication: gauge('synaq_publication', 'APIs by the state of their publication', ['state']),
  }
  const show = (now: Instant, s: Standing): void => {
    whole.parcels.set(s.parcels)
    whole.oldestParcel.set(ageSeconds(s.oldest_parcel, now))
    whole.waiting.set(s.waiting)
    whole.oldestDue.set(ageSeconds(s.oldest_due, now))
    whole.proposals.set(s.proposals)
    whole.workers.set(s.workers)
    whole.scheduled.set(s.scheduled ? 1 : 0)
    for (const state of publicationStates)
      whole.publication.set({ state }, s.publication.find((one) => one.state === state)?.n ?? 0)
  }
  return {
    contentType: registry.contentType,
    meter: {
      round: ({ outcome, lagMs, lengthMs }) => {
        rounds.inc({ outcome })
        lag.observe(lagMs / 1000)
        length.observe(lengthMs / 1000)
      },
      missed: (_, slots) => rounds.inc({ outcome: 'missed' }, slots),
      control: (result) => {
        if (result === 'bad') controlBad.inc()
      },
    },
    text: async () => {
      try {
        show(clock.now(), await read())
        up.set(1)
      } catch {
        up.set(0)
        // What was true a while ago would look as if it were true now.
        for (const one of Object.values(whole)) one.reset()
      }
      return registry.metrics()
    },
  }
}

/** 0 where there is none, and where clocks differ. */
function ageSeconds(since: Instant | null, now: Instant): number {
  return since === null ? 0 : Math.max(0, (Date.parse(now) - Date.parse(since)) / 1000)
}
