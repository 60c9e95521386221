import type { Clock } from '../base/clock.js'
import type { ApiRecord } from '../model/registry.js'
import type { ControlResult, RoundResult } from '../model/round.js'
import type { Database } from '../store/database.js'
import { addControlRound } from '../store/worker-rows.js'
import { noMeter, type Meter } from './meter.js'
import { isBad } from './policy/charge.js'
import type { ProbeEngine } from './ports.js'

/** The control that stands beside a round. */
export interface Control {
  readonly result: ControlResult
  /** Of the control's own record. */
  readonly id: number
}

export interface ControlParts {
  readonly db: Database
  readonly engine: Pick<ProbeEngine, 'control'>
  readonly clock: Clock
  readonly worker: string
  readonly meter?: Pick<Meter, 'control'>
  /** Told why a control could not be carried out. */
  readonly warn: (what: string, error: unknown) => void
}

/** A good round shares a control with those around it; a bad one gets one that begins when it has ended. */
const sharedMs = 300_000

interface Kept extends Control {
  /** Monotonic, when it began. */
  readonly at: number
}

/**
 * The same scripts against a bank of our own, which is known to be sound: if they fail there too, the fault is ours. Every worker
 * has its own, since it is the worker's machine, clock and program that it speaks for.
 */
export class ControlKeeper {
  private readonly kept = new Map<string, Promise<Kept>>()

  constructor(private readonly parts: ControlParts) {}

  /** The control for a round that has just ended; `startedAt` in ticks of the clock. */
  async beside(
    api: ApiRecord,
    scripts: string,
    { result, startedAt }: { readonly result: RoundResult; readonly startedAt: number },
    signal: AbortSignal,
  ): Promise<Control> {
    const { clock } = this.parts
    const good = !isBad(result) && result.conformance === 'conforms'
    const before = this.kept.get(scripts)
    if (before) {
      const { at, ...control } = await before
      if (good && at >= clock.ticks() - sharedMs) return control
      // It failed while the round was under way: that is no less our fault because it is over.
      if (control.result === 'bad' && at >= startedAt) return control
    }
    // Several rounds that end at once wait for the same one.
    const current = this.kept.get(scripts)
    const next = current === undefined || current === before ? this.run(api, scripts, signal) : current
    this.kept.set(scripts, next)
    try {
      const { result: controlResult, id } = await next
      return { result: controlResult, id }
    } catch (error) {
      if (this.kept.get(scripts) === next) this.kept.delete(scripts)
      throw error
    }
  }

  private async run(api: ApiRecord, scripts: string, signal: AbortSignal): Promise<Kept> {
    const { db, clock, worker, meter = noMeter } = this.parts
    const at = clock.ticks()
    const startedAt = clock.now()
    const found = await this.ask(api, signal)
    const result = found === 'failed' ? 'bad' : found ? (found.conformance === 'conforms' ? 'good' : 'bad') : 'none'
    const id = await addControlRound(db, {
      worker,
      system: api.system,
      scripts,
      startedAt,
      endedAt: clock.now(),
      result,
      trouble: [],
      ...(typeof found === 'object' ? { run: found.run, trouble: found.trouble } : {}),
    })
    meter.control(result)
    return { result, id, at }
  }

  /** A control that we cannot even carry out is a bad one: it says that something of ours is broken. */
  private async ask(api: ApiRecord, signal: AbortSignal): Promise<RoundResult | 'failed' | undefined> {
    try {
      return await this.parts.engine.control(api, signal)
    } catch (error) {
      this.parts.warn(`control of ${api.system}`, error)
      return 'failed'
    }
  }
}
