import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { openGate } from '../../tests/support/open-gate.js'
import { fromKazakhstan, type Clock, type Instant } from '../base/clock.js'
import type { DecisionAction } from '../model/decision.js'
import type { RoundResult, Trigger } from '../model/round.js'
import { decisions } from '../store/decision-rows.js'
import { journal } from '../store/journal-rows.js'
import type { RoundQueue } from '../store/queue.js'
import { api as apiById, lockApi, saveApi, saveParticipant } from '../store/registry-rows.js'
import { lastRounds, openRound } from '../store/round-rows.js'
import { keepWorksRules, worksAhead, worksPast, type WorksRow } from '../store/works-rows.js'
import { Governor, policyActor } from './governor.js'
import { forWorks } from './moves.js'
import { readPolicy } from './policy/read.js'
import type { ProbeEngine } from './ports.js'
import { Scheduler } from './scheduler.js'
import { defaultWorksRules } from './settings/works.js'
import { Worker } from './worker.js'
import { announceWorks, cancelWorks, endWorks, type WorksActor, type WorksAsk } from './works.js'
import { WorksKeeper } from './works/keeper.js'

const hourMs = 3_600_000
const kz = (date: string, time: string): Instant => fromKazakhstan(date, time) ?? ''
const plus = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString()

const operator: WorksActor = { name: 'Aigul', role: 'operator' }
const bank: WorksActor = { name: 'bank token', role: 'participant', participant: 'A' }
const policy = readPolicy(
  'name: strict\nrules: [{ name: departs, nonconforming: { rounds: 2, of: 2 }, then: unpublish }]\nback: { rounds: 1, for: PT1M }',
  'policy',
)

let own: TestDatabase
let now: Instant
const clock: Clock = { now: () => now, ticks: () => Date.parse(now) }
let queued: number[] = []
const queue: RoundQueue = {
  send: (_, rounds) => {
    queued.push(...rounds)
    return Promise.resolve()
  },
  fetch: () => Promise.resolve(queued.splice(0).map((round) => ({ job: String(round), round }))),
  done: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}
let called: string[] = []
/** Those that depart: of one participant alone, so that the cause is not common. */
let departing: string[] = []
/** How long a round takes. */
let roundMs = 0
const found: RoundResult = {
  ...{
    run: 'r',
    conformance: 'conforms',
    availability: 'up',
    tests: 1,
    passed: 1,
    times: [5],
    unanswered: 0,
    trouble: [],
  },
}
const engine: ProbeEngine = {
  plan: () => Promise.resolve({ tests: 1, scripts: 'one' }),
  round: ({ id }) => {
    called.push(id)
    now = plus(now, roundMs)
    const conformance = departing.includes(id) ? 'departs' : 'conforms'
    return Promise.resolve({ ...found, conformance, run: `${id} ${now}` })
  },
  control: () => Promise.resolve(found),
  page: () => Promise.resolve(undefined),
  close: () => Promise.resolve(),
}
const warn = (what: string, error: unknown): void => {
  throw new Error(what, { cause: error })
}

let governor: Governor
let scheduler: Scheduler
let worker: Worker
const keeper = (): WorksKeeper => new WorksKeeper({ db: own.db, clock, governor, warn })

