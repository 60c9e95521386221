import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { problem } from '../../base/problem.js'
import type { Database } from '../../store/database.js'
import { openStore } from '../../store/open.js'
import { databaseUrl } from './database-url.js'

/**
 * Opens the database of `synaq serve`, whether that is under way or not, for one piece of work.
 * @throws ProblemError where there is none
 */
export async function withStore<T>(data: string, work: (db: Database) => Promise<T>): Promise<T> {
  const url = databaseUrl()
  if (url === undefined && !existsSync(join(resolve(data), 'postgres.password'))) {
    throw problem(
      'no-operator-data',
      'there is no database in this folder',
      'Start `synaq serve` with it once, name its folder with --data, or its server in DATABASE_URL.',
      { file: data },
    )
  }
  const store = await openStore({ data: resolve(data), ...(url === undefined ? {} : { url }) })
  try {
    return await work(store.db)
  } finally {
    // Where `synaq serve` is at work, the database stays up for it.
    await store.close(store.adopted ? 'running' : undefined)
  }
}
