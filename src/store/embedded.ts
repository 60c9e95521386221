import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { sha256 } from '../base/digest.js'
import { problem } from '../base/problem.js'
import { binariesFor, findBinaries, type PostgresBinaries } from './postgres-binaries.js'
import { canReach, serverUser, type ServerUser } from './postgres-user.js'

/** A PostgreSQL of our own under way. */
export interface EmbeddedPostgres {
  /** Of the database `synaq`, with the password. */
  readonly url: string
  /** Where its data lie. */
  readonly folder: string
  /** It ran already, left behind by a program that was killed. */
  readonly adopted: boolean
  stop(): Promise<void>
}

/** A server that has not ended by then is told to end at once. */
const stopLimitMs = 10_000
const startLimitMs = 60_000
const restartPauseMs = 1000
const userName = 'synaq'
const databaseName = 'synaq'
/** For root, whose folders others cannot reach. */
const rootPlace = '/var/lib/synaq'

/**
 * Starts the PostgreSQL that comes with the install, in a data folder: made the first time (0.7 s), taken over where one
 * still runs there, started otherwise (30 ms). It listens on 127.0.0.1 only, with a password that lies in the folder.
 * @throws ProblemError where it cannot be started, with the last lines that it said
 */
export async function startEmbedded(folder: string): Promise<EmbeddedPostgres> {
  const user = serverUser()
  const home = resolve(folder)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const data = placeOf(home, user)
  const password = passwordOf(home)
  const running = runningServer(data)
  if (running) {
    const url = urlOf(running.port, password)
    if (await answers(url)) return { url, folder: data, adopted: true, stop: () => stopPid(running.pid) }
  }
  const binaries = binariesFor(findBinaries(join(data, '..', 'postgres-lib')), rootPlace, (path) =>
    canReach(user, path),
  )
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(data, password, binaries, user)
  const port = await freePort()
  const server = await start(data, port, binaries, user)
  const url = urlOf(port, password)
  await makeDatabase(port, password)
  return { url, folder: data, adopted: false, stop: keepUp(server, () => start(data, port, binaries, user, 'again')) }
}

/** Starts it again when it ends untold, killed by a person or for want of memory; answers how to end it for good. */
function keepUp(first: ChildProcess, again: () => Promise<ChildProcess>): () => Promise<void> {
  let server = first
  let stopping = false
  let starting = Promise.resolve()
  const watch = (): void => {
    server.once('exit', () => {
      if (!stopping) starting = restart()
    })
  }
  const restart = async (): Promise<void> => {
    while (!isStopping()) {
      try {
        server = await again()
        watch()
        return
      } catch {
        // What a killed one leaves behind goes away by itself.
        await new Promise((next) => setTimeout(next, restartPauseMs))
      }
    }
  }
  const isStopping = (): boolean => stopping
  watch()
  return async () => {
    stopping = true
    await starting
    await stopChild(server)
  }
}

/** In the folder itself, or, for root, where the server's user can reach it. */
function placeOf(home: string, user: ServerUser | undefined): string {
  if (!user) return join(home, 'postgres')
  // Nothing but the server's own data lies open to its user: it may go through the folder, not list it.
  chmodSync(home, 0o711)
  if (canReach(user, home)) return join(home, 'postgres')
  return join(rootPlace, sha256(home).slice(0, 12), 'postgres')
}

function passwordOf(home: string): string {
  const file = join(home, 'postgres.password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

const urlOf = (port: number, password: string, database = databaseName): string =>
  `postgresql://${userName}:${password}@127.0.0.1:${port}/${database}`

/** What postmaster.pid says of a server in this folder, if its process is alive. */
function runningServer(data: string): { readonly pid: number; readonly port: number } | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number)
  if (pid === undefined || port === undefined || !isAlive(pid)) return undefined
  return { pid, port }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function initialise(
  data: string,
  password: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<void> {
  mkdirSync(join(data, '..'), { recursive: true, mode: 0o711 })
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const passwordFile = join(data, '..', `.password-${process.pid}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) {
    chownSync(data, user.uid, user.gid)
    chownSync(passwordFile, user.uid, user.gid)
  }
  const options = [
    `--pgdata=${data}`,
    `--username=${userName}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--locale=C',
    '--encoding=UTF8',
  ]
  try {
    const program = join(binaries.home, 'bin', 'initdb')
    const [code] = (await once(launch(program, options, data, binaries, user), 'exit')) as [number | null]
    if (code === 0) return
    rmSync(data, { recursive: true, force: true })
    throw notStarted('could not make its folder', data)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

async function start(
  data: string,
  port: number,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  when: 'first' | 'again' = 'first',
): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    timezone: 'UTC',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = launch(join(binaries.home, 'bin', 'postgres'), ['-D', data, ...options], data, binaries, user, when)
  const ended = new AbortController()
  child.once('exit', () => ended.abort())
  const deadline = Date.now() + startLimitMs
  while (!isReady(data, port)) {
    if (ended.signal.aborted) throw notStarted('ended at once', data)
    if (Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw notStarted(`was not ready within ${startLimitMs / 1000} s`, data)
    }
    await new Promise((next) => setTimeout(next, 10))
  }
  child.unref()
  return child
}

/** The server itself writes into its pid file when it takes connections. */
function isReady(data: string, port: number): boolean {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return false
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines[3] === String(port) && lines[7]?.trim() === 'ready'
}

/** Starts one of its programs; what it says goes into a file, so that it outlives us without a broken pipe. */
function launch(
  program: string,
  options: readonly string[],
  data: string,
  { environment }: PostgresBinaries,
  user: ServerUser | undefined,
  when: 'first' | 'again' = 'first',
): ChildProcess {
  // What it said before it ended is why it ended.
  const log = openSync(logOf(data), when === 'first' ? 'w' : 'a', 0o600)
  try {
    return spawn(program, options, {
      cwd: data,
      // Nothing of our own environment: it may hold secrets, and settings (PGDATA, LC_ALL) that mean another server.
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', ...environment },
      stdio: ['ignore', log, log],
      // In a group of its own: Ctrl-C is for the program, which ends the server after it has put its things away.
      detached: true,
      ...(user ?? {}),
    })
  } finally {
    closeSync(log)
  }
}

const logOf = (data: string): string => join(data, '..', 'postgres.log')

/** With the last that it said. */
function notStarted(why: string, data: string) {
  const said = readFileSync(logOf(data), 'utf8').slice(-2000).trim()
  return problem(
    'postgres-not-started',
    `the PostgreSQL that comes with the install ${why}${said === '' ? '' : `:\n${said}`}`,
    'Look at what it says; or name a server of your own in DATABASE_URL.',
    { file: data },
  )
}

/** The database is made over the one that every server has. */
async function makeDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
}

/** A free port of this machine at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** «Fast» shutdown: open transactions are rolled back. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.ref()
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGQUIT'), stopLimitMs)
  await gone
  clearTimeout(timer)
}

async function stopPid(pid: number): Promise<void> {
  process.kill(pid, 'SIGINT')
  const deadline = Date.now() + stopLimitMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGQUIT')
    await new Promise((next) => setTimeout(next, 20))
  }
}
