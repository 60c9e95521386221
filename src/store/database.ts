import pg from 'pg'
import { isObject } from '../base/json.js'
import { problem, type ProblemError } from '../base/problem.js'

/** A value that a query takes. Objects and arrays for jsonb columns go through `json`. */
export type SqlValue = string | number | boolean | null | Buffer | readonly string[] | readonly number[]

/** Something that answers SQL: the pool, or one connection in a transaction. */
export interface Queryable {
  /** Rows as the query names them: `timestamptz` as RFC 3339 in UTC, `bigint` as a number. */
  rows<R extends object>(sql: string, values?: readonly SqlValue[]): Promise<R[]>
  /** The only row; undefined where there is none. */
  row<R extends object>(sql: string, values?: readonly SqlValue[]): Promise<R | undefined>
  /** How many rows were touched. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
}

/** A PostgreSQL database. */
export interface Database extends Queryable {
  /** All of it or nothing. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  /** A connection of one's own, for locks that last as long as it does. */
  session(): Promise<Session>
  /** Listens in a channel (NOTIFY) until it is stopped. After a lost connection `undefined` is told: something may be missing. */
  listen(channel: string, told: (payload: string | undefined) => void): () => Promise<void>
  close(): Promise<void>
}

export interface Session extends Queryable {
  /** Tells when the connection is lost. */
  readonly lost: AbortSignal
  release(): void
}

/** For a column of type jsonb. */
export const json = (value: unknown): string => JSON.stringify(value)

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // bigint: no number here comes near 2^53.
  20: Number,
  // timestamptz
  1184: (text) => new Date(text).toISOString(),
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format): ((value: string) => unknown) =>
    (format === 'binary' ? undefined : parsers[oid]) ??
    (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}

/** A server that is cut off, its packets lost, never says so: an idle connection to it is found dead within a minute … */
const keptAlive = { keepAlive: true, keepAliveInitialDelayMillis: 30_000 }
/** … and one that waits for an answer gives up, or the operator would stand still for a quarter of an hour; not a patient one. */
const queryLimitMs = 120_000

/** Opens a database with at most `connections` of them. @throws ProblemError where it cannot be reached */
export async function openDatabase(
  url: string,
  { connections = 12, patient = false }: { readonly connections?: number; readonly patient?: boolean } = {},
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    connectionTimeoutMillis: 10_000,
    ...keptAlive,
    ...(patient ? {} : { query_timeout: queryLimitMs }),
    application_name: 'synaq',
  })
  // A connection that breaks while nobody uses it is replaced; whoever uses one is told by the query.
  pool.on('error', () => undefined)
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    throw notOpened(error, url)
  }
  return {
    ...queryable(pool),
    transaction: (work) => inTransaction(pool, work),
    session: () => openSession(pool),
    listen: (channel, told) => listen(url, channel, told),
    close: () => pool.end(),
  }
}

/** Why a database cannot be opened, by the code of the server or of the system. */
const refusals: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  '28P01': ['the server does not know this user with this password', 'Correct them in DATABASE_URL.'],
  '28000': [
    'the server does not let this user in from here',
    'Have its pg_hba.conf allow it; where it asks for TLS, add ?sslmode=verify-full to DATABASE_URL.',
  ],
  '3D000': [
    'the server has no database of this name',
    'Have it made (createdb), owned by this user, or correct the name.',
  ],
  '53300': ['the server has no connection left', 'Raise its max_connections: each process takes up to 20.'],
  ENOTFOUND: ['there is no host of this name', 'Correct the host in DATABASE_URL.'],
  ECONNREFUSED: ['nothing listens there', 'Is the server running, and are host and port in DATABASE_URL right?'],
}

function notOpened(error: unknown, url: string): ProblemError {
  const { code } = isObject(error) ? error : {}
  const said = error instanceof Error ? error.message : String(error)
  const [what, remedy] = (typeof code === 'string' ? refusals[code] : undefined) ?? [
    'the database does not answer',
    'Is the server running, and are user, password and name in DATABASE_URL right?',
  ]
  return problem('database-unreachable', `${what} (${said})`, remedy, { name: withoutPassword(url) })
}

function queryable(client: pg.Pool | pg.ClientBase): Queryable {
  const query = async (sql: string, values: readonly SqlValue[] = []) => client.query<object>(sql, [...values])
  return {
    // What a query answers is agreed with its SQL, by whoever writes both.
    rows: async <R extends object>(sql: string, values?: readonly SqlValue[]) => (await query(sql, values)).rows as R[],
    row: async <R extends object>(sql: string, values?: readonly SqlValue[]) =>
      (await query(sql, values)).rows[0] as R | undefined,
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error): void => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query('begin')
    const result = await work(queryable(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => (broken = asError(failure)))
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

async function openSession(pool: pg.Pool): Promise<Session> {
  const client = await pool.connect()
  const lost = new AbortController()
  const onError = (): void => lost.abort()
  client.on('error', onError)
  // The server finds out as soon that a machine is gone, and gives its locks to others.
  await client
    .query('set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3')
    .catch((error: unknown) => {
      client.release(true)
      throw error
    })
  return {
    ...queryable(client),
    lost: lost.signal,
    release: () => {
      client.off('error', onError)
      // Locks of a session go with its connection.
      client.release(true)
    },
  }
}

/** How long after a lost connection the next one is tried. */
const againMs = 1000

function listen(url: string, channel: string, told: (payload: string | undefined) => void): () => Promise<void> {
  let stopped = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  const connect = async (): Promise<void> => {
    const own = new pg.Client({ connectionString: url, ...keptAlive, application_name: 'synaq changes' })
    client = own
    const again = (): void => {
      if (stopped || client !== own) return
      client = undefined
      timer = setTimeout(() => void connect(), againMs)
    }
    own.on('error', again)
    own.on('end', again)
    own.on('notification', ({ payload }) => told(payload ?? ''))
    try {
      await own.connect()
      await own.query(`listen ${own.escapeIdentifier(channel)}`)
      told(undefined)
    } catch {
      again()
      await own.end().catch(() => undefined)
    }
  }
  const first = connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await first
    await client?.end().catch(() => undefined)
  }
}

const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)))

/** True for a row that is refused because it is there already (SQLSTATE 23505). */
export function isTaken(error: unknown): boolean {
  return isObject(error) && error.code === '23505'
}

/** The address of a database as it may be shown. */
export function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url)
    parsed.password = ''
    return parsed.href
  } catch {
    return 'DATABASE_URL'
  }
}
