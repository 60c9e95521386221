import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase, type Database } from '../../src/store/database.js'
import { saveApi, saveParticipant } from '../../src/store/registry-rows.js'
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
  const now = new Date().toISOString()
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  await saveParticipant(db, { id: 'P', name: 'Bank', roles: ['provider'], ...state }, now)
  for (const id of ['lost', 'kept']) {
    const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
    await saveApi(db, { id, participant: 'P', system: 's', name: id, targets: {}, budget: 1, probe }, now)
  }
})

afterAll(async () => {
  await db.close().catch(() => undefined)
  await server.end()
  folder.remove()
})

const rounds = (api: string) =>
  db.rows<{ state: string; takeovers: number; missed: string | null }>(
    'select state, takeovers, missed from round where api = $1 order by due_at',
    [api],
  )

/** When an API's round is recorded the database says so itself. */
async function settled(api: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no round of ${api} was settled`)), 30_000)
    const look = async (): Promise<void> => {
      const open = (await rounds(api)).filter(({ state }) => state === 'due' || state === 'running')
      if (open.length > 0) return
      clearTimeout(limit)
      void stop().then(resolve)
    }
    const stop = db.listen('synaq_api', () => void look().catch(reject))
  })
}

test('a worker is killed in the middle of a round: another one does it, once', async () => {
  const doomed = startTeller('operator-process.js', [url, 'hangs'])
  await doomed.says('ready')
  doomed.child.send({ round: 'lost' })
  expect(await doomed.says('round')).toBe('lost')
  const killed = once(doomed.child, 'exit')
  doomed.child.kill('SIGKILL')
  await killed
  expect(await rounds('lost')).toMatchObject([{ state: 'running', takeovers: 0 }])

  const heir = startTeller('operator-process.js', [url, 'works'])
  expect(await heir.says('round')).toBe('lost')
  await settled('lost')
  expect(await rounds('lost')).toEqual([{ state: 'done', takeovers: 1, missed: null }])
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
  expect(await rounds('kept')).toEqual([{ state: 'done', takeovers: 1, missed: null }])
  await heir.end()
})

test('the database goes down under the operator and comes back: rounds go on', async () => {
  const operator = startTeller('operator-process.js', [url, 'works'])
  await operator.says('ready')
  operator.child.send({ round: 'kept' })
  expect(await operator.says('opened')).not.toBeNull()
  await operator.says('round')
  await settled('kept')

  // Whoever listens is told when the connection stands, and again when it was lost and stands anew.
  let told = (): void => undefined
  const connected = (): Promise<void> => new Promise((resolve) => (told = resolve))
  const first = connected()
  const stop = db.listen('nothing', () => told())
  await first
  const back = connected()
  // When one of its processes is killed, the server ends all the others, recovers and starts again: seconds.
  const row = await db.row<{ pid: number }>('select pg_backend_pid() as pid')
  process.kill(row?.pid ?? 0, 'SIGKILL')
  await back
  await stop()

  operator.child.send({ round: 'kept' })
  expect(await operator.says('opened')).not.toBeNull()
  await operator.says('round')
  await settled('kept')
  const states = (await rounds('kept')).map(({ state }) => state)
  expect(new Set(states)).toEqual(new Set(['done']))
  expect(states).toHaveLength(3)
  expect(operator.child.exitCode).toBeNull()
  await operator.end()
}, 120_000)
