import { hostname } from 'node:os'
import type { Clock } from '../base/clock.js'
import { newUuid } from '../base/ids.js'
import { isObject } from '../base/json.js'
import { alertsChanged, changed } from '../store/changes.js'
import type { Database } from '../store/database.js'
import type { RoundQueue } from '../store/queue.js'
import { forgetProblems } from '../store/schedule-rows.js'
import type { Gate } from './admission/gate.js'
import { AlertKeeper, isAlertParcel, type AlertSettings } from './alerts/keeper.js'
import type { BucketSize } from './bucket.js'
import { Delivery, type Carriers } from './delivery.js'
import { Governor } from './governor.js'
import { noLoop, startLoop, type Loop } from './loop.js'
import { noMeter, type Meter } from './meter.js'
import type { PolicyText } from './policy/read.js'
import type { ProbeEngine } from './ports.js'
import { platformCarrierName } from './platform.js'
import { Scheduler } from './scheduler.js'
import { Worker } from './worker.js'
import { WorksKeeper } from './works/keeper.js'

export interface OperatorParts {
  readonly db: Database
  readonly queue: RoundQueue
  readonly engine: ProbeEngine
  readonly clock: Clock
  readonly policy: PolicyText
  readonly gate: Gate
  readonly carriers: Carriers
  /** What becomes an alert, and who is told of it; nothing where absent. */
  readonly alerts?: AlertSettings
  readonly limits: OperatorLimits
  readonly meter?: Meter
  /** A worker beside others: it takes rounds, and what one process does for all is left to them. */
  readonly roundsOnly?: boolean
  readonly warn: (what: string, error: unknown) => void
}

export interface OperatorLimits {
  /** Rounds that one worker carries out at a time. */
  readonly slots: number
  readonly bucket: BucketSize
  /** Rounds that start in a second at most. */
  readonly startsPerSecond: number
  /** A worker that is not heard of for so long has lost its rounds. */
  readonly leaseMs: number
}

/** All that goes on by itself, in this process. */
export interface RunningOperator {
  readonly governor: Governor
  readonly worker: Worker
  readonly scheduler: Scheduler
  /** Something was put into the queue or the outbox: it need not wait for the next turn. */
  readonly wake: () => void
  /** In good order: rounds under way are put back and given to others. */
  stop(): Promise<void>
}

const tickMs = 500
const pollMs = 250
const alertsMs = 3000
const problemsAgainMs = 300_000

/** Starts scheduler, worker and delivery. Any number of processes may do this on one database. */
export async function startOperator(parts: OperatorParts): Promise<RunningOperator> {
  const { db, queue, engine, clock, policy, gate, carriers, alerts, limits, warn, meter = noMeter } = parts
  const governor = new Governor({ db, clock, policy, gate, leaseMs: limits.leaseMs })
  const delivery = new Delivery({
    ...{ db, clock, carriers, warn },
    tried: async ({ key, payload }) => {
      if (isAlertParcel(key)) await alertsChanged(db)
      else if (isObject(payload) && typeof payload.api === 'string') await changed(db, payload.api)
    },
  })
  const worker = new Worker({
    ...{ db, queue, engine, clock, warn, meter },
    id: `${hostname()}-${process.pid}-${newUuid().slice(0, 8)}`,
    host: hostname(),
    pid: process.pid,
    slots: limits.slots,
    leaseMs: limits.leaseMs,
    finished: async (api) => {
      await governor.consider(api)
      post.wake()
    },
  })
  const { bucket, startsPerSecond, leaseMs } = limits
  const scheduler = new Scheduler({ db, queue, engine, clock, warn, meter, bucket, startsPerSecond, leaseMs })
  const keeper = new WorksKeeper({ db, clock, governor, warn })
  await worker.beat()
  const failed = (what: string) => (error: unknown) => warn(what, error)
  const forAll = parts.roundsOnly === true ? () => noLoop : startLoop
  const post = forAll(tickMs, async () => (await delivery.tick()) > 0, failed('outbox'))
  const work = startLoop(pollMs, async () => (await worker.poll()) > 0, failed('queue'))
  const alertKeeper =
    alerts &&
    new AlertKeeper({
      ...{ db, clock, settings: alerts, commonCause: policy.policy.commonCause, leaseMs: limits.leaseMs },
      ...(platformCarrierName in carriers ? { platform: platformCarrierName } : {}),
    })
  const loops: Loop[] = [
    post,
    work,
    forAll(
      tickMs,
      async () => {
        const decided = await scheduler.tick()
        if (decided.some(({ kind }) => kind === 'start')) work.wake()
        return false
      },
      failed('schedule'),
    ),
    forAll(
      tickMs,
      async () => {
        if ((await keeper.tick()) > 0) post.wake()
        return false
      },
      failed('works'),
    ),
    startLoop(
      limits.leaseMs / 6,
      async () => {
        await worker.beat()
        return false
      },
      failed('worker'),
    ),
    startLoop(
      limits.leaseMs / 6,
      () => {
        worker.letGo()
        return Promise.resolve(false)
      },
      failed('worker'),
    ),
    forAll(
      problemsAgainMs,
      async () => {
        await forgetProblems(db)
        return false
      },
      failed('problems'),
    ),
  ]
  if (alertKeeper) {
    const turn = async (): Promise<boolean> => {
      if ((await alertKeeper.tick()) > 0) post.wake()
      return false
    }
    loops.push(forAll(alertsMs, turn, failed('alerts')))
  }
  return {
    governor,
    worker,
    scheduler,
    wake: () => loops.forEach((loop) => loop.wake()),
    stop: async () => {
      const stopping = loops.map((loop) => loop.stop())
      await worker.stop()
      await Promise.all(stopping)
      await delivery.stop()
      scheduler.stop()
    },
  }
}
