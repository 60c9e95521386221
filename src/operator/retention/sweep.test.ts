import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { tmpdir } from 'node:os'
import { testDatabase, type TestDatabase } from '../../../tests/support/database.js'
import { publishedApi, storeRound, type StoredRound } from '../../../tests/support/stored-rounds.js'
import { addDecision } from '../../store/decision-rows.js'
import { evidenceOf, keepEvidence } from '../../store/evidence-rows.js'
import { diskUses } from '../../store/retention-rows.js'
import { roundsById } from '../../store/round-rows.js'
import { addControlRound } from '../../store/worker-rows.js'
import { retention } from '../settings/retention.js'
import { sweep } from './sweep.js'

const now = '2026-12-01T00:00:00.000Z'
const dayMs = 86_400_000
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * dayMs).toISOString()

let database: TestDatabase
let pauses = 0
const sweepWith = (settings: object, signal = new AbortController().signal) =>
  sweep(
    {
      ...{ db: database.db, data: tmpdir(), host: 'here', settings: retention.parse(settings) },
      clock: { now: () => now, ticks: () => 0 },
      pause: () => Promise.resolve(void (pauses += 1)),
    },
    signal,
  )

async function evidence(run: string, days: number): Promise<string> {
  await keepEvidence(database.db, { run, pack: Buffer.alloc(1000), now: daysAgo(days) })
  return run
}
async function left(...runs: readonly string[]): Promise<string[]> {
  const there: string[] = []
  for (const run of runs) if (await evidenceOf(database.db, run)) there.push(run)
  return there
}

async function round(api: string, days: number, run: string, change: Partial<StoredRound> = {}) {
  await evidence(run, days)
  return { id: await storeRound(database.db, api, { at: daysAgo(days), run, ...change }), run }
}

/** As a worker writes it. */
async function control(days: number, run: string, result: 'good' | 'bad' = 'good') {
  await evidence(run, days)
  const times = { startedAt: daysAgo(days), endedAt: daysAgo(days) }
  const control = { worker: 'w1', system: 's', scripts: 's', ...times, result, run, trouble: [] }
  return { id: await addControlRound(database.db, control), run }
}

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  for (const api of ['on', 'off']) await publishedApi(db, api)
  await db.run(`update api set state = 'unpublished' where id = 'off'`)
})
afterAll(() => database.drop())

const departs = { conformance: 'departs' } as const
const states = { before: 'published', after: 'unpublished', status: 'in-force', proposedBy: 'policy' } as const
const why = { ru: '.', en: '.' }

test('records go by what their round found; those of a decision stay longest, and while the API is off for ever', async () => {
  const { db } = database
  const good = [await round('on', 3, 'good-old'), await round('on', 1, 'good-new')]
  const bad = [await round('on', 91, 'bad-old', departs), await round('on', 60, 'bad-new', { availability: 'down' })]
  const ancient = await round('on', 410, 'ancient', departs)
  const decided = [
    await round('on', 1100, 'decided-old', departs),
    await round('on', 1000, 'decided-new', departs),
    await round('off', 1200, 'decided-off', departs),
  ]
  for (const [n, { id }] of decided.entries()) {
    const api = n === 2 ? 'off' : 'on'
    await addDecision(db, { api, at: daysAgo(900), action: 'unpublish', rule: 'r', why, rounds: [id], ...states })
  }
  // What they are charged with rests on the controls beside them; a control that failed says what was wrong with us.
  const controls = [
    await control(9, 'control-good'),
    await control(60, 'beside-bad'),
    await control(1000, 'beside-decided'),
  ]
  const failed = [await control(60, 'control-failed', 'bad'), await control(91, 'control-failed-old', 'bad')]
  const beside = async (n: number, id: number | undefined) =>
    db.run('update round set control_round = $1 where id = $2', [controls[n]?.id ?? 0, id ?? 0])
  await beside(1, bad[1]?.id)
  await beside(2, decided[1]?.id)
  // Cut off in the middle: it belongs to no round.
  const stray = await evidence('stray', 3)

  const swept = await sweepWith({})
  const all = [...good, ...bad, ancient, ...decided, ...controls, ...failed].map(({ run }) => run)
  expect(await left(...all, stray)).toEqual([
    ...['good-new', 'bad-new', 'decided-new', 'decided-off', 'beside-bad', 'beside-decided', 'control-failed'],
  ])
  const evidenceGone = { runs: 7, bytes: 7000 }
  expect(swept).toMatchObject({ evidence: evidenceGone, rounds: 1 })
  // Of rounds older than 400 days those that a decision rests on stay, without their records.
  expect(await roundsById(db, [decided[0]?.id ?? 0, ancient.id])).toHaveLength(1)
  const noted = await db.rows<{ details: object }>(`select details from journal where did = 'retention.sweep'`)
  const early = { runs: 0, bytes: 0 }
  expect(noted).toEqual([{ details: { evidence: evidenceGone, early, rounds: 1, controls: 0, hours: 0 } }])
  // Nothing more to do, and nothing to tell.
  expect(await sweepWith({})).toMatchObject({ evidence: { runs: 0 }, rounds: 0 })
})

test('it looks at every record once, in handfuls with a pause between them, and rows go in batches', async () => {
  const { db } = database
  const at = `from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') at`
  await db.run(
    `insert into round (api, due_at, trigger, state, missed, ended_at) select 'on', at, 'scheduled', 'missed', 'works', at ${at}`,
    [daysAgo(600), daysAgo(500)],
  )
  await db.run(`insert into api_hour (api, hour) select 'on', at ${at}`, [daysAgo(1200), daysAgo(1090)])
  // Of two that were kept at the same time one may be the last of a handful.
  await db.run(
    `insert into evidence (run, kept_at, pack) select 'old ' || at || n, at, 'x' from generate_series(1, 2) n, generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') at`,
    [daysAgo(30), daysAgo(20)],
  )
  pauses = 0
  expect(await sweepWith({})).toMatchObject({ evidence: { runs: 482, bytes: 482 }, rounds: 2401, hours: 105 * 24 })
  expect(pauses).toBeGreaterThanOrEqual(6)
})

test('where the budget is used up, good records go before their time, bad ones stay, and somebody is told', async () => {
  const { db } = database
  const old = await round('on', 3.1, 'budget-old')
  const young = await round('on', 0.5, 'budget-young')
  const bad = await round('on', 4, 'budget-bad', departs)
  const keep = { good: 'P8D' }
  const roomy = await sweepWith({ evidence: keep, disk: { budget: '1 TB', warnAt: 1 } })
  expect(roomy.disk).toMatchObject({ host: 'here', budget: 1e12, tight: false })
  expect(roomy.disk.evidence).toBeGreaterThan(3000)
  const swept = await sweepWith({ evidence: keep, disk: { budget: '1 MB', warnAt: 1 } })
  expect(await left(old.run, young.run, bad.run)).toEqual([young.run, bad.run])
  expect(swept.early.runs).toBe(1)
  expect((await diskUses(db, daysAgo(1)))[0]).toMatchObject({ host: 'here', tight: true })
})

test('it ends when it is asked to', async () => {
  const { run } = await round('on', 30, 'asked')
  expect(await sweepWith({}, AbortSignal.abort())).toMatchObject({ evidence: { runs: 0 } })
  expect(await left(run)).toEqual([run])
})
