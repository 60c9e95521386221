import type { Instant } from '../base/clock.js'
import { addHistograms, histogramOf, type Histogram } from '../base/histogram.js'
import type { ApiId } from '../model/registry.js'
import type { RoundResult } from '../model/round.js'
import type { Queryable } from './database.js'

/** An API's rounds within an hour. */
export interface ApiHour {
  readonly api: ApiId
  /** Its beginning. */
  readonly hour: Instant
  readonly conforms: number
  readonly departs: number
  readonly down: number
  readonly unsaid: number
  readonly missed: number
  readonly times: Histogram
}

/** How a round counts: what does not answer is down, whatever else it does. */
export function countedAs({ conformance, availability }: Pick<RoundResult, 'conformance' | 'availability'>) {
  if (availability === 'down') return 'down'
  return conformance === 'conforms' || conformance === 'departs' ? conformance : 'unsaid'
}

const hourOf = (at: Instant): Instant => `${at.slice(0, 13)}:00:00.000Z`

/** Counts a finished round. Within the round's transaction: nothing is counted twice. */
export async function countRound(db: Queryable, api: ApiId, result: RoundResult, at: Instant): Promise<void> {
  const column = countedAs(result)
  const hour = hourOf(at)
  await db.run('insert into api_hour (api, hour) values ($1, $2) on conflict do nothing', [api, hour])
  const row = await db.row<{ times: Histogram }>('select times from api_hour where api = $1 and hour = $2 for update', [
    api,
    hour,
  ])
  const times = addHistograms([row?.times ?? [], histogramOf(result.times)])
  await db.run(`update api_hour set ${column} = ${column} + 1, times = $3 where api = $1 and hour = $2`, [
    api,
    hour,
    times,
  ])
}

/** Counts slots that went by. */
export async function countMissed(db: Queryable, api: ApiId, slots: number, at: Instant): Promise<void> {
  await db.run(
    `insert into api_hour (api, hour, missed) values ($1, $2, $3)
     on conflict (api, hour) do update set missed = api_hour.missed + $3`,
    [api, hourOf(at), slots],
  )
}

/** Hours from an instant on, of all APIs or those that are named; oldest first. */
export async function hoursSince(db: Queryable, since: Instant, ids?: readonly ApiId[]): Promise<ApiHour[]> {
  return db.rows(
    `select api, hour, conforms, departs, down, unsaid, missed, times from api_hour
     where hour >= $1 and ($2::text[] is null or api = any($2)) order by hour`,
    [hourOf(since), ids ?? null],
  )
}
