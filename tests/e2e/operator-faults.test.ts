import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase, type Database } from '../../src/store/database.js'
import { moveApi, saveApi, saveParticipant } from '../../src/store/registry-rows.js'
import { temporaryFolder } from '../support/folder.js'
import { startTeller, type Teller } from '../support/told.js'

const folder = temporaryFolder()
let server: Teller
let url: string
let db: Database

beforeAll(async () => {
  server = startTeller('database-process.js', [folder.path])
  url = (await server.says('url')) as string
  db = await openDatabase(url)
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  await saveParticipant(db, { id: 'P', name: 'Bank', roles: ['provider'], ...state }, new Date().toISOString())
  for (const id of ['lost', 'kept']) await enter(id)
})

afterAll(async () => {
  await db.close().catch(() => undefined)
  await server.end()
  folder.remove()
})

async function enter(id: string): Promise<void> {
  const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
  const entry = { id, participant: 'P', system: 's', name: id, targets: {}, budget: 1, probe }
  await saveApi(db, entry, new Date().toISOString())
}

const rounds = (api: string) =>
  db.rows<{ state: string; takeovers: number; missed: string | null; due_at: string }>(
    'select state, takeovers, missed, due_at from round where api = $1 order by due_at',
    [api],
  )

const counted = async (api: string) =>
  (await db.row<{ n: number }>('select coalesce(sum(conforms), 0)::int as n from api_hour where api = $1', [api]))?.n

/** When so many rounds of an API are recorded; the database says so itself. */
async function settled(api: string, count = 1): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no round of ${api} was settled`)), 30_000)
    const look = async (): Promise<void> => {
      const known = await rounds(api)
      if (known.length < count || known.some(({ state }) => state === 'due' || state === 'running')) return
      clearTimeout(limit)
      void stop().then(resolve)
    }
    const stop = db.listen('synaq_api', () => void look().catch(reject))
  })
}

async function kill({ child }: Teller): Promise<void> {
  const killed = once(child, 'exit')
  child.kill('SIGKILL')
  await killed
}

test('a worker is killed in the middle of a round: another one does it, once', async () => {
  const doomed = startTeller('operator-process.js', [url, 'hangs'])
  await doomed.says('ready')
  doomed.child.send({ round: 'lost' })
  expect(await doomed.says('round')).toBe('lost')
  await kill(doomed)
  expect(await rounds('lost')).toMatchObject([{ state: 'running', takeovers: 0 }])

  const heir = startTeller('operator-process.js', [url, 'works'])
  expect(await heir.says('round')).toBe('lost')
  await settled('lost')
  expect(await rounds('lost')).toMatchObject([{ state: 'done', takeovers: 1, missed: null }])
  expect(await counted('lost')).toBe(1)
  await heir.end()
})

test('a worker that is told to end gives its round back', async () => {
  const leaving = startTeller('operator-process.js', [url, 'hangs'])
  await leaving.says('ready')
  leaving.child.send({ round: 'kept' })
  await leaving.says('round')
  await leaving.end()
  expect(await rounds('kept')).toMatchObject([{ state: 'due', takeovers: 1 }])

  const heir = startTeller('operator-process.js', [url, 'works'])
  expect(await heir.says('round')).toBe('kept')
  await settled('kept')
  expect(await rounds('kept')).toMatchObject([{ state: 'done', takeovers: 1, missed: null }])
  expect(await counted('kept')).toBe(1)
  await heir.end()
})

test('the process that schedules is killed: another one goes on at once, and opens no slot twice', async () => {
  const leader = startTeller('operator-process.js', [url, 'works'])
  await leader.says('leads')
  const other = startTeller('operator-process.js', [url, 'works'])
  await other.says('ready')
  for (const id of ['early', 'late']) {
    await enter(id)
    await moveApi(db, id, 'published', new Date().toISOString())
    await settled(id)
    if (id === 'early') await kill(leader)
  }
  await other.says('leads')
  for (const id of ['early', 'late'])
    expect([(await rounds(id)).map(({ state }) => state), await counted(id)]).toEqual([['done'], 1])
  await other.end()
})

test.each<[string, NodeJS.Signals]>([
  ['is ended', 'SIGINT'],
  ['is killed', 'SIGKILL'],
])(
  'the database server %s under the operator: it comes back, and rounds go on',
  async (_, signal) => {
    const operator = startTeller('operator-process.js', [url, 'works'])
    await operator.says('ready')
    // Whoever listens is told when the connection stands, and again when it was lost and stands anew.
    let told = (): void => undefined
    const connected = (): Promise<void> => new Promise((resolve) => (told = resolve))
    const first = connected()
    const stop = db.listen('nothing', () => told())
    await first
    const back = connected()
    const before = (await rounds('kept')).length
    const row = await db.row<{ pid: string }>(`select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`)
    process.kill(Number(row?.pid), signal)
    await back
    await stop()

    operator.child.send({ round: 'kept' })
    expect(await operator.says('opened')).not.toBeNull()
    await operator.says('round')
    await settled('kept', before + 1)
    expect((await rounds('kept')).map(({ state }) => state)).toEqual(Array.from({ length: before + 1 }, () => 'done'))
    expect(await counted('kept')).toBe(before + 1)
    expect(operator.child.exitCode).toBeNull()
    await operator.end()
  },
  120_000,
)
