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

/** Runs that something rests on: bad rounds with their controls, and whatever a decision names. */
const grave = `
  exists (select 1 from round r where r.run = e.run and (r.conformance = 'departs' or r.availability = 'down'))
  or exists (select 1 from round r join decision d on d.api = r.api and r.id = any (d.rounds) where r.run = e.run)
  or exists (select 1 from control_round c where c.run = e.run and (c.result = 'bad' or exists (
    select 1 from round r where r.control_round = c.id and (r.conformance = 'departs' or r.availability = 'down'))))`

/** Lets go of what was kept longer than its time, a handful at a time; answers how many. */
export async function forgetEvidence(
  db: Queryable,
  before: { readonly good: Instant; readonly grave: Instant },
  handful = 1000,
): Promise<number> {
  return db.run(
    `delete from evidence where run in (
       select run from evidence e where kept_at < $1 and (kept_at < $2 or not (${grave})) order by kept_at limit $3)`,
    [before.good, before.grave, handful],
  )
}
