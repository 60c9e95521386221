import type { Clock, Instant } from '../base/clock.js'
import { isProblemError, problem, type Problem, type ProblemError } from '../base/problem.js'
import type { Trigger } from '../model/round.js'
import { changed } from '../store/changes.js'
import type { Database, Queryable, Session } from '../store/database.js'
import { countMissed } from '../store/hour-rows.js'
import { locks } from '../store/locks.js'
import type { RoundQueue } from '../store/queue.js'
import { api as apiById } from '../store/registry-rows.js'
import {
  expireRound,
  missRound,
  openRound,
  releaseRound,
  runningRounds,
  waitingRounds,
  type WaitingRound,
} from '../store/round-rows.js'
import {
  buckets as bucketRows,
  dueApis,
  planNext,
  saveBucket,
  setBack,
  setNext,
  setProblem,
  unplannedApis,
  type UnplannedRow,
} from '../store/schedule-rows.js'
import type { BucketSize } from './bucket.js'
import { dispatch, lateness, type Dispatch } from './dispatch.js'
import { LeaseWatch } from './lease-watch.js'
import { noMeter, type Meter } from './meter.js'
import type { ProbeEngine } from './ports.js'
import { intervalMs, nextSlot } from './schedule.js'

export interface SchedulerParts {
  readonly db: Database
  readonly queue: RoundQueue
  readonly engine: Pick<ProbeEngine, 'plan'>
  readonly clock: Clock
  readonly bucket: BucketSize
  /** Rounds that start in a second at most. */
  readonly startsPerSecond: number
  /** A worker that is not heard of for so long has lost its rounds. */
  readonly leaseMs: number
  readonly meter?: Pick<Meter, 'missed'>
  /** Told of what went wrong; the next tick tries again. */
  readonly warn: (what: string, error: unknown) => void
}

/** A first or asked-for round waits for a worker so long; a scheduled one as long as its slot lasts. */
const patienceMs = 600_000
/** A round that nobody took within this time may have lost its job: it is sent again. */
const resendMs = 15_000
/** New APIs are planned so many at a tick, so that the others' slots do not wait for them. */
const plansPerTick = 50
/** A clock that is being corrected wobbles by less. */
const wobbleMs = 2000

/**
 * Opens rounds when their slots come, and gives lost ones to others. Any number may run: one is at work, the others wait for its
 * connection to end.
 */
export class Scheduler {
  private session: Session | undefined
  private lastNow: Instant | undefined
  private readonly leases: LeaseWatch
  private readonly sent = new Map<number, number>()
  private readonly pace: Pace
  /** When the next first round may be due, in milliseconds of the wall clock. */
  private nextFirst = 0

  constructor(private readonly parts: SchedulerParts) {
    this.leases = new LeaseWatch(parts.leaseMs)
    this.pace = new Pace(parts.startsPerSecond)
  }

  /** True where this one was at work at the last tick. */
  get leads(): boolean {
    return this.session !== undefined && !this.session.lost.aborted
  }

