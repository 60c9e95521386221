import { AddressGuard } from '../../base/address-guard.js'
import type { Clock } from '../../base/clock.js'
import type { Log } from '../../base/log.js'
import type { Examiner } from '../../operator/admission/examiner.js'
import { createGate, type Gate } from '../../operator/admission/gate.js'
import type { Meter } from '../../operator/meter.js'
import { startOperator, type RunningOperator } from '../../operator/operator.js'
import type { ProbeEngine } from '../../operator/ports.js'
import type { RoundQueue } from '../../store/queue.js'
import type { Store } from '../../store/open.js'
import type { Wiring } from '../wiring.js'
import type { Closing } from './closing.js'
import { createExaminer, type OperatorFolders } from './examiner.js'
import { createProbeEngine } from './probe-engine.js'
import { ProjectShelf } from './project-shelf.js'
import { openRunShelf } from './run-shelf.js'
import type { Work } from './work.js'

export interface AtWork {
  readonly store: Store
  readonly work: Work
  readonly folders: OperatorFolders
  readonly clock: Clock
  readonly log: Log
  readonly meter: Meter
  /** It takes rounds that others open. */
  readonly roundsOnly: boolean
}

export interface SetToWork {
  readonly queue: RoundQueue
  readonly engine: ProbeEngine
  readonly gate: Gate
  readonly examiner: Examiner
  readonly operator: RunningOperator
}

/** Queue, engine and all that goes on by itself; `closing` ends them. */
export async function setToWork(
  { store, work, folders, clock, log, meter, roundsOnly }: AtWork,
  wiring: Wiring,
  closing: Closing,
): Promise<SetToWork> {
  const { db } = store
  const { policy, limits, carriers, alerts, control, addresses } = work
  const warn = (what: string, error: unknown): void => log.warn(what, error)
  const queue = await store.openQueue((error) => warn('queue', error))
  closing.add(() => queue.stop())
  const projects = new ProjectShelf(wiring)
  const runs = openRunShelf(db, clock, folders.runs)
  const engine = createProbeEngine({ wiring, folders, projects, runs, addresses, control })
  const examiner = createExaminer(wiring, folders, projects, new AddressGuard(addresses))
  const gate = createGate(examiner)
  await work.begin()
  const operator = await startOperator({
    ...{ db, queue, engine, gate, clock, policy, carriers, limits, meter, warn, roundsOnly },
    ...(alerts ? { alerts } : {}),
  })
  closing.add(() => operator.stop())
  return { queue, engine, gate, examiner, operator }
}
