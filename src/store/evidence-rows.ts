import type { Instant } from '../base/clock.js'
import type { Queryable } from './database.js'

/** Keeps the record of a run. */
export async function keepEvidence(
  db: Queryable,
  { run, pack, now }: { readonly run: string; readonly pack: Buffer; readonly now: Instant },
): Promise<void> {
  await db.run('insert into evidence (run, kept_at, pack) values ($1, $2, $3)', [run, now, pack])
}

/** The record of a run; undefined where it is not kept, or no longer. */
export async function evidenceOf(db: Queryable, run: string): Promise<Buffer | undefined> {
  return (await db.row<{ pack: Buffer }>('select pack from evidence where run = $1', [run]))?.pack
}

/** Until when records are kept: those of before are removed, by what their rounds found. */
export interface EvidenceLimits {
  readonly good: Instant
  readonly bad: Instant
  /** Of rounds that a decision rests on; never removed while the API is limited or off. */
  readonly decisions: Instant
}

/** SQL: a decision rests on a round. */
export const decided = (round: string): string =>
  `exists (select 1 from decision d where d.api = ${round}.api and ${round}.id = any(d.rounds))`

const limitOfRound = `case
  when ${decided('r')} then case when a.state in ('limited', 'unpublished') then '-infinity' else $3 end
  when r.conformance = 'conforms' and r.availability = 'up' then $1 else $2 end`

/** A control is kept as long as the rounds that it stands beside: what they are charged with rests on it. */
const limitOfRecord = `(select coalesce(min(until), $1) from (
    select ${limitOfRound} from round r join api a on a.id = r.api where r.run = e.run
    union all select case when c.result = 'good' then $1 else $2 end from control_round c where c.run = e.run
    union all select ${limitOfRound} from control_round c join round r on r.control_round = c.id join api a on a.id = r.api
      where c.run = e.run) each (until))`

/** Where a look through the records has come to. */
export interface EvidenceMark {
  readonly keptAt: Instant
  readonly run: string
}

/** Records, and their size in bytes. */
export interface RemovedEvidence {
  readonly runs: number
  readonly bytes: number
}

/**
 * Looks at the next so many records, oldest first, and removes those that are past their time; `mark` is undefined where there were
 * no more.
 */
export async function removeEvidence(
  db: Queryable,
  { good, bad, decisions }: EvidenceLimits,
  after: EvidenceMark | undefined,
  limit: number,
): Promise<RemovedEvidence & { readonly mark: EvidenceMark | undefined }> {
  const row = await db.row<RemovedEvidence & { readonly seen: number; readonly mark: [Instant, string] | null }>(
    `with looked as materialized (
       select run, kept_at from evidence
       where kept_at < greatest($1::timestamptz, $2::timestamptz, $3::timestamptz) and (kept_at, run) > ($4::timestamptz, $5)
       order by kept_at, run limit $6),
     gone as (
       delete from evidence where run in (select e.run from looked e where e.kept_at < ${limitOfRecord})
       returning octet_length(pack) as bytes)
     select (select count(*) from looked) as seen, (select count(*) from gone) as runs,
       (select coalesce(sum(bytes), 0)::bigint from gone) as bytes,
       (select jsonb_build_array(kept_at, run) from looked order by kept_at desc, run desc limit 1) as mark`,
    [good, bad, decisions, after?.keptAt ?? '-infinity', after?.run ?? '', limit],
  )
  const { seen = 0, runs = 0, bytes = 0, mark = null } = row ?? {}
  return { runs, bytes, mark: mark === null || seen < limit ? undefined : { keptAt: mark[0], run: mark[1] } }
}

/** Bytes of all records. What the database still holds of removed ones it fills anew. */
export async function evidenceBytes(db: Queryable): Promise<number> {
  const row = await db.row<{ bytes: number }>(
    'select coalesce(sum(octet_length(pack)), 0)::bigint as bytes from evidence',
  )
  return row?.bytes ?? 0
}
