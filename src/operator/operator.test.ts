import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { whenTold } from '../../tests/support/hand-engine.js'
import { operatorRig, type OperatorRig } from '../../tests/support/operator-rig.js'
import { wireCutter } from '../../tests/support/wire-cutter.js'
import type { RoundResult } from '../model/round.js'
import { openDatabase } from '../store/database.js'
import { openQueue } from '../store/queue.js'
import { startOperator, type RunningOperator } from './operator.js'
import { readPolicyFile } from './policy/read.js'

let rig: OperatorRig
beforeAll(async () => {
  rig = await operatorRig()
})
beforeEach(async () => {
  await rig.clear()
  // Time goes by three times as fast as it does.
  running = setInterval(() => rig.clock.forward(150), 50)
})
afterEach(() => clearInterval(running))
afterAll(() => rig.drop())

let running: NodeJS.Timeout
const minuteMs = 60_000
const limits = {
  slots: 4,
  bucket: { capacity: 1000, perSecond: 100 },
  startsPerSecond: 20,
  leaseMs: 6000,
}

/** Once the database says by itself that something changed and it is so. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const { promise, tell } = whenTold<Error | undefined>()
  const limit = setTimeout(() => tell(new Error(`it did not come to this: ${what}`)), 30_000)
  const look = (): void => void holds().then((yes) => yes && tell(undefined), tell)
  const stop = rig.db.listen('synaq_api', look)
  const failed = await promise
  clearTimeout(limit)
  await stop()
  if (failed) throw failed
}

const count = async (api: string, state: string): Promise<number> =>
  (await rig.rounds(api)).filter((round) => round.state === state).length

test('the database is away for minutes: the operator goes on, and what it missed is one record, not made up for', async () => {
  const way = await wireCutter(rig.url)
  const warnings: (() => void)[] = []
  const warn = (): void => warnings.forEach((told) => told())
  const [db, queue] = [await openDatabase(way.url), await openQueue(way.url, warn)]
  const { clock, engine, gate } = rig
  await rig.publish('busy', { budget: 1920 })
  await rig.publish('slow')
  const slow = whenTold<Partial<RoundResult>>()
  let slowRounds = 0
  engine.finds('slow', () => {
    slowRounds += 1
    return slowRounds === 1 ? slow.promise : {}
  })
  const policy = readPolicyFile('examples/policy.yaml')
  const operator: RunningOperator = await startOperator({
    ...{ db, queue, engine, clock, gate, policy, limits, warn },
    carriers: {},
  })
  await engine.begins('slow')
  await until('a first round', async () => (await count('busy', 'done')) === 1)

  way.cut()
  const before = engine.began.length
  for (let n = 0; n < 10; n++) {
    clock.forward(30_000)
    const warned = whenTold<undefined>()
    warnings.push(() => warned.tell(undefined))
    await warned.promise
  }
  // It cannot be recorded.
  slow.tell({})
  expect(engine.began.length).toBe(before)
  way.mend()

  const recorded = async (): Promise<boolean> => (await rig.rounds('busy')).some(({ missed }) => missed !== null)
  await until('what was missed is recorded', recorded)
  const [, missed] = await rig.rounds('busy')
  expect(missed).toMatchObject({ state: 'missed', missed: 'not-scheduled' })
  expect(missed?.slots).toBeGreaterThanOrEqual(4)
  expect((await rig.counts('busy')).missed).toBe(missed?.slots)
  expect(engine.began.filter(({ api }) => api === 'busy')).toHaveLength(1)
  clock.forward(45_000)
  await until('the next slot', async () => (await count('busy', 'done')) === 2)
  // Nobody holds on to the round that was under way: it is done again, and counted once.
  await until('the lost round', async () => (await count('slow', 'done')) > 0)
  expect((await rig.rounds('slow'))[0]).toMatchObject({ state: 'done', takeovers: 1 })
  expect((await rig.counts('slow')).conforms).toBe(await count('slow', 'done'))
  expect(engine.mostAtOnce).toBe(1)
  await operator.stop()
  await queue.stop()
  await db.close()
  await way.close()
})

test('ten thousand parcels for a receiver that hangs delay neither probes nor other receivers', async () => {
  const { db, queue, clock, engine, gate } = rig
  await db.run(
    `insert into outbox (carrier, key, payload, created_at, next_try_at)
     select 'hangs', 'parcel ' || n, '{}', $1, $1 from generate_series(1, 10000) n`,
    [clock.now()],
  )
  await db.run(
    `insert into outbox (carrier, key, payload, created_at, next_try_at) values ('quick', 'last', '{"api": "busy"}', $1, $1)`,
    [clock.now()],
  )
  await rig.publish('busy', { budget: 1920 })
  const common = { atOnce: 3, patienceMs: 30_000, giveUpAfterMs: 3_600_000 }
  let hanging = 0
  const carriers = {
    hangs: {
      ...common,
      carry: (_: unknown, __: unknown, signal: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          hanging += 1
          signal.addEventListener('abort', () => reject(new Error('ended')))
        }),
    },
    quick: { ...common, carry: () => Promise.resolve() },
  }
  const policy = readPolicyFile('examples/policy.yaml')
  const operator = await startOperator({
    ...{ db, queue, engine, clock, gate, policy, limits, carriers },
    warn: (what, error) => rig.warned.push(`${what}: ${String(error)}`),
  })
  await until('the other receiver has it, and the API its round', async () => {
    const row = await db.row<{ n: number }>('select count(*)::int as n from outbox where delivered_at is not null')
    return row?.n === 1 && (await count('busy', 'done')) >= 1
  })
  expect(hanging).toBe(3)
  for (let n = 2; n < 4; n++) {
    clock.forward(minuteMs)
    await until('the next round', async () => (await count('busy', 'done')) >= n)
  }
  expect(rig.warned).toEqual([])
  await operator.stop()
})