beforeAll(async () => {
  own = await testDatabase()
  const { db } = own
  governor = new Governor({ db, clock, policy, gate: openGate, leaseMs: 30_000 })
  const bucket = { capacity: 1000, perSecond: 1000 }
  scheduler = new Scheduler({ db, queue, engine, clock, warn, bucket, startsPerSecond: 200, leaseMs: 30_000 })
  worker = new Worker({
    ...{ db, queue, engine, clock, warn, id: 'w', host: 'h', pid: 1, slots: 10, leaseMs: 30_000 },
    finished: async (api) => {
      await governor.consider(api)
    },
  })
  now = kz('2026-12-01', '12:00')
  for (const [id, ...emails] of [
    ['A', 'a@bank.example', 'shared@it.example'],
    ['B', 'Shared@IT.example'],
    ['C'],
  ] as const) {
    const contacts = [...emails.map((email) => ({ name: 'x', email })), { name: 'by phone', phone: '+77000000101' }]
    const state = { accredited: true, blocked: false, limited: false, contacts }
    await saveParticipant(db, { id, name: `Bank ${id}`, roles: ['provider'], ...state }, now)
    for (const api of [`${id.toLowerCase()}1`, `${id.toLowerCase()}2`]) {
      const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
      await saveApi(db, { id: api, participant: id, system: 's', name: api, targets: {}, budget: 24, probe }, now)
    }
  }
})

afterAll(async () => {
  scheduler.stop()
  await own.drop()
})

/** A round, at once; a person asks for it unless told. */
async function roundOf(api: string, trigger: Trigger = 'manual'): Promise<void> {
  const id = await openRound(own.db, { api, dueAt: now, trigger })
  if (id !== undefined) queued.push(id)
  await worker.poll()
  await worker.idle()
}

/** Every test begins on a day of its own with all APIs published and no works ahead. */
let day = 0
beforeEach(async () => {
  day += 10
  now = plus(kz('2026-12-01', '12:00'), day * 24 * hourMs)
  await own.db.run('delete from works')
  await own.db.run('delete from outbox')
  await own.db.run(`update api set state = 'draft', next_at = null`)
  for (const api of ['a1', 'a2', 'b1', 'b2', 'c1', 'c2']) await byHand(api, 'publish')
  ;[queued, called, departing, roundMs] = [[], [], [], 0]
})

async function byHand(id: string, action: DecisionAction): Promise<void> {
  await own.db.transaction(async (tx) => {
    const api = await lockApi(tx, id)
    if (api) await governor.move(tx, api, action, { actor: operator, why: { ru: 'так', en: 'so' } })
  })
}

const announce = (ask: Partial<WorksAsk>, by: WorksActor = operator) => {
  const endsAt = plus(ask.startsAt ?? now, 2 * hourMs)
  const whole: WorksAsk = {
    ...{
      of: { kind: 'participant', participant: 'A' },
      kind: 'planned',
      endsAt,
      limited: false,
      note: '',
      anyway: true,
    },
    ...ask,
  }
  return own.db.transaction((tx) => announceWorks(tx, whole, by, now))
}
async function announced(ask: Partial<WorksAsk>, by?: WorksActor): Promise<WorksRow> {
  const answer = await announce(ask, by)
  if (answer.kind !== 'announced') throw new Error(answer.kind)
  return answer.works
}
const inThreeDays = (): Instant => plus(now, 72 * hourMs)
const states = async (...ids: string[]) => Promise.all(ids.map(async (id) => (await apiById(own.db, id))?.state))
const rulesOf = async (id: string) =>
  (await decisions(own.db, 2, id)).map(({ action, rule, proposedBy }) => `${action} ${rule} ${proposedBy}`)
/** What was put into the outbox for a carrier since this was asked last. */
const sent = async (carrier: 'mail' | 'platform') => {
  const rows = await own.db.rows<{ payload: object }>(
    'with gone as (delete from outbox where carrier = $1 returning id, payload) select payload from gone order by id',
    [carrier],
  )
  return rows.map(({ payload }) => payload)
}

