import { earlier, type Clock } from '../base/clock.js'
import type { Database } from '../store/database.js'
import { standing, type Standing } from '../store/standing-rows.js'

const usualLeaseMs = 30_000

/** How everything stands, read when it is asked for. A worker beats several times in a lease. */
export function standingOf(db: Database, clock: Clock, leaseMs = usualLeaseMs): () => Promise<Standing> {
  return () => standing(db, { seenSince: earlier(clock.now(), leaseMs) })
}
