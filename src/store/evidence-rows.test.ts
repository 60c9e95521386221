import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { evidenceOf, forgetEvidence, keepEvidence } from './evidence-rows.js'
import { saveApi, saveParticipant } from './registry-rows.js'

let own: TestDatabase
beforeAll(async () => {
  own = await testDatabase()
})
afterAll(() => own.drop())

const now = '2026-11-29T10:00:00.000Z'

test('what nothing rests on goes first; bad rounds, their controls and what a decision names stay', async () => {
  const { db } = own
  const state = { accredited: true, blocked: false, limited: false, contacts: [] }
  await saveParticipant(db, { id: 'P', name: 'Bank', roles: ['provider'], ...state }, now)
  const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
  await saveApi(db, { id: 'a', participant: 'P', system: 's', name: 'A', targets: {}, budget: 0, probe }, now)
  await db.run(
    `insert into control_round (worker, scripts, started_at, ended_at, result, run, trouble)
     select 'w', 's', $1, $1, r.result, r.run, '[]' from (values ('good', 'shared'), ('good', 'beside'), ('bad', 'failed')) r(result, run)`,
    [now],
  )
  await db.run(
    `insert into round (api, due_at, trigger, state, run, conformance, availability, control, control_round, worker)
     select 'a', $1::timestamptz + r.n * interval '1 min', 'scheduled', 'done', r.run, r.conformance, r.availability, 'good',
       (select id from control_round c where c.run = r.control), 'w'
     from (values (1, 'good', 'conforms', 'up', 'shared'), (2, 'bad', 'departs', 'up', 'beside'),
       (3, 'down', 'unsaid', 'down', null), (4, 'named', 'conforms', 'up', 'shared')) r(n, run, conformance, availability, control)`,
    [now],
  )
  await db.run(
    `insert into decision (api, at, action, state_before, state_after, rule, why, rounds, status, proposed_by)
     select 'a', $1, 'republish', 'unpublished', 'published', 'back', '{}', array_agg(id), 'in-force', 'policy' from round where run = 'named'`,
    [now],
  )
  const runs = ['shared', 'beside', 'failed', 'good', 'bad', 'down', 'named', 'stray']
  for (const run of runs) await keepEvidence(db, { run, pack: Buffer.from(run), now })
  expect((await evidenceOf(db, 'bad'))?.toString()).toBe('bad')

  const left = async () =>
    (await db.rows<{ run: string }>('select run from evidence order by run')).map(({ run }) => run)
  const [before, after] = ['2026-11-28T00:00:00.000Z', '2026-11-30T00:00:00.000Z']
  expect(await forgetEvidence(db, { good: before, grave: before })).toBe(0)
  expect(await forgetEvidence(db, { good: after, grave: before })).toBe(3)
  expect(await left()).toEqual(['bad', 'beside', 'down', 'failed', 'named'])
  expect(await forgetEvidence(db, { good: after, grave: after }, 2)).toBe(2)
  expect(await forgetEvidence(db, { good: after, grave: after })).toBe(3)
})
