import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testDatabase, type TestDatabase } from '../../../tests/support/database.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { publishedApi, storeRound, type StoredRound } from '../../../tests/support/stored-rounds.js'
import { addDecision } from '../../store/decision-rows.js'
import { diskUses } from '../../store/retention-rows.js'
import { roundsById } from '../../store/round-rows.js'
import { addControlRound } from '../../store/worker-rows.js'
import { retention } from '../settings/retention.js'
import { sweep } from './sweep.js'

const now = '2026-12-01T00:00:00.000Z'
const dayMs = 86_400_000
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * dayMs).toISOString()
/** As runs are named. */
const runOf = (days: number, tail: string): string =>
  `${daysAgo(days).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${tail}`

let database: TestDatabase
const folder = temporaryFolder()
const runs = folder.path
let pauses = 0
const sweepWith = (settings: object, signal = new AbortController().signal) =>
  sweep(
    {
      ...{ db: database.db, runs, host: 'here', settings: retention.parse(settings) },
      clock: { now: () => now, ticks: () => 0 },
      pause: () => Promise.resolve(void (pauses += 1)),
    },
    signal,
  )

function evidence(run: string, bytes = 1000): string {
  mkdirSync(join(runs, run))
  writeFileSync(join(runs, run, 'evidence.ndjson'), 'x'.repeat(bytes))
  return run
}
const left = (...names: readonly string[]): string[] => names.filter((run) => existsSync(join(runs, run)))

async function round(api: string, days: number, tail: string, change: Partial<StoredRound> = {}) {
  const run = evidence(runOf(days, tail))
  const id = await storeRound(database.db, api, { at: daysAgo(days), run, worker: 'w-here', ...change })
  return { id, run }
}

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  for (const api of ['on', 'off']) await publishedApi(db, api)
  await db.run(`update api set state = 'unpublished' where id = 'off'`)
  await db.run(
    `insert into worker (id, host, pid, started_at, seen_at) values ('w-here', 'here', 1, $1, $1), ('w-there', 'there', 1, $1, $1)`,
    [now],
  )
})
afterAll(async () => {
  folder.remove()
  await database.drop()
})

const departs = { conformance: 'departs' } as const
const states = { before: 'published', after: 'unpublished', status: 'in-force', proposedBy: 'policy' } as const
const why = { ru: '.', en: '.' }