describe('a notice', () => {
  test('is in time to the millisecond, is of now whatever is asked, and stands in the journal', async () => {
    const works = await announced({ startsAt: inThreeDays() }, bank)
    expect(works).toMatchObject({ kind: 'planned', notice: 'in-time', announced_at: now, participant: 'A', api: null })
    expect(await announced({ startsAt: plus(inThreeDays(), -1) }, bank)).toMatchObject({ kind: 'late', notice: 'late' })
    expect(await journal(own.db, { limit: 2 })).toMatchObject([
      { did: 'works.announce', who: 'bank token', participant: 'A', details: { notice: 'late' } },
      { did: 'works.announce', object: `works ${works.id}`, details: { notice: 'in-time', limited: false } },
    ])
  })

  test('that is late is asked about first, and nothing is done until it is said anyway', async () => {
    const late = { startsAt: plus(now, hourMs) }
    expect(await announce({ ...late, anyway: false })).toMatchObject({ kind: 'warned', warnings: [{ kind: 'late' }] })
    expect(await worksAhead(own.db, now)).toEqual([])
  })

  test('that comes twice is one; another end is another notice', async () => {
    const ask = { startsAt: inThreeDays(), of: { kind: 'api', api: 'a2' } as const }
    const first = await announced(ask)
    now = plus(now, hourMs)
    expect(await announce(ask)).toMatchObject({ kind: 'known', works: { id: first.id, notice: 'in-time' } })
    const longer = await announced({ ...ask, endsAt: plus(ask.startsAt, 3 * hourMs) })
    expect(longer).toMatchObject({ api: 'a2', notice: 'late' })
  })

  test.each<[string, string, () => Partial<WorksAsk>, WorksActor]>([
    [
      'works-past',
      'backdated',
      () => ({ kind: 'unplanned', startsAt: plus(now, -60_000), endsAt: plus(now, hourMs) }),
      operator,
    ],
    ['works-start', 'planned for no time', () => ({}), operator],
    ['works-end', 'over before it begins', () => ({ startsAt: inThreeDays(), endsAt: inThreeDays() }), operator],
    [
      'works-long',
      'of more than a week',
      () => ({ startsAt: inThreeDays(), endsAt: plus(inThreeDays(), 169 * hourMs) }),
      operator,
    ],
    [
      'works-far',
      'of another year',
      () => ({ startsAt: plus(now, 9000 * hourMs), endsAt: plus(now, 9001 * hourMs) }),
      operator,
    ],
    [
      'works-unknown',
      'of nobody',
      () => ({ startsAt: inThreeDays(), of: { kind: 'participant', participant: 'Z' } }),
      operator,
    ],
    ['works-unknown', 'of others', () => ({ startsAt: inThreeDays(), of: { kind: 'api', api: 'b1' } }), bank],
    ['works-not-yours', 'of the operator', () => ({ startsAt: inThreeDays(), of: { kind: 'operator' } }), bank],
    ['works-not-yours', 'by an auditor', () => ({ startsAt: inThreeDays() }), { name: 'x', role: 'auditor' }],
    [
      'works-limited',
      'of the operator with limited mode',
      () => ({ startsAt: inThreeDays(), of: { kind: 'operator' }, limited: true }),
      operator,
    ],
  ])('is refused as %s: %s', async (code, _, ask, by) => {
    await expect(announce(ask(), by)).rejects.toMatchObject({ problems: [{ code }] })
    expect(await worksAhead(own.db, now)).toEqual([])
  })

  test('can be called off before, ended meanwhile, and neither by others', async () => {
    const coming = await announced({ startsAt: inThreeDays() })
    const running = await announced({ kind: 'unplanned' })
    now = plus(now, 60_000)
    const act = (what: typeof cancelWorks, id: number, by: WorksActor = operator) =>
      own.db.transaction((tx) => what(tx, id, by, now))
    const other: WorksActor = { name: 'b', role: 'participant', participant: 'B' }
    await expect(act(cancelWorks, coming.id, other)).rejects.toMatchObject({ problems: [{ code: 'works-unknown' }] })
    await expect(act(endWorks, coming.id)).rejects.toMatchObject({ problems: [{ code: 'works-not-begun' }] })
    await expect(act(cancelWorks, running.id)).rejects.toMatchObject({ problems: [{ code: 'works-begun' }] })
    await act(cancelWorks, coming.id, bank)
    await act(endWorks, running.id)
    expect(await worksPast(own.db, now, 10)).toMatchObject([
      { id: coming.id, cancelled_at: now },
      { id: running.id, ends_at: now, announced_end: running.ends_at },
    ])
    await expect(act(endWorks, running.id)).rejects.toMatchObject({ problems: [{ code: 'works-over' }] })
    await expect(act(cancelWorks, coming.id)).rejects.toMatchObject({ problems: [{ code: 'works-cancelled' }] })
  })
})

