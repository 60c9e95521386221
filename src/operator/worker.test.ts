import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { departed, silent, whenTold } from '../../tests/support/hand-engine.js'
import { leaseMs, operatorRig, type OperatorRig } from '../../tests/support/operator-rig.js'
import { problem } from '../base/problem.js'
import type { RoundResult } from '../model/round.js'
import type { Database } from '../store/database.js'
import { decisions, openProposal } from '../store/decision-rows.js'
import { readPolicy } from './policy/read.js'
import { Governor } from './governor.js'

let rig: OperatorRig
beforeAll(async () => {
  rig = await operatorRig()
})
let last = 0
let api: string
beforeEach(async () => {
  await rig.clear()
  rig.engine.controls(() => ({}))
  last += 1
  api = `api-${last}`
  await rig.publish(api)
})
afterAll(() => rig.drop())

const minuteMs = 60_000
const began = (): number => rig.engine.began.filter((one) => one.api === api).length
const one = { departs: 0, down: 0, unsaid: 0, missed: 0, conforms: 0 }

/** What the operator does meanwhile: its scheduler looks every few seconds. */
async function watch(ms: number, scheduler = rig.scheduler()): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5000) {
    rig.clock.forward(5000)
    await scheduler.tick()
  }
}

test('a worker stands still for longer than its lease: another one does the round, and one result counts', async () => {
  const slow = whenTold<Partial<RoundResult>>()
  rig.engine.finds(api, () => (began() === 1 ? slow.promise : {}))
  await rig.open(api)
  const [sleeper, heir] = [rig.worker('sleeper'), rig.worker('heir')]
  await sleeper.poll()
  await watch(2 * leaseMs)
  expect(await rig.rounds(api)).toMatchObject([{ state: 'due', takeovers: 1 }])
  await heir.poll()
  await heir.idle()
  expect(await rig.rounds(api)).toMatchObject([{ state: 'done', worker: 'heir', takeovers: 1 }])
  // It wakes and has found something else.
  slow.tell(departed)
  await sleeper.idle()
  expect(await rig.rounds(api)).toMatchObject([{ state: 'done', worker: 'heir', takeovers: 1 }])
  expect(await rig.counts(api)).toEqual({ ...one, conforms: 1 })
})

test('a worker that beats keeps its round however long it takes; what was taken from it, it breaks off', async () => {
  const slow = whenTold<Partial<RoundResult>>()
  rig.engine.finds(api, () => slow.promise)
  await rig.open(api)
  const worker = rig.worker('w')
  const scheduler = rig.scheduler()
  await worker.poll()
  await rig.engine.begins(api)
  for (let n = 0; n < 30; n++) {
    await worker.beat()
    worker.letGo()
    await watch(5000, scheduler)
  }
  const { signal } = rig.engine.began.at(-1) ?? { signal: AbortSignal.abort() }
  expect([(await rig.rounds(api))[0]?.takeovers, signal.aborted]).toEqual([0, false])
  await watch(2 * leaseMs, scheduler)
  await worker.beat()
  expect(signal.aborted).toBe(true)
  slow.tell({})
  await worker.idle()
  expect(await rig.rounds(api)).toMatchObject([{ state: 'due', takeovers: 1, worker: null }])
})

test('a worker that cannot reach the database breaks its rounds off before others may take them', async () => {
  const slow = whenTold<Partial<RoundResult>>()
  rig.engine.finds(api, () => slow.promise)
  await rig.open(api)
  const worker = rig.worker('w')
  await worker.poll()
  await rig.engine.begins(api)
  rig.clock.forward(leaseMs)
  worker.letGo()
  expect(rig.engine.began.at(-1)?.signal.aborted).toBe(false)
  rig.clock.forward(1)
  worker.letGo()
  expect(rig.engine.began.at(-1)?.signal.aborted).toBe(true)
  slow.tell({})
  await worker.idle()
})

