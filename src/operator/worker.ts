import { later, type Clock } from '../base/clock.js'
import { isProblemError, type Problem } from '../base/problem.js'
import type { ApiRecord } from '../model/registry.js'
import type { ExpiryDate } from '../model/expiry.js'
import { excuses, longestRoundMs, type MissedReason, type RoundId, type RoundResult } from '../model/round.js'
import type { Database } from '../store/database.js'
import { sawExpiry } from '../store/expiry-rows.js'
import { countMissed, countRound } from '../store/hour-rows.js'
import type { QueuedRound, RoundQueue } from '../store/queue.js'
import { api as apiById } from '../store/registry-rows.js'
import {
  claimRound,
  extendLeases,
  finishRound,
  giveUpRound,
  releaseRound,
  type HeldRound,
} from '../store/round-rows.js'
import { setNotBefore, setProblem, setTests } from '../store/schedule-rows.js'
import { workerSeen, workerStopped } from '../store/worker-rows.js'
import { worksWithin } from '../store/works-rows.js'
import { changed } from '../store/changes.js'
import { ControlKeeper, type Control } from './control-keeper.js'
import { noMeter, outcomeOf, type Meter } from './meter.js'
import type { ProbeEngine } from './ports.js'

export interface WorkerParts {
  readonly db: Database
  readonly queue: RoundQueue
  readonly engine: ProbeEngine
  readonly clock: Clock
  readonly id: string
  readonly host: string
  readonly pid: number
  /** Rounds at a time. */
  readonly slots: number
  /** Not heard of for so long, it has lost its rounds. */
  readonly leaseMs: number
  /** Told when a round of an API is recorded. */
  readonly finished: (api: string) => Promise<void>
  readonly meter?: Meter
  readonly warn: (what: string, error: unknown) => void
}

/** A round under way; `end` breaks it off in good order. */
interface Holding {
  readonly round: HeldRound
  readonly end: AbortController
}

/** Takes rounds from the queue and carries them out, several at a time. */
export class Worker {
  private readonly control: ControlKeeper
  private readonly running = new Map<string, Promise<void>>()
  private readonly held = new Map<RoundId, Holding>()
  private readonly stopping = new AbortController()
  /** When it last held on to its rounds, in ticks. */
  private heldAt: number

  constructor(private readonly parts: WorkerParts) {
    this.control = new ControlKeeper({ ...parts, worker: parts.id })
    this.heldAt = parts.clock.ticks()
  }

  get id(): string {
    return this.parts.id
  }

  /** Rounds under way. */
  get busy(): number {
    return this.running.size
  }

  /** Says that it is there, and holds on to its rounds; one that was taken from it is broken off: never two of one API at once. */
  async beat(): Promise<void> {
    const { db, clock, id, host, pid, leaseMs } = this.parts
    const [now, ticks] = [clock.now(), clock.ticks()]
    const held = [...this.held.values()]
    await workerSeen(db, { id, host, pid, now })
    const rounds = held.map(({ round }) => round)
    const kept = await extendLeases(db, id, rounds, later(now, leaseMs))
    this.heldAt = ticks
    for (const { round, end } of held) if (!kept.has(round.id)) end.abort()
  }

  /** Breaks its rounds off where it could not hold on to them for too long: others may have taken them. */
  letGo(): void {
    if (this.parts.clock.ticks() - this.heldAt <= this.parts.leaseMs) return
    for (const { end } of this.held.values()) end.abort()
  }

  /** Takes what waits, as far as there is room; answers how many it took. It does not wait for them. */
  async poll(): Promise<number> {
    const free = this.parts.slots - this.running.size
    if (free <= 0 || this.stopping.signal.aborted) return 0
    const jobs = await this.parts.queue.fetch(free)
    for (const job of jobs) {
      const done = this.take(job)
        .catch((error: unknown) => this.parts.warn(`round ${job.round}`, error))
        .finally(() => this.running.delete(job.job))
      this.running.set(job.job, done)
    }
    return jobs.length
  }

