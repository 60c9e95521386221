import { type Clock, later } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { Database } from '../store/database.js'
import { delivered, notDelivered, takeParcels, type Parcel } from '../store/outbox-rows.js'

/** Takes one kind of parcel to whom it is for; a lane of its own in the outbox, so that it delays nobody else. */
export interface Carrier {
  /** @throws NotTaken, or any error, where it was not taken. A signal that fires is the end of the patience. */
  carry(payload: Json, parcel: Parcel, signal: AbortSignal): Promise<void>
  /** Parcels under way at a time, in one process. */
  readonly atOnce: number
  /** A receiver that takes longer hangs. */
  readonly patienceMs: number
  /** A parcel that nobody took for so long is given up. */
  readonly giveUpAfterMs: number
}

export type Carriers = Readonly<Record<string, Carrier>>

/** Not taken, with what the receiver said of the next time. */
export class NotTaken extends Error {
  constructor(
    why: string,
    /** It asked to be left alone for so long. */
    readonly retryAfterMs?: number,
  ) {
    super(why)
    this.name = 'NotTaken'
  }
}

export interface DeliveryParts {
  readonly db: Database
  readonly clock: Clock
  /** By the name that the parcels have. What nobody carries waits until somebody does. */
  readonly carriers: Carriers
  /** Told of a parcel that was tried, whether it arrived or not. */
  readonly tried: (parcel: Parcel) => Promise<void>
  readonly warn: (what: string, error: unknown) => void
}

/** While one tries, nobody else does: the patience, and time to write down what came of it. */
const spareMs = 30_000
const firstPauseMs = 2000
const longestPauseMs = 900_000
/** Nobody means more by Retry-After. */
const longestRetryAfterMs = 86_400_000
/** What is under way when the program ends. */
const graceMs = 3000

/** Empties the outbox. What is not taken is tried again, with pauses that double; a slow receiver delays nobody else. */
export class Delivery {
  private readonly under = new Map<string, Set<Promise<void>>>()
  private readonly ending = new AbortController()

  constructor(private readonly parts: DeliveryParts) {}

  /** Tries what is due; answers how many parcels it took up. It does not wait for receivers. */
  async tick(): Promise<number> {
    const { db, clock, carriers, warn } = this.parts
    const now = clock.now()
    const lanes = Object.entries(carriers).map(([carrier, { atOnce, patienceMs }]) => ({
      carrier,
      room: atOnce - this.lane(carrier).size,
      until: later(now, patienceMs + spareMs),
    }))
    const parcels = await takeParcels(
      db,
      now,
      lanes.filter(({ room }) => room > 0),
    )
    for (const parcel of parcels) {
      const lane = this.lane(parcel.carrier)
      const trying = this.try(parcel)
        .catch((error: unknown) => warn(`parcel ${parcel.id}`, error))
        .finally(() => lane.delete(trying))
      lane.add(trying)
    }
    return parcels.length
  }

  /** Everything under way has been tried. */
  async idle(): Promise<void> {
    await Promise.all([...this.under.values()].flatMap((lane) => [...lane]))
  }

  /** What is under way may come to its end; what takes longer is broken off and tried again by whoever comes next. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.ending.abort(new Error('the program was ended meanwhile')), graceMs)
    await this.idle()
    clearTimeout(timer)
  }

  private lane(carrier: string): Set<Promise<void>> {
    const lane = this.under.get(carrier) ?? new Set()
    this.under.set(carrier, lane)
    return lane
  }

  private async try(parcel: Parcel): Promise<void> {
    const { db, clock, carriers, tried } = this.parts
    const carrier = carriers[parcel.carrier]
    if (!carrier) return
    try {
      await withPatience(carrier.patienceMs, this.ending.signal, (signal) =>
        carrier.carry(parcel.payload, parcel, signal),
      )
      await delivered(db, parcel.id, clock.now())
    } catch (error) {
      const now = clock.now()
      const tooLate = now >= later(parcel.createdAt, carrier.giveUpAfterMs)
      const again = tooLate ? undefined : later(now, pauseAfter(parcel, error))
      await notDelivered(db, parcel.id, wordsOf(error), again, now)
    }
    await tried(parcel)
  }
}

/** What does not end in time has failed, whether it heeds the signal or not. */
async function withPatience(
  ms: number,
  ending: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const hangs = new AbortController()
  const timer = setTimeout(() => hangs.abort(new Error(`no answer within ${ms / 1000} s`)), ms)
  const signal = AbortSignal.any([hangs.signal, ending])
  const broken = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  try {
    signal.throwIfAborted()
    await Promise.race([work(signal), broken])
  } finally {
    clearTimeout(timer)
  }
}

function pauseAfter({ tries }: Parcel, error: unknown): number {
  const doubled = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries - 1, 20))
  const asked = error instanceof NotTaken ? (error.retryAfterMs ?? 0) : 0
  return Math.max(doubled, Math.min(asked, longestRetryAfterMs))
}

/** As a page shows it: one line, no longer than it can be read. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.replace(/\s+/g, ' ').slice(0, 300)
}
