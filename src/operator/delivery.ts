import type { Clock, Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { Database } from '../store/database.js'
import { delivered, notDelivered, takeParcels, type Parcel } from '../store/outbox-rows.js'

/** Takes one kind of parcel to whom it is for. @throws where it was not taken */
export type Carrier = (payload: Json, parcel: Parcel) => Promise<void>

export interface DeliveryParts {
  readonly db: Database
  readonly clock: Clock
  /** By the name that the parcels have. */
  readonly carriers: Readonly<Record<string, Carrier>>
  /** Told of a parcel that was tried, whether it arrived or not. */
  readonly tried: (parcel: Parcel) => Promise<void>
  readonly warn: (what: string, error: unknown) => void
}

/** While one tries, nobody else does; a carrier that hangs is given up before. */
const holdMs = 120_000
const firstPauseMs = 2000
const longestPauseMs = 900_000
/** Parcels at a time. */
const handful = 10

/** Empties the outbox. What is not taken is tried again, with pauses that double; a slow receiver delays nobody else. */
export class Delivery {
  private readonly under = new Set<Promise<void>>()

  constructor(private readonly parts: DeliveryParts) {}

  /** Tries what is due; answers how many parcels it took up. It does not wait for receivers. */
  async tick(): Promise<number> {
    if (this.under.size >= handful) return 0
    const { db, clock } = this.parts
    const now = clock.now()
    const parcels = await takeParcels(db, now, later(now, holdMs), handful - this.under.size)
    for (const parcel of parcels) {
      const trying = this.carry(parcel)
        .catch((error: unknown) => this.parts.warn(`parcel ${parcel.id}`, error))
        .finally(() => this.under.delete(trying))
      this.under.add(trying)
    }
    return parcels.length
  }

  /** Everything under way has been tried. */
  async idle(): Promise<void> {
    await Promise.all(this.under)
  }

  private async carry(parcel: Parcel): Promise<void> {
    const { db, clock, carriers } = this.parts
    try {
      const carrier = carriers[parcel.carrier]
      if (!carrier) throw new Error(`nothing is set up for «${parcel.carrier}»`)
      await carrier(parcel.payload, parcel)
      await delivered(db, parcel.id, clock.now())
    } catch (error) {
      const now = clock.now()
      const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (parcel.tries - 1))
      await notDelivered(db, parcel.id, error instanceof Error ? error.message : String(error), later(now, pause), now)
    }
    await this.parts.tried(parcel)
  }
}

function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString()
}
