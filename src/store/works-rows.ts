import type { Instant } from '../base/clock.js'
import type { ApiRecord } from '../model/registry.js'
import type { WorksKind } from '../model/round.js'
import type { Queryable } from './database.js'

/** Works as they were announced. */
export interface WorksRow {
  readonly id: number
  readonly participant: string | null
  readonly api: string | null
  readonly kind: WorksKind
  readonly announced_at: Instant
  readonly starts_at: Instant
  readonly ends_at: Instant
  /** The participant is in limited mode meanwhile. */
  readonly limited: boolean
  readonly note: string
  readonly cancelled_at: Instant | null
}

/** What is recorded of works that overlap: the kind that excuses most. */
const kinds: readonly WorksKind[] = ['operator', 'planned', 'late', 'unplanned']

/** Works that touch an API at an instant, or between two. */
export async function worksAt(
  db: Queryable,
  api: Pick<ApiRecord, 'id' | 'participant'>,
  at: Instant,
  until: Instant = at,
): Promise<WorksKind | undefined> {
  const rows = await db.rows<{ kind: WorksKind }>(
    `select kind from works where cancelled_at is null and starts_at <= $4 and ends_at > $3
       and (participant is null or participant = $2) and (api is null or api = $1)`,
    [api.id, api.participant, at, until],
  )
  return kinds.find((kind) => rows.some((row) => row.kind === kind))
}
