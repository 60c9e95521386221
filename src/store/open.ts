import { join } from 'node:path'
import { openDatabase, type Database } from './database.js'
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
        if (left !== 'running') await server.stop()
      },
    }
  } catch (error) {
    if (!server.adopted) await server.stop()
    throw error
  }
}

async function migrated(url: string): Promise<Database> {
  // A step forward may take long, or wait for another program that takes one.
  const patient = await openDatabase(url, { connections: 2, patient: true })
  try {
    await migrate(patient)
  } finally {
    await patient.close()
  }
  return openDatabase(url)
}

function storeOf(db: Database, url: string): Pick<Store, 'db' | 'url' | 'openQueue'> {
  return { db, url, openQueue: (warn) => openQueue(url, warn) }
}
