import type { Clock, Instant } from '../base/clock.js'
import { isProblemError, problem, type ProblemError } from '../base/problem.js'
import { excuses, type Trigger } from '../model/round.js'
import type { Database, Queryable, Session } from '../store/database.js'
import { countMissed } from '../store/hour-rows.js'
import type { RoundQueue } from '../store/queue.js'
import { api as apiById } from '../store/registry-rows.js'
import { expireRounds, lostRounds, missRound, openRound, releaseRound, waitingRounds } from '../store/round-rows.js'
import {
  buckets as bucketRows,
  dueApis,
  forgetNext,
  saveBucket,
  setNext,
  setProblem,
  setTests,
  unplannedApis,
} from '../store/schedule-rows.js'
import { worksWithin } from '../store/works-rows.js'
import type { BucketSize } from './bucket.js'
import { dispatch, lateness, type Dispatch } from './dispatch.js'
import type { ProbeEngine } from './ports.js'
import { intervalMs, nextSlot } from './schedule.js'

export interface SchedulerParts {
  readonly db: Database
  readonly queue: RoundQueue
  readonly engine: Pick<ProbeEngine, 'plan'>
  readonly clock: Clock
  readonly bucket: BucketSize
  /** Rounds that start at one tick at most. */
  readonly startsPerTick: number
  /** Told of what went wrong; the next tick tries again. */
  readonly warn: (what: string, error: unknown) => void
}

/** Of the advisory lock: of all schedulers one is at work. */
const schedulerLock = 7_351_002
/** A first or asked-for round waits for a worker so long; a scheduled one as long as its slot lasts. */
const patienceMs = 600_000
/** A round that nobody took within this time may have lost its job: it is sent again. */
const resendMs = 15_000

/**
 * Opens rounds when their slots come, and gives lost ones to others. Any number may run: one is at work, the others wait for its
 * connection to end.
 */
export class Scheduler {
  private session: Session | undefined
  private lastTick: Instant | undefined
  private readonly resent = new Map<number, number>()

  constructor(private readonly parts: SchedulerParts) {}

  /** True where this one was at work at the last tick. */
  get leads(): boolean {
    return this.session !== undefined && !this.session.lost.aborted
  }

  /** Looks at the time once; answers what became of the slots that had come. */
  async tick(): Promise<readonly Dispatch[]> {
    if (!(await this.lead())) return []
    const { db, clock } = this.parts
    const now = clock.now()
    // Set back by more than the wobble of a clock that is being corrected.
    if (this.lastTick !== undefined && Date.parse(now) < Date.parse(this.lastTick) - 2000) await forgetNext(db)
    this.lastTick = now
    await this.planNew()
    await this.watch(now)
    return db.transaction((tx) => this.start(tx, now))
  }

  /** Lets another one take over. */
  stop(): void {
    this.session?.release()
    this.session = undefined
  }

