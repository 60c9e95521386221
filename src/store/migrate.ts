import { sha256 } from '../base/digest.js'
import { problem } from '../base/problem.js'
import type { Database, Queryable } from './database.js'
import { locks } from './locks.js'
import { migrations, type Migration } from './migrations/index.js'

/**
 * Brings a database to the newest version, one migration a transaction, forward only.
 * @throws ProblemError where the database is newer than this program, or was made by other migrations of the same number
 */
export async function migrate(db: Database, list: readonly Migration[] = migrations): Promise<void> {
  const session = await db.session()
  try {
    await session.run('select pg_advisory_lock($1)', [locks.migration])
    await session.run(
      `create table if not exists schema_migration (
         number integer primary key, name text not null, digest text not null, applied_at timestamptz not null default now())`,
    )
    const applied = await session.rows<{ number: number; digest: string }>(
      'select number, digest from schema_migration order by number',
    )
    for (const { number, digest } of applied) refuseForeign(number, digest, list)
    for (const migration of list) {
      if (applied.some(({ number }) => number === migration.number)) continue
      await db.transaction((tx) => apply(tx, migration))
    }
  } finally {
    session.release()
  }
}

async function apply(tx: Queryable, { number, name, sql }: Migration): Promise<void> {
  await tx.run(sql)
  await tx.run('insert into schema_migration (number, name, digest) values ($1, $2, $3)', [number, name, sha256(sql)])
}

function refuseForeign(number: number, digest: string, list: readonly Migration[]): void {
  const own = list.find((migration) => migration.number === number)
  if (!own) {
    throw problem(
      'database-newer',
      `the database was made by a newer version (migration ${number})`,
      'Start that version or a later one; a database never goes back.',
    )
  }
  if (sha256(own.sql) === digest) return
  throw problem(
    'database-foreign',
    `migration ${number} («${own.name}») of this database is not the one of this program`,
    'The database was made by a version in the making, or by hand: take another database or data folder.',
  )
}
