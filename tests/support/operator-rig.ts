import type { ApiId } from '../../src/model/registry.js'
import type { Gate } from '../../src/operator/admission/gate.js'
import { Governor } from '../../src/operator/governor.js'
import { readPolicyFile } from '../../src/operator/policy/read.js'
import { Scheduler } from '../../src/operator/scheduler.js'
import { Worker, type WorkerParts } from '../../src/operator/worker.js'
import type { Database } from '../../src/store/database.js'
import { openQueue, type RoundQueue } from '../../src/store/queue.js'
import { moveApi, saveApi, saveParticipant } from '../../src/store/registry-rows.js'
import { openRound } from '../../src/store/round-rows.js'
import { testDatabase } from './database.js'
import { handClock, type HandClock } from './hand-clock.js'
import { handEngine, type HandEngine } from './hand-engine.js'

/** The operator's parts on a database of their own, with a clock and an engine that the test moves by hand. */
export interface OperatorRig {
  readonly db: Database
  readonly url: string
  readonly queue: RoundQueue
  readonly clock: HandClock
  readonly engine: HandEngine
  readonly governor: Governor
  /** Of the first publication, which the rig does without. */
  readonly gate: Gate
  /** What was warned of. */
  readonly warned: string[]
  /** A published API of a participant of its own, probed as often as its budget says. */
  publish(id: ApiId, change?: { budget?: number; participant?: string; state?: 'draft' | 'published' }): Promise<void>
  scheduler(change?: Partial<ConstructorParameters<typeof Scheduler>[0]>): Scheduler
  worker(id: string, change?: Partial<WorkerParts>): Worker
  /** A round at once; answers its id. */
  open(id: ApiId): Promise<number>
  rounds(id: ApiId): Promise<RigRound[]>
  /** Of all hours. */
  counts(id: ApiId): Promise<Record<'conforms' | 'departs' | 'down' | 'unsaid' | 'missed', number>>
  /** As if nothing had been there; the clock goes on. */
  clear(): Promise<void>
  drop(): Promise<void>
}

export interface RigRound {
  readonly state: string
  readonly trigger: string
  readonly missed: string | null
  readonly slots: number
  readonly takeovers: number
  readonly worker: string | null
  readonly control: string | null
  readonly works: string | null
  readonly due_at: string
  readonly started_at: string | null
  readonly ended_at: string | null
}

const gate: Gate = { report: () => Promise.reject(new Error('the gate is not asked here')) }

/** Of workers; short, since nobody waits for it. */
export const leaseMs = 30_000

export async function operatorRig(): Promise<OperatorRig> {
  const own = await testDatabase()
  const { db, url } = own
  const queue = await openQueue(url, () => undefined)
  const clock = handClock('2026-11-29T08:00:00.000Z')
  const engine = handEngine()
  const warned: string[] = []
  const warn = (what: string, error: unknown): void => void warned.push(`${what}: ${String(error)}`)
  const governor = new Governor({ db, clock, gate, policy: readPolicyFile('examples/policy.yaml'), leaseMs })
  const parts = { db, queue, engine, clock, warn, leaseMs }
  const schedulers: Scheduler[] = []
  return {
    ...{ db, url, queue, clock, engine, governor, gate, warned },
    publish: async (id, { budget = 96, participant = `P-${id}`, state = 'published' } = {}) => {
      const now = clock.now()
      const known = { accredited: true, blocked: false, limited: false, contacts: [] }
      await saveParticipant(db, { id: participant, name: participant, roles: ['provider'], ...known }, now)
      const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
      await saveApi(db, { id, participant, system: 's', name: id, targets: {}, budget, probe }, now)
      await moveApi(db, id, state, now)
    },
    scheduler: (change = {}) => {
      const bucket = { capacity: 1000, perSecond: 1000 }
      const scheduler = new Scheduler({ ...parts, bucket, startsPerSecond: 100, ...change })
      schedulers.push(scheduler)
      return scheduler
    },
    worker: (id, change = {}) =>
      new Worker({
        ...{ ...parts, id, host: id, pid: 1, slots: 8 },
        finished: async (api) => {
          await governor.consider(api)
        },
        ...change,
      }),
    open: (api) =>
      db.transaction(async (tx) => {
        const id = await openRound(tx, { api, dueAt: clock.now(), trigger: 'manual' })
        if (id === undefined) throw new Error(`a round of ${api} is open`)
        await queue.send(tx, [id])
        return id
      }),
    rounds: (api) =>
      db.rows(
        `select state, trigger, missed, slots, takeovers, worker, control, works, due_at, started_at, ended_at from round
         where api = $1 order by id`,
        [api],
      ),
    counts: async (api) => {
      const row = await db.row<Record<'conforms' | 'departs' | 'down' | 'unsaid' | 'missed', number>>(
        `select coalesce(sum(conforms), 0)::int as conforms, coalesce(sum(departs), 0)::int as departs,
           coalesce(sum(down), 0)::int as down, coalesce(sum(unsaid), 0)::int as unsaid,
           coalesce(sum(missed), 0)::int as missed from api_hour where api = $1`,
        [api],
      )
      return row ?? { conforms: 0, departs: 0, down: 0, unsaid: 0, missed: 0 }
    },
    clear: async () => {
      schedulers.splice(0).forEach((scheduler) => scheduler.stop())
      await queue.done((await queue.fetch(10_000)).map(({ job }) => job))
      await db.run('truncate participant, worker, policy, control_round, outbox cascade')
      warned.length = 0
    },
    drop: async () => {
      schedulers.forEach((scheduler) => scheduler.stop())
      await queue.stop()
      await own.drop()
    },
  }
}