test('exchanges go by what their round found; those of a decision stay longest, and while the API is off for ever', async () => {
  const { db } = database
  const [goodOld, goodNew] = [await round('on', 8, 'aaa1'), await round('on', 6, 'aaa2')]
  const [badOld, badNew] = [
    await round('on', 91, 'bbb1', departs),
    await round('on', 60, 'bbb2', { availability: 'down' }),
  ]
  const ancient = await round('on', 410, 'bbb3', departs)
  const decidedOld = await round('on', 1100, 'ccc1', departs)
  const decidedNew = await round('on', 1000, 'ccc2', departs)
  const decidedOff = await round('off', 1200, 'ccc3', departs)
  for (const [api, { id }] of [
    ['on', decidedOld],
    ['on', decidedNew],
    ['off', decidedOff],
  ] as const)
    await addDecision(db, { api, at: daysAgo(900), action: 'unpublish', rule: 'r', why, rounds: [id], ...states })
  // Of another machine: its folder is not here, and stays its matter.
  const elsewhere = await storeRound(db, 'on', { at: daysAgo(20), run: runOf(20, 'ddd1'), worker: 'w-there' })
  // Cut off in the middle: it belongs to no round.
  const [strayOld, strayNew] = [evidence(runOf(95, 'eee1')), evidence(runOf(80, 'eee2'))]
  const controls = await Promise.all(
    ['fff1', 'fff2'].map(async (tail) => {
      const run = evidence(runOf(9, tail))
      const times = { startedAt: daysAgo(9), endedAt: daysAgo(9) }
      // As a worker writes it.
      const id = await addControlRound(db, {
        worker: 'w-here',
        system: 's',
        scripts: 's',
        ...times,
        result: 'good',
        run,
        trouble: [],
      })
      return { id, run }
    }),
  )
  // A good control beside a bad round is what the charge rests on.
  await db.run('update round set control_round = $1 where id = $2', [controls[1]?.id ?? 0, badNew.id])

  const swept = await sweepWith({})
  const all = [goodOld, goodNew, badOld, badNew, ancient, decidedOld, decidedNew, decidedOff].map(({ run }) => run)
  expect(left(...all)).toEqual([goodNew, badNew, decidedNew, decidedOff].map(({ run }) => run))
  expect(left(...controls.map(({ run }) => run))).toEqual([controls[1]?.run])
  expect(left(strayOld, strayNew)).toEqual([strayNew])
  expect(swept).toMatchObject({ evidence: { runs: 5, bytes: 5000 }, strays: { runs: 1, bytes: 1000 }, rounds: 1 })
  const open = await db.rows<{ id: number }>(
    'select id from round where run is not null and evidence_removed_at is null order by id',
  )
  expect(open.map(({ id }) => id).sort()).toEqual(
    [goodNew, badNew, decidedNew, decidedOff]
      .map(({ id }) => id)
      .concat(elsewhere)
      .sort(),
  )
  // Of rounds older than 400 days those that a decision rests on stay, without their exchanges.
  expect(await roundsById(db, [decidedOld.id, ancient.id])).toHaveLength(1)
  const noted = await db.rows<{ details: object }>(`select details from journal where did = 'retention.sweep'`)
  expect(noted).toEqual([
    {
      details: {
        evidence: { runs: 5, bytes: 5000 },
        early: { runs: 0, bytes: 0 },
        strays: { runs: 1, bytes: 1000 },
        rounds: 1,
        controls: 0,
        hours: 0,
      },
    },
  ])
  // Nothing more to do, and nothing to tell.
  expect(await sweepWith({})).toMatchObject({ evidence: { runs: 0 }, rounds: 0 })
})

test('rows go in batches, with a pause between them', async () => {
  const { db } = database
  await db.run(
    `insert into round (api, due_at, trigger, state, missed, ended_at)
     select 'on', at, 'scheduled', 'missed', 'works', at from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') at`,
    [daysAgo(600), daysAgo(500)],
  )
  await db.run(
    `insert into api_hour (api, hour) select 'on', at from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') at`,
    [daysAgo(1200), daysAgo(1090)],
  )
  pauses = 0
  expect(await sweepWith({})).toMatchObject({ rounds: 2401, hours: 105 * 24 })
  expect(pauses).toBeGreaterThanOrEqual(4)
})

test('where the budget is used up, good exchanges go before their time, bad ones stay, and somebody is told', async () => {
  const { db } = database
  const [old, young] = [await round('on', 3, 'ggg1', {}), await round('on', 0.5, 'ggg2', {})]
  const bad = await round('on', 4, 'ggg3', departs)
  const roomy = await sweepWith({ disk: { budget: '1 TB', warnAt: 1 } })
  expect(roomy.disk).toMatchObject({ host: 'here', budget: 1e12, tight: false })
  expect(roomy.disk.evidence).toBeGreaterThan(3000)
  const swept = await sweepWith({ disk: { budget: '1 MB', warnAt: 1 } })
  expect(left(old.run, young.run, bad.run)).toEqual([young.run, bad.run])
  expect(swept.early.runs).toBe(2)
  expect((await diskUses(db, daysAgo(1)))[0]).toMatchObject({ host: 'here', tight: true })
})

test('it ends when it is asked to', async () => {
  const { run } = await round('on', 30, 'hhh1')
  expect(await sweepWith({}, AbortSignal.abort())).toMatchObject({ evidence: { runs: 0 } })
  expect(left(run)).toEqual([run])
})
