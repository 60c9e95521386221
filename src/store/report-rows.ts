import type { Instant } from '../base/clock.js'
import { json, type Queryable } from './database.js'

/** A report of a period, without what it says. */
export interface ReportRow {
  readonly id: number
  readonly kind: 'day' | 'month'
  /** Dates of Kazakhstan, both included. */
  readonly first: string
  readonly last: string
  readonly made_at: Instant
}

const columns = 'id, kind, first, last, made_at'

/** Newest first. */
export async function reports(db: Queryable, limit: number): Promise<ReportRow[]> {
  return db.rows(`select ${columns} from report order by last desc, kind desc limit $1`, [limit])
}

/** Which of them there are. */
export async function reportPeriods(db: Queryable): Promise<Pick<ReportRow, 'kind' | 'first'>[]> {
  return db.rows('select kind, first from report')
}

/** What a report says, as it was given; undefined where there is none of that id. */
export async function reportContent<T>(db: Queryable, id: number): Promise<T | undefined> {
  const row = await db.row<{ content: T }>('select content from report where id = $1', [id])
  return row?.content
}

/** Enters the report of a period; undefined where there is one already. */
export async function addReport(
  db: Queryable,
  r: Omit<ReportRow, 'id'> & { readonly content: object },
): Promise<number | undefined> {
  const row = await db.row<{ id: number }>(
    `insert into report (kind, first, last, made_at, content) values ($1, $2, $3, $4, $5)
     on conflict (kind, first) do nothing returning id`,
    [r.kind, r.first, r.last, r.made_at, json(r.content)],
  )
  return row?.id
}