test('the database is gone when a round is to be recorded: it is not held for ever, but done once more and counted once', async () => {
  await rig.open(api)
  let gone = true
  const cut: Database = {
    ...rig.db,
    transaction: (work) => (gone ? Promise.reject(new Error('connection terminated')) : rig.db.transaction(work)),
  }
  const worker = rig.worker('w', { db: cut })
  await worker.poll()
  await worker.idle()
  expect(rig.warned).toEqual([expect.stringContaining('connection terminated')])
  expect(await rig.rounds(api)).toMatchObject([{ state: 'running', worker: 'w' }])
  gone = false
  const scheduler = rig.scheduler()
  for (let n = 0; n < 10; n++) {
    await worker.beat()
    await watch(5000, scheduler)
  }
  expect(await worker.poll()).toBe(1)
  await worker.idle()
  expect(await rig.rounds(api)).toMatchObject([{ state: 'done', takeovers: 1 }])
  expect([began(), await rig.counts(api)]).toEqual([2, { ...one, conforms: 1 }])
})

test('the same round sent twice, and two workers at once: it is carried out once', async () => {
  const id = await rig.open(api)
  await rig.db.transaction((tx) => rig.queue.send(tx, [id, id]))
  const workers = [rig.worker('w1'), rig.worker('w2')]
  const taken = await Promise.all(workers.map((worker) => worker.poll()))
  await Promise.all(workers.map((worker) => worker.idle()))
  expect(taken.reduce((a, b) => a + b)).toBe(1)
  await rig.db.transaction((tx) => rig.queue.send(tx, [id]))
  expect(await workers[0]?.poll()).toBe(1)
  await workers[0]?.idle()
  expect([began(), await rig.counts(api)]).toEqual([1, { ...one, conforms: 1 }])
})

/** One round of the API by a worker of its own. */
async function round(found: Partial<RoundResult> | Error = {}): Promise<void> {
  rig.engine.finds(api, () => found)
  await rig.open(api)
  const worker = rig.worker('w')
  await worker.poll()
  await worker.idle()
  rig.clock.forward(minuteMs)
}

const problemOf = async (): Promise<unknown> =>
  (await rig.db.row<{ problem: unknown }>('select problem from api where id = $1', [api]))?.problem

describe('what is our fault', () => {
  test('a round that our program fails to carry out is missed, and no problem of the API', async () => {
    await round(new TypeError('undefined is not a function'))
    expect(await rig.rounds(api)).toMatchObject([{ state: 'missed', missed: 'harness' }])
    expect([await problemOf(), await rig.counts(api)]).toEqual([null, { ...one, missed: 1 }])
  })

  test('a target that cannot be read is one', async () => {
    await round(problem('target', 'no such file', 'Write it.'))
    expect(await rig.rounds(api)).toMatchObject([{ state: 'missed', missed: 'target' }])
    expect(await problemOf()).toMatchObject([{ code: 'target' }])
  })

  test.each<[string, () => Partial<RoundResult> | Error | undefined, string]>([
    ['fails', () => ({ conformance: 'departs' }), 'bad'],
    ['cannot be carried out', () => problem('child-not-started', 'no sandbox', 'Look.'), 'bad'],
    ['does not answer', () => silent, 'bad'],
    ['does not exist', () => undefined, 'none'],
  ])('a control that %s stands beside the round', async (_, control, told) => {
    rig.engine.controls(control)
    await round(departed)
    expect(await rig.rounds(api)).toMatchObject([{ state: 'done', control: told }])
    expect(await problemOf()).toBeNull()
  })

  test('a control that failed while the round was under way excuses it; one that was good before it ended does not', async () => {
    const [first, second] = [whenTold<Partial<RoundResult>>(), whenTold<Partial<RoundResult>>()]
    const other = `${api}-other`
    await rig.publish(other)
    rig.engine.finds(api, () => first.promise)
    rig.engine.finds(other, () => second.promise)
    await rig.open(api)
    await rig.open(other)
    const recorded = whenTold<string>()
    const worker = rig.worker('w', {
      finished: (of) => {
        recorded.tell(of)
        return Promise.resolve()
      },
    })
    await worker.poll()
    await Promise.all([rig.engine.begins(api), rig.engine.begins(other)])
    rig.clock.forward(1000)
    const control = jest.fn(() => ({ conformance: 'departs' as const }))
    rig.engine.controls(control)
    second.tell(departed)
    expect(await recorded.promise).toBe(other)
    rig.clock.forward(1000)
    rig.engine.controls(() => ({}))
    first.tell(departed)
    await worker.idle()
    expect(await rig.rounds(api)).toMatchObject([{ control: 'bad' }])
    expect(control).toHaveBeenCalledTimes(1)
  })

  test('works that began during the round are told', async () => {
    const slow = whenTold<Partial<RoundResult>>()
    rig.engine.finds(api, () => slow.promise)
    await rig.open(api)
    const worker = rig.worker('w')
    await worker.poll()
    const [starts, ends] = [1000, 60_000].map((ms) => new Date(Date.parse(rig.clock.now()) + ms).toISOString())
    await rig.db.run(
      `insert into works (participant, api, kind, notice, announced_at, starts_at, ends_at, announced_end, limited, note)
       select participant, id, 'planned', 'in-time', $2, $2, $3, $3, false, '' from api where id = $1`,
      [api, starts ?? '', ends ?? ''],
    )
    await rig.engine.begins(api)
    rig.clock.forward(5000)
    slow.tell(silent)
    await worker.idle()
    expect(await rig.rounds(api)).toMatchObject([{ works: 'planned' }])
  })

  test('the clock jumps while a round is under way: it lasted as long as it lasted', async () => {
    const slow = whenTold<Partial<RoundResult>>()
    rig.engine.finds(api, () => slow.promise)
    await rig.open(api)
    const worker = rig.worker('w')
    await worker.poll()
    await rig.engine.begins(api)
    rig.clock.forward(5000)
    rig.clock.jump(5 * 60 * minuteMs)
    slow.tell(silent)
    await worker.idle()
    const [recorded] = await rig.rounds(api)
    expect(Date.parse(recorded?.ended_at ?? '') - Date.parse(recorded?.started_at ?? '')).toBe(5000)
  })
})