  /** Looks at the time once; answers what became of the slots that had come. */
  async tick(): Promise<readonly Dispatch[]> {
    if (!(await this.lead())) return []
    const { db, clock, meter = noMeter } = this.parts
    const now = clock.now()
    const byMs = this.lastNow === undefined ? 0 : Date.parse(this.lastNow) - Date.parse(now)
    await setBack(db, now, byMs > wobbleMs ? byMs : undefined)
    this.lastNow = now
    await this.planNew(now)
    await this.watch(now)
    const decided = await db.transaction((tx) => this.start(tx, now))
    for (const one of decided) if (one.kind === 'missed') meter.missed(one.why, one.slots)
    return decided
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
    try {
      const row = await session.row<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [locks.scheduler])
      if (row?.got === true) this.session = session
    } finally {
      if (this.session !== session) session.release()
    }
    // What happened while another one was at work is not known here.
    this.lastNow = undefined
    return this.leads
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
    const first = new Set(rows.filter((row) => row.first).map(({ id }) => id))
    const state = {
      buckets: new Map(held.map(({ participant, ...bucket }) => [participant, bucket])),
      starts: this.pace.may(this.parts.clock.ticks()),
    }
    const { decided, buckets } = dispatch(due, now, state, { bucket: this.parts.bucket })
    const opened: number[] = []
    for (const one of decided) {
      if (one.kind === 'wait') continue
      await setNext(tx, one.api, one.kind === 'rest' ? undefined : one.nextAt)
      if (one.kind === 'missed') {
        const { api, why, slots } = one
        await orAnew(
          one.dueAt,
          now,
          async (dueAt) => (await missRound(tx, { api, dueAt, why, slots, now })) || undefined,
        )
        await countMissed(tx, api, slots, now)
        await changed(tx, api)
      } else if (one.kind === 'start') {
        const trigger = first.has(one.api) ? 'first' : 'scheduled'
        const id = await orAnew(one.dueAt, now, (dueAt) => openRound(tx, { api: one.api, dueAt, trigger }))
        if (id !== undefined) opened.push(id)
      }
    }
    this.pace.took(decided.filter(({ kind }) => kind === 'start').length)
    for (const [participant, bucket] of buckets) await saveBucket(tx, { participant, ...bucket })
    await this.parts.queue.send(tx, opened)
    return decided
  }

  /** APIs that are new, or whose rhythm changed: how many tests they have, and when they are due. */
  private async planNew(now: Instant): Promise<void> {
    const { db } = this.parts
    for (const row of await unplannedApis(db, plansPerTick)) {
      const planned = await this.planOf(row, now)
      if ('problems' in planned) await setProblem(db, row.id, planned.problems, now)
      else await planNext(db, row.id, planned)
      await changed(db, row.id)
    }
  }

  /** What is wrong with one API keeps the others from nothing. */
  private async planOf(
    { id, number, budget, tests: known, first }: UnplannedRow,
    now: Instant,
  ): Promise<{ readonly tests: number; readonly nextAt: Instant } | { readonly problems: readonly Problem[] }> {
    const { db, engine, warn } = this.parts
    const record = await apiById(db, id)
    if (!record) return { problems: [] }
    try {
      const tests = known ?? (await engine.plan(record)).tests
      const slot = nextSlot({ number, budget, tests }, now)
      if (slot === undefined) throw tooFew(budget, tests)
      return { tests, nextAt: first ? this.firstBefore(slot, now) : slot }
    } catch (error) {
      if (isProblemError(error)) return { problems: error.problems }
      warn(`plan of ${id}`, error)
      return { problems: notPlanned(error).problems }
    }
  }

  /** The first round comes at once, one API after another, so that a thousand new ones are no rush; with its slot at the latest. */
  private firstBefore(slot: Instant, now: Instant): Instant {
    const at = Math.max(Date.parse(now), this.nextFirst)
    if (at >= Date.parse(slot)) return slot
    this.nextFirst = at + 1000 / this.parts.startsPerSecond
    return new Date(at).toISOString()
  }

  /** Rounds whose worker is gone go to another one while their time lasts; those that nobody takes are past. */
  private async watch(now: Instant): Promise<void> {
    const { db, queue, clock } = this.parts
    for (const round of this.leases.lost(await runningRounds(db), clock.ticks())) await releaseRound(db, round)
    const waiting = await waitingRounds(db)
    const still = new Set(waiting.map(({ id }) => id))
    for (const id of this.sent.keys()) if (!still.has(id)) this.sent.delete(id)
    for (const round of waiting) {
      if (isOver(round, now)) await this.expire(round, now)
      else if (this.isToBeSent(round)) await queue.send(db, [round.id])
    }
  }

  private async expire({ id, api, takeovers }: WaitingRound, now: Instant): Promise<void> {
    const { db, meter = noMeter } = this.parts
    const why = takeovers > 0 ? 'worker-lost' : 'no-worker'
    const expired = await db.transaction(async (tx) => {
      if (!(await expireRound(tx, id, why, now))) return false
      await countMissed(tx, api, 1, now)
      await changed(tx, api)
      return true
    })
    if (expired) meter.missed(why, 1)
  }

  /** Whoever opened it has sent it. One that was taken from a worker is sent at once. */
  private isToBeSent({ id, takeovers }: WaitingRound): boolean {
    const now = this.parts.clock.ticks()
    const before = this.sent.get(id)
    if (before !== undefined && now - before <= resendMs) return false
    this.sent.set(id, now)
    return before !== undefined || takeovers > 0
  }
}

/** How many rounds may start: so many a second, and a second's worth at once. */
class Pace {
  private left = 1
  private at: number | undefined

  constructor(private readonly perSecond: number) {}

  may(ticks: number): number {
    const passed = Math.max(0, ticks - (this.at ?? ticks)) / 1000
    this.at = ticks
    this.left = Math.min(Math.max(1, this.perSecond), this.left + passed * this.perSecond)
    return Math.floor(this.left)
  }

  took(starts: number): void {
    this.left -= starts
  }
}

/** A slot that is filled already comes again only when the clock was set back: the record then has the time that it is. */
async function orAnew<T>(
  dueAt: Instant,
  now: Instant,
  enter: (dueAt: Instant) => Promise<T | undefined>,
): Promise<T | undefined> {
  return (await enter(dueAt)) ?? enter(now)
}

function isOver({ dueAt, ...round }: WaitingRound, now: Instant): boolean {
  return Date.parse(now) - Date.parse(dueAt) > lastsMs(round)
}

function lastsMs({ trigger, takeovers, ...rhythm }: Omit<WaitingRound, 'dueAt'>): number {
  if (isAskedFor(trigger)) return patienceMs
  return takeovers > 0 ? (intervalMs(rhythm) ?? 0) / 2 : lateness(rhythm)
}

const isAskedFor = (trigger: Trigger): boolean => trigger === 'first' || trigger === 'manual'

function notPlanned(error: unknown): ProblemError {
  return problem(
    'probe-plan',
    `its scripts could not be planned: ${error instanceof Error ? error.message : String(error)}`,
    'This is a fault of the program or of this machine, not of the API; the log of the program says more.',
  )
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