describe('probes', () => {
  /** The scheduler and the worker go through some hours, from slot to slot. */
  async function go(hours: number): Promise<void> {
    const end = plus(now, hours * hourMs)
    for (;;) {
      await scheduler.tick()
      await worker.poll()
      await worker.idle()
      const next = await own.db.row<{ at: Instant }>('select min(next_at) as at from api')
      if (!next || next.at > end) break
      now = next.at
    }
    now = end
  }

  test('during planned works nobody calls: slots are missed, and the first ones after are taken', async () => {
    // Its first round is behind it.
    await go(2)
    const startsAt = plus(now, 72 * hourMs)
    await announced({ startsAt, endsAt: plus(startsAt, 4 * hourMs) })
    now = startsAt
    await go(0)
    called = []
    // What went by while this test let time pass.
    await scheduler.tick()
    await go(3.9)
    expect(called.filter((id) => id.startsWith('a'))).toEqual([])
    expect(called).toContain('b1')
    const missed = (await lastRounds(own.db, 'a1', 4)).slice(0, 3)
    expect(missed.map(({ state, missed }) => `${state} ${missed ?? ''}`)).toEqual(Array(3).fill('missed works'))
    await go(1.5)
    expect(called).toContain('a1')
  })

  test('an API that is published during works waits with its first round', async () => {
    await announced({ of: { kind: 'operator' }, kind: 'unplanned' })
    await own.db.run('delete from api_hour')
    await own.db.run(`delete from round`)
    await scheduler.tick()
    expect(queued).toEqual([])
    const rows = await own.db.rows('select 1 from api where next_at is null')
    expect(rows).toEqual([])
  })

  test('a late notice excuses nothing: rounds go on, say that it was late, and are held against it', async () => {
    await go(2)
    called = []
    departing = ['a1']
    await announced({ startsAt: now, endsAt: plus(now, 5 * hourMs) }, bank)
    await go(3)
    expect(called.filter((id) => id === 'a1').length).toBeGreaterThanOrEqual(2)
    const [row] = await lastRounds(own.db, 'a1', 1)
    expect(row).toMatchObject({ state: 'done', works: 'late' })
    expect(await states('a1')).toEqual(['unpublished'])
    expect((await governor.charges('a1', plus(now, -3 * hourMs))).get(row?.id ?? 0)).toBe('charged')
  })

  test('a round that waited for a worker until works began is missed; one that a person asks for takes place', async () => {
    await announced({ kind: 'unplanned', of: { kind: 'operator' } })
    await roundOf('a1', 'scheduled')
    now = plus(now, 1000)
    await roundOf('a2')
    const [waited, asked] = await Promise.all(['a1', 'a2'].map(async (id) => (await lastRounds(own.db, id, 1))[0]))
    expect([waited, asked]).toMatchObject([
      { state: 'missed', missed: 'works' },
      { state: 'done', works: 'operator' },
    ])
    expect(called).toEqual(['a2'])
  })

  test('a round that works begin in is excused by them', async () => {
    await go(2)
    const startsAt = plus(now, 72 * hourMs)
    await announced({ startsAt })
    now = plus(startsAt, -1000)
    roundMs = 2000
    await roundOf('a1')
    expect((await lastRounds(own.db, 'a1', 1))[0]).toMatchObject({ state: 'done', works: 'planned' })
  })
})

