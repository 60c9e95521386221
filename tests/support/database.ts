import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase, type Database } from '../../src/store/database.js'

/** A database of a test file's own, with all tables and the queue, on the server that all tests share (global-setup.js). */
export interface TestDatabase {
  readonly db: Database
  /** For processes of the test that connect themselves. */
  readonly url: string
  /** Closes and drops it, whoever is connected. */
  drop(): Promise<void>
}

/** Copies the migrated database of the shared server. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.SYNAQ_TEST_POSTGRES ?? ''
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(server, `create database ${name} template synaq`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const db = await openDatabase(url.href)
  return {
    db,
    url: url.href,
    drop: async () => {
      await db.close()
      await asOwner(server, `drop database ${name} with (force)`)
    },
  }
}

/** Not from inside the template: while somebody is connected to it, it cannot be copied. */
async function asOwner(server: string, sql: string): Promise<void> {
  const url = new URL(server)
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