  private async lead(): Promise<boolean> {
    if (this.leads) return true
    this.stop()
    const session = await this.parts.db.session()
    const row = await session.row<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [schedulerLock])
    if (row?.got !== true) {
      session.release()
      return false
    }
    this.session = session
    return true
  }

  private async start(tx: Queryable, now: Instant): Promise<readonly Dispatch[]> {
    const rows = await dueApis(tx, now)
    if (rows.length === 0) return []
    const held = await bucketRows(tx, [...new Set(rows.map(({ participant }) => participant))])
    const due = rows.map(({ id, next_at, not_before, ...row }) => ({
      ...row,
      api: id,
      dueAt: next_at,
      ...(not_before === null ? {} : { notBefore: not_before }),
    }))
    const state = {
      buckets: new Map(held.map(({ participant, ...bucket }) => [participant, bucket])),
      starts: this.parts.startsPerTick,
    }
    const { decided, buckets } = dispatch(due, now, state, { bucket: this.parts.bucket })
    const opened: number[] = []
    for (const one of decided) {
      if (one.kind === 'wait') continue
      await setNext(tx, one.api, one.kind === 'rest' ? undefined : one.nextAt)
      if (one.kind === 'missed') {
        await missRound(tx, { ...one, now })
        await countMissed(tx, one.api, one.slots, now)
      } else if (one.kind === 'start') {
        const id = await openRound(tx, { api: one.api, dueAt: one.dueAt, trigger: 'scheduled' })
        if (id !== undefined) opened.push(id)
      }
    }
    for (const [participant, bucket] of buckets) await saveBucket(tx, { participant, ...bucket })
    await this.parts.queue.send(tx, opened)
    return decided
  }

  /** APIs that are new, or whose rhythm changed: how many tests they have, and when they are due. The first round comes at once. */
  private async planNew(): Promise<void> {
    const { db, engine, clock, queue } = this.parts
    for (const { id, number, budget, tests: known, probed_before: before } of await unplannedApis(db)) {
      const record = await apiById(db, id)
      if (!record) continue
      try {
        const tests = known ?? (await engine.plan(record)).tests
        const now = clock.now()
        const next = nextSlot({ number, budget, tests }, now)
        if (next === undefined) throw tooFew(budget, tests)
        await db.transaction(async (tx) => {
          await setTests(tx, id, tests)
          await setNext(tx, id, next)
          const waits = before || excuses(await worksWithin(tx, record, now, now))
          const first = waits ? undefined : await openRound(tx, { api: id, dueAt: now, trigger: 'first' })
          if (first !== undefined) await queue.send(tx, [first])
        })
      } catch (error) {
        if (!isProblemError(error)) throw error
        await setProblem(db, id, error.problems, clock.now())
      }
    }
  }

  /** Rounds whose worker is gone go to another one while their time lasts; those that nobody takes are past. */
  private async watch(now: Instant): Promise<void> {
    const { db, queue, clock } = this.parts
    await db.transaction(async (tx) => {
      for (const { id, api, due_at: dueAt } of await lostRounds(tx, now)) {
        if (await this.isOver(tx, api, dueAt, 'lost', now)) {
          await expireRounds(tx, 'worker-lost', [id], now)
          await countMissed(tx, api, 1, now)
        } else {
          await releaseRound(tx, id)
          await queue.send(tx, [id])
        }
      }
    })
    const waiting = await waitingRounds(db)
    for (const id of this.resent.keys()) if (!waiting.some((round) => round.id === id)) this.resent.delete(id)
    for (const { id, api, due_at: dueAt, trigger } of waiting) {
      if (await this.isOver(db, api, dueAt, trigger, now)) {
        await db.transaction(async (tx) => {
          await expireRounds(tx, 'no-worker', [id], now)
          await countMissed(tx, api, 1, now)
        })
        continue
      }
      const since = this.resent.get(id)
      if (since === undefined) this.resent.set(id, clock.ticks())
      else if (clock.ticks() - since > resendMs) {
        this.resent.set(id, clock.ticks())
        await queue.send(db, [id])
      }
    }
  }

  private async isOver(
    db: Queryable,
    id: string,
    dueAt: Instant,
    what: Trigger | 'lost',
    now: Instant,
  ): Promise<boolean> {
    const age = Date.parse(now) - Date.parse(dueAt)
    if (what === 'first' || what === 'manual') return age > patienceMs
    const row = await db.row<{ number: number; budget: number; tests: number }>(
      'select number, budget, coalesce(tests, 0) as tests from api where id = $1',
      [id],
    )
    const rhythm = row ?? { number: 0, budget: 0, tests: 0 }
    return age > (what === 'lost' ? (intervalMs(rhythm) ?? 0) / 2 : lateness(rhythm))
  }
}

function tooFew(budget: number, tests: number): ProblemError {
  return tests === 0
    ? problem(
        'probe-empty',
        'no script is left that may be run against it',
        'Allow more effects, name other scripts, or give a test consent that it was given for probes.',
      )
    : problem(
        'probe-budget',
        `one round has ${tests} tests, the budget allows ${budget} a day`,
        'Raise the budget, up to 1,920, or choose fewer scripts.',
      )
}
