import { join } from 'node:path'
import { isObject } from '../base/json.js'
import { problem, type ProblemError } from '../base/problem.js'
import { openDatabase, withoutPassword, type Database } from './database.js'
import { startEmbedded } from './embedded.js'
import { migrate } from './migrate.js'
import { openQueue, type RoundQueue } from './queue.js'

/** The operator's database, ready to be used. */
export interface Store {
  readonly db: Database
  /** Of the database, with its password. */
  readonly url: string
  /** Where it lies: a folder of our own, or a server. */
  readonly kind: 'embedded' | 'server'
  /** An embedded one that ran already, left behind by a program that was killed, or in use by another. */
  readonly adopted: boolean
  openQueue(warn: (error: Error) => void): Promise<RoundQueue>
  /** Ends an embedded server too, unless it is to be left running for whoever uses it. */
  close(left?: 'running'): Promise<void>
}

/**
 * Opens a server by its address, or the PostgreSQL that comes with the install in the data folder, and brings its tables up to date.
 * @throws ProblemError
 */
export async function openStore(where: { readonly url?: string; readonly data: string }): Promise<Store> {
  if (where.url !== undefined) {
    const db = await migrated(where.url)
    return { ...storeOf(db, where.url), kind: 'server', adopted: false, close: () => db.close() }
  }
  const server = await startEmbedded(join(where.data))
  try {
    const db = await migrated(server.url)
    return {
      ...storeOf(db, server.url),
      kind: 'embedded',
      adopted: server.adopted,
      close: async (left) => {
        await db.close()
        if (left !== 'running' && !(await inUse(server.url))) await server.stop()
      },
    }
  } catch (error) {
    if (!server.adopted) await server.stop()
    throw error
  }
}

/** Another program of ours is at work in it: whoever is the last to go ends it. */
async function inUse(url: string): Promise<boolean> {
  const db = await openDatabase(url, { connections: 1 })
  try {
    const row = await db.row(
      `select 1 from pg_stat_activity
       where application_name like 'synaq%' and datname = current_database() and pid <> pg_backend_pid()`,
    )
    return row !== undefined
  } finally {
    await db.close()
  }
}

async function migrated(url: string): Promise<Database> {
  // A step forward may take long, or wait for another program that takes one.
  const patient = await openDatabase(url, { connections: 2, patient: true })
  try {
    await migrate(patient).catch((error: unknown) => {
      throw withoutRights(error, url) ?? error
    })
  } finally {
    await patient.close()
  }
  return openDatabase(url)
}

/** The user may not make tables there (SQLSTATE 42501). */
function withoutRights(error: unknown, url: string): ProblemError | undefined {
  if (!isObject(error) || error.code !== '42501') return undefined
  return problem(
    'database-rights',
    'this user may not make tables in this database',
    'Make the user its owner: ALTER DATABASE … OWNER TO …; a schema of its own is made there as well.',
    { name: withoutPassword(url) },
  )
}

function storeOf(db: Database, url: string): Pick<Store, 'db' | 'url' | 'openQueue'> {
  return { db, url, openQueue: (warn) => openQueue(url, warn) }
}
