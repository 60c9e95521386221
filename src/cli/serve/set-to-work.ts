import { join } from 'node:path'
import type { Clock } from '../../base/clock.js'
import type { Log } from '../../base/log.js'
import { Governor } from '../../operator/governor.js'
import type { Meter } from '../../operator/meter.js'
import { startOperator, type RunningOperator } from '../../operator/operator.js'
import type { ProbeEngine } from '../../operator/ports.js'
import type { RoundQueue } from '../../store/queue.js'
import type { Store } from '../../store/open.js'
import type { Wiring } from '../wiring.js'
import type { Closing } from './closing.js'
import { createProbeEngine } from './probe-engine.js'
import { openRunShelf } from './run-shelf.js'
import type { Work } from './work.js'

export interface AtWork {
  readonly store: Store
  readonly work: Work
  readonly data: string
  readonly clock: Clock
  readonly log: Log
  readonly meter: Meter
  /** It takes rounds that others open. */
  readonly roundsOnly: boolean
}

/** Queue, engine and all that goes on by itself; `closing` ends them. */
export async function setToWork(
  { store, work, data, clock, log, meter, roundsOnly }: AtWork,
  wiring: Wiring,
  closing: Closing,
): Promise<{ readonly queue: RoundQueue; readonly engine: ProbeEngine; readonly operator: RunningOperator }> {
  const { db } = store
  const { policy, limits, carriers, alerts, control, targets, addresses } = work
  const warn = (what: string, error: unknown): void => log.warn(what, error)
  const queue = await store.openQueue((error) => log.warn('queue', error))
  closing.add(() => queue.stop())
  const shelf = openRunShelf(db, clock, join(data, 'runs'))
  const engine = createProbeEngine({ wiring, targets, shelf, addresses, control })
  await work.begin(new Governor({ db, clock, policy, leaseMs: limits.leaseMs }))
  const operator = await startOperator({
    ...{ db, queue, engine, clock, policy, carriers, limits, meter, warn, roundsOnly },
    ...(alerts ? { alerts } : {}),
  })
  closing.add(() => operator.stop())
  return { queue, engine, operator }
}