describe('limited mode during works', () => {
  test('goes on and off with them by decisions that the platform is told of, once, although several keep it', async () => {
    const works = await announced({ startsAt: inThreeDays(), limited: true }, bank)
    await keeper().tick()
    expect(await states('a1', 'a2', 'b1')).toEqual(['published', 'published', 'published'])
    now = works.starts_at
    await Promise.all([keeper().tick(), keeper().tick(), keeper().tick()])
    expect(await states('a1', 'a2', 'b1')).toEqual(['limited', 'limited', 'published'])
    expect(await rulesOf('a1')).toEqual(['limit works works', 'publish by-hand Aigul'])
    // Started again, and the clock put right by a minute.
    now = plus(now, -60_000)
    expect(await keeper().tick()).toBe(0)
    now = works.ends_at
    await Promise.all([keeper().tick(), keeper().tick()])
    expect(await states('a1', 'a2')).toEqual(['published', 'published'])
    expect(await rulesOf('a1')).toEqual(['republish works works', 'limit works works'])
    expect(await keeper().tick()).toBe(0)
    expect(await sent('platform')).toMatchObject([
      ...Array<object>(6).fill({ action: 'publish' }),
      { action: 'limit', api: 'a1', after: 'limited' },
      { action: 'limit', api: 'a2' },
      { action: 'republish', api: 'a1', before: 'limited', after: 'published' },
      { action: 'republish', api: 'a2' },
    ])
  })

  test('does not undo what a person or the policy did meanwhile, nor what they had done before', async () => {
    await byHand('a2', 'limit')
    const works = await announced({ kind: 'unplanned', limited: true })
    const other = await announced({ kind: 'unplanned', limited: true, of: { kind: 'participant', participant: 'B' } })
    await keeper().tick()
    expect(await states('a1', 'a2', 'b1', 'b2')).toEqual(Array(4).fill('limited'))
    now = plus(now, 60_000)
    await byHand('a1', 'unpublish')
    await byHand('b1', 'republish')
    await keeper().tick()
    expect(await states('b1')).toEqual(['published'])
    now = works.ends_at
    await keeper().tick()
    expect(other.ends_at).toBe(works.ends_at)
    expect(await states('a1', 'a2', 'b1', 'b2')).toEqual(['unpublished', 'limited', 'published', 'published'])
  })

  test('the policy looks past it: bad rounds before and during late works take the API off, and it stays off', async () => {
    departing = ['a1']
    now = plus(now, 60_000)
    await roundOf('a1')
    now = plus(now, 60_000)
    const works = await announced({ startsAt: now, limited: true }, bank)
    await keeper().tick()
    expect(await states('a1')).toEqual(['limited'])
    now = plus(now, 60_000)
    await roundOf('a1')
    expect(await rulesOf('a1')).toEqual([`unpublish departs ${policyActor.name}`, `limit ${forWorks} works`])
    now = works.ends_at
    await keeper().tick()
    expect(await states('a1')).toEqual(['unpublished'])
  })

  test('good rounds meanwhile do not put it back before the end', async () => {
    const rounds = async (n: number): Promise<void> => {
      for (let i = 0; i < n; i++) {
        now = plus(now, 600_000)
        await roundOf('a1')
      }
    }
    departing = ['a1']
    await rounds(2)
    departing = []
    await rounds(2)
    expect(await rulesOf('a1')).toEqual(['republish back policy', 'unpublish departs policy'])
    await announced({ kind: 'unplanned', limited: true })
    await keeper().tick()
    await rounds(3)
    expect(await lastRounds(own.db, 'a1', 1)).toMatchObject([{ conformance: 'conforms', works: 'unplanned' }])
    expect(await states('a1')).toEqual(['limited'])
  })

  test('a longer notice takes over where the first one ends; works that were ended early give it back at once', async () => {
    const first = await announced({ kind: 'unplanned', limited: true })
    await keeper().tick()
    now = plus(first.ends_at, -60_000)
    const longer = await announced({ startsAt: first.ends_at, endsAt: plus(first.ends_at, hourMs), limited: true })
    now = first.ends_at
    await keeper().tick()
    expect(await rulesOf('a1')).toEqual(['limit works works', 'publish by-hand Aigul'])
    now = plus(now, 60_000)
    await own.db.transaction((tx) => endWorks(tx, longer.id, bank, now))
    await keeper().tick()
    expect(await states('a1')).toEqual(['published'])
  })

  test('a machine that stood still all the while leaves everything as it is; a clock that was set back begins anew', async () => {
    const works = await announced({ startsAt: inThreeDays(), limited: true })
    now = plus(works.ends_at, 1)
    expect(await keeper().tick()).toBe(1)
    expect(await states('a1')).toEqual(['published'])
    now = works.starts_at
    expect(await keeper().tick()).toBe(1)
    expect(await states('a1')).toEqual(['limited'])
    now = plus(works.starts_at, -hourMs)
    expect(await keeper().tick()).toBe(1)
    expect(await states('a1')).toEqual(['published'])
  })
})