  /** Every round under way has ended. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values())
  }

  /** Ends rounds in good order, what they changed is put back; they go to whoever takes them next. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.idle()
    await workerStopped(this.parts.db, this.parts.id, this.parts.clock.now())
  }

  private async take({ job, round }: QueuedRound): Promise<void> {
    const { db, queue, clock, id, leaseMs } = this.parts
    try {
      const now = clock.now()
      const held = await claimRound(db, round, { worker: id, now, leaseUntil: later(now, leaseMs) })
      if (held) await this.hold(held)
    } finally {
      await queue.done([job])
    }
  }

  private async hold(round: HeldRound): Promise<void> {
    const end = new AbortController()
    const limit = setTimeout(() => end.abort(tooLong), longestRoundMs)
    this.held.set(round.id, { round, end })
    try {
      await changed(this.parts.db, round.api)
      await this.carryOut(round, AbortSignal.any([this.stopping.signal, end.signal]))
    } finally {
      clearTimeout(limit)
      this.held.delete(round.id)
    }
  }

  private async carryOut(held: HeldRound, signal: AbortSignal): Promise<void> {
    const { db, engine, clock } = this.parts
    const api = await apiById(db, held.api)
    if (!api) return
    const startedAt = clock.ticks()
    const at = clock.now()
    // They began while the round waited for a worker. A person who asks for a round has a reason.
    if (held.trigger !== 'manual' && excuses(await worksWithin(db, api, at, at))) return this.miss(held, api, 'works')
    try {
      const { tests, scripts } = await engine.plan(api)
      await setTests(db, api.id, tests)
      const result = await engine.round(api, signal)
      const control = signal.aborted
        ? undefined
        : await this.control.beside(api, scripts, { result, startedAt }, signal)
      // What was cut off says nothing, of the API or of us.
      if (control && !this.stopping.signal.aborted) await this.record(held, api, result, { ...control, startedAt })
      else if (signal.reason === tooLong) await this.miss(held, api, 'harness')
      else await this.giveBack(held)
    } catch (error) {
      if (!isProblemError(error)) {
        await this.miss(held, api, 'harness')
        throw error
      }
      await setProblem(db, api.id, error.problems, clock.now())
      await this.miss(held, api, 'target', error.problems)
    }
  }

  private async record(
    held: HeldRound,
    api: ApiRecord,
    result: RoundResult,
    beside: Control & { readonly startedAt: number },
  ): Promise<void> {
    const { db, clock, id, finished, meter = noMeter } = this.parts
    const now = clock.now()
    // By the clock that nobody moves: a jump must not make a long silence of a short one.
    const startedAt = later(now, -(clock.ticks() - beside.startedAt))
    const recorded = await db.transaction(async (tx) => {
      const works = await worksWithin(tx, api, startedAt, now)
      const about = { control: beside.result, controlRound: beside.id, startedAt, now, ...(works ? { works } : {}) }
      if (!(await finishRound(tx, held, id, result, about))) return false
      await countRound(tx, api.id, result, now)
      if (result.serverCertificate)
        await sawExpiry(tx, 'server-certificate', serverDate(api, result.serverCertificate), now)
      if (result.retryAfter !== undefined) await setNotBefore(tx, api.id, later(now, result.retryAfter * 1000))
      await changed(tx, api.id)
      return true
    })
    if (!recorded) return
    const lagMs = Math.max(0, Date.parse(startedAt) - Date.parse(held.dueAt))
    meter.round({ outcome: outcomeOf(result), lagMs, lengthMs: clock.ticks() - beside.startedAt })
    await finished(api.id)
  }

  private async miss(held: HeldRound, api: ApiRecord, why: MissedReason, problems?: readonly Problem[]): Promise<void> {
    const { db, clock, id, meter = noMeter } = this.parts
    const now = clock.now()
    const missed = await db.transaction(async (tx) => {
      if (!(await giveUpRound(tx, held, id, { why, now, ...(problems ? { problems } : {}) }))) return false
      await countMissed(tx, api.id, 1, now)
      await changed(tx, api.id)
      return true
    })
    if (missed) meter.missed(why, 1)
  }

  private async giveBack(held: HeldRound): Promise<void> {
    const { db, queue, id } = this.parts
    await db.transaction(async (tx) => {
      if (await releaseRound(tx, { ...held, worker: id })) await queue.send(tx, [held.id])
    })
  }
}

function serverDate(
  { id, participant }: ApiRecord,
  { subject, until }: NonNullable<RoundResult['serverCertificate']>,
): ExpiryDate {
  return { object: id, name: subject, expiresAt: until, api: id, participant }
}

/** Why a round was broken off that does not come to its end. */
const tooLong = new Error('the round took too long')
