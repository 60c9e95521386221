import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { operatorRig, type OperatorRig } from '../../tests/support/operator-rig.js'
import { claimRound, expireRound } from '../store/round-rows.js'
import type { Scheduler } from './scheduler.js'

let rig: OperatorRig
beforeAll(async () => {
  rig = await operatorRig()
})
beforeEach(() => rig.clear())
afterAll(() => rig.drop())

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Time goes by in steps; at each one schedulers look and a worker takes what there is. */
async function pass(ms: number, stepMs: number, schedulers: readonly Scheduler[]): Promise<void> {
  const worker = rig.worker('w')
  for (let passed = 0; passed < ms; passed += stepMs) {
    rig.clock.forward(stepMs)
    for (const scheduler of schedulers) await scheduler.tick()
    while ((await worker.poll()) > 0) await worker.idle()
  }
}

const states = async (api: string) => (await rig.rounds(api)).map(({ state, trigger }) => `${state} ${trigger}`)

test('new APIs: the first rounds come one after another, each in the place of its first slot, and the budget is kept', async () => {
  for (let n = 0; n < 6; n++) await rig.publish(`a${n}`, { budget: 48 })
  const scheduler = rig.scheduler({ startsPerSecond: 1 })
  await pass(10_000, 500, [scheduler])
  const firsts = await rig.db.rows<{ due_at: string }>('select due_at from round order by due_at')
  expect(firsts).toHaveLength(6)
  const apart = firsts.map(({ due_at }) => Date.parse(due_at)).map((at, i, all) => at - (all[i - 1] ?? at))
  expect(apart.slice(1)).toEqual([1000, 1000, 1000, 1000, 1000])
  await pass(2 * hourMs - 20_000, minuteMs, [scheduler])
  for (let n = 0; n < 6; n++) {
    const rounds = await states(`a${n}`)
    expect(rounds[0]).toBe('done first')
    expect(rounds.slice(1).every((round) => round === 'done scheduled')).toBe(true)
    expect([3, 4]).toContain(rounds.length)
  }
})