describe('works of the operator', () => {
  test('are told to every contact of every participant by one mail each, once', async () => {
    await keepWorksRules(own.db, { ...defaultWorksRules, operator: 'Биржа API' }, now)
    const startsAt = kz('2027-06-05', '22:00')
    now = plus(startsAt, -100 * hourMs)
    const ask = { of: { kind: 'operator' }, startsAt, endsAt: plus(startsAt, 8 * hourMs), note: 'Замена СУБД' } as const
    const answers = await Promise.all([1, 2, 3].map(() => announce({ ...ask, anyway: false })))
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['announced', 'known', 'known'])
    const [works] = await worksAhead(own.db, now)
    expect(works).toMatchObject({ kind: 'operator', notice: 'in-time', participant: null })
    await Promise.all([keeper().tick(), keeper().tick()])
    const told = await sent('mail')
    expect(told).toMatchObject([
      {
        to: ['a@bank.example'],
        language: 'ru',
        subject: 'Плановые работы оператора: 05.06.2027 22:00 – 06.06.2027 06:00',
      },
      { to: ['shared@it.example'] },
    ])
    expect(told[0]).toMatchObject({
      text: expect.stringMatching(
        /^Биржа API извещает о проведении плановых[^]*Начало: 05\.06\.2027 22:00[^]*Продолжительность: 8 ч[^]*восстановлен: 06\.06\.2027 06:00[^]*Замена СУБД/,
      ),
    })
    await own.db.transaction((tx) => cancelWorks(tx, works?.id ?? 0, operator, now))
    expect(await sent('mail')).toMatchObject([
      { to: ['a@bank.example'], subject: 'Работы оператора отменены: 05.06.2027 22:00 – 06.06.2027 06:00' },
      { to: ['shared@it.example'] },
    ])
  })

  test('in working time, or on the eighth date of a year, are asked about first; cancelled ones do not count', async () => {
    now = kz('2028-01-03', '12:00')
    const ask = (date: string, from: string, hours: number) => {
      const startsAt = kz(date, from)
      return { of: { kind: 'operator' }, startsAt, endsAt: plus(startsAt, hours * hourMs), anyway: false } as const
    }
    expect(await announce(ask('2028-02-08', '12:00', 1))).toMatchObject({
      warnings: [{ kind: 'working-time', holidaysKnown: false }],
    })
    for (const date of ['2028-02-08', '2028-03-07', '2028-04-04']) await announced(ask(date, '22:00', 8))
    const seventh = await announced(ask('2028-05-06', '01:00', 3))
    const eighth = ask('2028-05-07', '01:00', 3)
    expect(await announce(eighth)).toMatchObject({ warnings: [{ kind: 'days', year: 2028, used: 8, most: 7 }] })
    await own.db.transaction((tx) => cancelWorks(tx, seventh.id, operator, now))
    expect(await announced(eighth)).toMatchObject({ kind: 'operator' })
  })
})
