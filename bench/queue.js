import { randomBytes } from 'node:crypto'
import { rmSync, mkdtempSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from '../dist/src/store/database.js'
import { startEmbedded } from '../dist/src/store/embedded.js'
import { openQueue } from '../dist/src/store/queue.js'
import { median, spread } from './statistics.js'

const jobs = 4000
const atOnce = 8
const rounds = 5

/** Jobs per second that go through the queue and do nothing: ours (pg-boss, as rounds use it) beside graphile-worker. */
export async function measureQueue() {
  const peer = await import('graphile-worker').catch(() => undefined)
  const folder = mkdtempSync(join(tmpdir(), 'synaq-bench-queue-'))
  chmodSync(folder, 0o711)
  const server = await startEmbedded(folder)
  try {
    const perSecond = { ours: [], peer: [] }
    for (let round = 0; round < rounds; round++) {
      perSecond.ours.push(jobs / (await inDatabase(server.url, throughOurs)))
      if (peer) perSecond.peer.push(jobs / (await inDatabase(server.url, (url) => throughPeer(peer, url))))
    }
    const side = (name) => ({ perSecond: median(perSecond[name]), spread: spread(perSecond[name]) })
    const setting = { jobs, atOnce, rounds }
    if (!peer) return { ours: side('ours'), setting }
    return { ours: side('ours'), peer: side('peer'), ratio: side('ours').perSecond / side('peer').perSecond, setting }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

/** Seconds that `work` takes in a new database. */
async function inDatabase(server, work) {
  const name = `bench_${randomBytes(4).toString('hex')}`
  const owner = await openDatabase(server)
  await owner.run(`create database ${name}`)
  await owner.close()
  const url = new URL(server)
  url.pathname = `/${name}`
  return work(url.href)
}

async function throughOurs(url) {
  const db = await openDatabase(url)
  const queue = await openQueue(url, (error) => console.error(error))
  await queue.send(
    db,
    Array.from({ length: jobs }, (_, i) => i + 1),
  )
  const start = performance.now()
  let done = 0
  while (done < jobs) {
    const taken = await queue.fetch(atOnce)
    await Promise.all(taken.map(({ job }) => queue.done([job])))
    done += taken.length
  }
  const seconds = (performance.now() - start) / 1000
  await queue.stop()
  await db.close()
  return seconds
}

async function throughPeer({ run, makeWorkerUtils }, url) {
  const pgPool = new pg.Pool({ connectionString: url, max: atOnce + 2 })
  // The server ends sooner than its last connection.
  pgPool.on('error', () => undefined)
  const utils = await makeWorkerUtils({ pgPool })
  await utils.migrate()
  await utils.withPgClient((client) =>
    client.query(
      `select count(graphile_worker.add_job('nothing', json_build_object('round', n))) from generate_series(1, ${jobs}) n`,
    ),
  )
  await utils.release()
  let done = 0
  const all = Promise.withResolvers?.() ?? withResolvers()
  const nothing = () => {
    done += 1
    if (done === jobs) all.resolve()
  }
  const start = performance.now()
  const runner = await run({
    ...{ pgPool, concurrency: atOnce, pollInterval: 100, noHandleSignals: true },
    taskList: { nothing },
    logger: silent(await import('graphile-worker')),
  })
  await all.promise
  const seconds = (performance.now() - start) / 1000
  await runner.stop()
  await pgPool.end()
  return seconds
}

const silent = ({ Logger }) => new Logger(() => () => undefined)

function withResolvers() {
  let resolve
  const promise = new Promise((done) => (resolve = done))
  return { promise, resolve }
}