describe('decisions', () => {
  /** A round after which nobody is asked. */
  async function carriedOut(found: Partial<RoundResult>): Promise<void> {
    rig.clock.forward(minuteMs)
    rig.engine.finds(api, () => found)
    await rig.open(api)
    const worker = rig.worker('w', { finished: () => Promise.resolve() })
    await worker.poll()
    await worker.idle()
  }

  test('two that decide on one API at once make one decision, and one order goes out', async () => {
    const governor = new Governor({ ...rig, policy: readPolicy(strict(''), 'x'), leaseMs })
    await carriedOut(departed)
    const made = await Promise.all([1, 2, 3, 4].map(() => governor.consider(api)))
    expect(made.filter((id) => id !== undefined)).toHaveLength(1)
    expect(await decisions(rig.db, 9, api)).toMatchObject([{ action: 'unpublish', status: 'in-force' }])
    expect(await rig.db.rows('select key from outbox')).toHaveLength(1)
  })

  test('a second person and the policy at once do not wait for each other for ever', async () => {
    const governor = new Governor({ ...rig, policy: readPolicy(strict('secondPerson: [unpublish]'), 'x'), leaseMs })
    await carriedOut(departed)
    await governor.consider(api)
    const proposal = await openProposal(rig.db, api)
    if (!proposal) throw new Error('nothing was proposed')
    // What it rests on no longer holds.
    await carriedOut({})
    const person = { name: 'B', role: 'operator' } as const
    const settle = () => rig.db.transaction((tx) => governor.settle(tx, proposal, true, person))
    const settled = await Promise.all([settle(), governor.consider(api), settle(), governor.consider(api)])
    const after = await decisions(rig.db, 9, api)
    expect(after.filter(({ status }) => status === 'proposed')).toEqual([])
    expect(after.some(({ status }) => status === 'in-force')).toBe(settled[0] || settled[2])
  })
})

const strict = (more: string): string =>
  `name: strict\nrules:\n  - { name: d, nonconforming: { rounds: 1, of: 1 }, then: unpublish }\nback: { rounds: 2, for: PT0S }\n${more}\n`