test('of two schedulers one is at work; when it is gone the other one goes on, and no slot is opened twice', async () => {
  for (let n = 0; n < 5; n++) await rig.publish(`a${n}`)
  const [first, second] = [rig.scheduler(), rig.scheduler()]
  await pass(hourMs, minuteMs, [first, second])
  expect([first.leads, second.leads]).toEqual([true, false])
  // As the server sees a process that is killed.
  await rig.db.rows(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
    and database = (select oid from pg_database where datname = current_database()) and objid = 7351002`)
  await pass(hourMs, minuteMs, [second, first])
  expect([first.leads, second.leads]).toEqual([false, true])
  const slots = await rig.db.rows<{ api: string; n: number; due: number; tests: number }>(
    `select api, count(*)::int as n, count(distinct due_at)::int as due, sum(tests)::int as tests from round group by api`,
  )
  // Four slots an hour, of which the first round took the place of one.
  for (const { n, due, tests } of slots) expect([n, due, tests]).toEqual([n, n, n])
  expect(slots.map(({ n }) => n).filter((n) => n < 7 || n > 8)).toEqual([])
  expect(rig.engine.mostAtOnce).toBe(1)
})

test('two that both take themselves for the leader open each slot once', async () => {
  for (let n = 0; n < 20; n++) await rig.publish(`a${n}`, { budget: 1920 })
  const [first, second] = [rig.scheduler(), rig.scheduler()]
  await first.tick()
  // A leader that stood still so long that the server gave its lock to another one, and does not know it yet.
  Object.assign(second, { session: Reflect.get(first, 'session') as unknown })
  for (let n = 0; n < 10; n++) {
    rig.clock.forward(20_000)
    await Promise.all([first.tick(), second.tick()])
    const worker = rig.worker('w', { slots: 50 })
    while ((await worker.poll()) > 0) await worker.idle()
  }
  const [row] = await rig.db.rows<{ n: number; slots: number }>(
    'select count(*)::int as n, count(distinct (api, due_at))::int as slots from round',
  )
  expect(row?.n).toBe(row?.slots)
  const missed = await rig.db.row<{ recorded: number; counted: number }>(
    `select (select coalesce(sum(slots), 0)::int from round where state = 'missed') as recorded,
       (select coalesce(sum(missed), 0)::int from api_hour) as counted`,
  )
  expect(missed?.counted).toBe(missed?.recorded)
  Object.assign(second, { session: undefined })
})

test('the clock jumps hours ahead: what went by is one record with its count, and nobody is rushed', async () => {
  for (let n = 0; n < 5; n++) await rig.publish(`a${n}`)
  const scheduler = rig.scheduler()
  await pass(hourMs, minuteMs, [scheduler])
  const before = (await rig.rounds('a3')).length
  rig.clock.jump(5 * hourMs)
  const decided = await scheduler.tick()
  expect(decided.filter(({ kind }) => kind === 'start').length).toBeLessThanOrEqual(1)
  await pass(15 * minuteMs, minuteMs, [scheduler])
  const after = (await rig.rounds('a3')).slice(before)
  expect(after).toMatchObject([
    { state: 'missed', missed: 'not-scheduled', slots: 20 },
    { state: 'done', trigger: 'scheduled' },
  ])
  expect((await rig.counts('a3')).missed).toBe(20)
})

test.each([
  ['under the scheduler', false],
  ['while nobody is at work', true],
])('the clock is set back by hours %s: probes go on at their rhythm', async (_, anew) => {
  await rig.publish('a')
  const bucket = { capacity: 2, perSecond: 0.01 }
  const scheduler = rig.scheduler({ bucket })
  await pass(2 * hourMs, minuteMs, [scheduler])
  if (!anew) await rig.db.run(`update api set not_before = $1`, [rig.clock.now()])
  const before = (await rig.rounds('a')).length
  if (anew) scheduler.stop()
  rig.clock.jump(-90 * minuteMs)
  await pass(hourMs + 15 * minuteMs, minuteMs, [anew ? rig.scheduler({ bucket }) : scheduler])
  const after = (await rig.rounds('a')).slice(before)
  expect(after.filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(4)
  expect(after.length).toBeLessThanOrEqual(6)
})

test('an API that cannot be planned keeps the others from nothing', async () => {
  await rig.publish('broken')
  await rig.publish('sound')
  rig.engine.tests('broken', new Error('out of memory'))
  await pass(1000, 500, [rig.scheduler()])
  expect(await states('sound')).toEqual(['done first'])
  const row = await rig.db.row<{ problem: { code: string }[] }>(`select problem from api where id = 'broken'`)
  expect(row?.problem).toMatchObject([{ code: 'probe-plan' }])
})

test('a round whose job was lost is sent again, once at a time; one that nobody takes is past', async () => {
  await rig.publish('a')
  const scheduler = rig.scheduler()
  const id = await rig.open('a')
  await rig.queue.done((await rig.queue.fetch(9)).map(({ job }) => job))
  for (let n = 0; n < 120; n++) {
    rig.clock.forward(1000)
    await scheduler.tick()
  }
  const jobs = await rig.queue.fetch(9)
  expect(jobs.map(({ round }) => round)).toEqual([id])
  rig.clock.forward(hourMs)
  await scheduler.tick()
  expect((await rig.rounds('a'))[0]).toMatchObject({ state: 'missed', missed: 'no-worker' })
  expect((await rig.counts('a')).missed).toBeGreaterThanOrEqual(1)
})

test('a round that is taken at the last moment is not past', async () => {
  await rig.publish('a')
  const id = await rig.open('a')
  const now = rig.clock.now()
  await claimRound(rig.db, id, { worker: 'w', now, leaseUntil: now })
  expect(await expireRound(rig.db, id, 'no-worker', now)).toBe(false)
  expect((await rig.rounds('a'))[0]).toMatchObject({ state: 'running', worker: 'w' })
})

test('two minutes of 500 APIs on the database: every slot on time, none twice, no two of one API at once', async () => {
  await rig.db.run(
    `insert into participant (id, name, roles, accredited, blocked, contacts, updated_at)
     select 'P' || n, 'P' || n, '{provider}', true, false, '[]', $1 from generate_series(1, 500) n`,
    [rig.clock.now()],
  )
  await rig.db.run(
    `insert into api (id, participant, system, name, targets, state, state_since, budget, probe, tests, updated_at)
     select 'a' || n, 'P' || n, 's', 'a' || n, '{}', 'published', $1, 1920,
       '{"environment": "test", "effects": [], "only": [], "tags": []}', 20, $1 from generate_series(1, 500) n`,
    [rig.clock.now()],
  )
  // They have been probed before: this is no first hour.
  await rig.db.run(
    `insert into round (api, due_at, trigger, state, missed, ended_at)
     select id, $1::timestamptz - interval '1 day', 'scheduled', 'missed', 'no-worker', $1 from api`,
    [rig.clock.now()],
  )
  for (let n = 1; n <= 500; n++) rig.engine.tests(`a${n}`, 20)
  const scheduler = rig.scheduler({ startsPerSecond: 4 })
  const worker = rig.worker('w', { slots: 50, finished: () => Promise.resolve() })
  const started = rig.clock.now()
  for (let passed = 0; passed < 2 * minuteMs; passed += 1000) {
    rig.clock.forward(1000)
    await scheduler.tick()
    while ((await worker.poll()) > 0) await worker.idle()
  }
  const lags = await rig.db.rows<{ ms: number }>(
    `select extract(epoch from started_at - due_at)::float * 1000 as ms from round where due_at > $1 order by 1`,
    [started],
  )
  // Each has a slot every 15 minutes.
  expect(lags.length).toBeGreaterThanOrEqual(60)
  expect(lags.every(({ ms }) => ms >= 0)).toBe(true)
  expect(lags[Math.floor(lags.length * 0.99)]?.ms).toBeLessThan(5000)
  expect(rig.engine.mostAtOnce).toBe(1)
  const [missed] = await rig.db.rows<{ n: number }>(
    `select count(*)::int as n from round where state = 'missed' and due_at > $1`,
    [started],
  )
  expect(missed?.n).toBe(0)
}, 120_000)
