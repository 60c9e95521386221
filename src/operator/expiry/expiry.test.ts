import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { testDatabase, type TestDatabase } from '../../../tests/support/database.js'
import { publishedApi } from '../../../tests/support/stored-rounds.js'
import { problem } from '../../base/problem.js'
import { openAlerts } from '../../store/alert-rows.js'
import { sawExpiry, warnedExpiries } from '../../store/expiry-rows.js'
import { revokeToken } from '../../store/token-rows.js'
import { AlertKeeper } from '../alerts/keeper.js'
import { usualCommonCause } from '../policy/read.js'
import type { ProbePlan } from '../ports.js'
import { alerts, settledAlerts } from '../settings/alerts.js'
import { issueToken } from '../tokens.js'
import { daysLeft, stageOf } from './stage.js'
import { watchExpiries } from './watch.js'
import { expiryText } from './words.js'

const at = (day: string): string => `2026-${day}T09:00:00.000+05:00`
const instant = (day: string): string => new Date(at(day)).toISOString()
const days = [30, 14, 7, 1]
let now = instant('12-01')
const clock = { now: () => now, ticks: () => 0 }

let database: TestDatabase
let plans: Record<string, ProbePlan | undefined>
const parts = () => ({
  ...{ db: database.db, clock, days },
  engine: {
    plan: ({ id }: { id: string }) => {
      const plan = plans[id]
      return plan ? Promise.resolve(plan) : Promise.reject(problem('target', 'unreadable', 'mend it'))
    },
  },
})
const watch = () => watchExpiries(parts(), new AbortController().signal)

beforeAll(async () => {
  database = await testDatabase()
  for (const api of ['a', 'b']) await publishedApi(database.db, api)
})
afterAll(() => database.drop())

test.each([
  ['01-02', undefined],
  ['12-31', 30],
  ['12-16', 30],
  ['12-15', 14],
  ['12-09', 14],
  ['12-08', 7],
  ['12-02', 1],
  ['12-01', 0],
  ['11-30', 0],
])('a date of %s is warned of at %s days', (date, stage) => {
  const year = date.startsWith('01') ? '2027' : '2026'
  expect(stageOf(`${year}-${date}T04:00:00.000Z`, instant('12-01'), days)).toBe(stage)
})

test('a text says what, until when, and how long', () => {
  const token = { kind: 'token', name: 'desk', expiresAt: instant('12-08') } as const
  expect(expiryText(token, daysLeft(token.expiresAt, instant('12-01'))).ru).toBe(
    'Токен «desk»: действует до 08.12.2026 09:00, осталось дней: 7.',
  )
  expect(expiryText(token, daysLeft(token.expiresAt, instant('12-09'))).en).toBe(
    'The token «desk»: expired 08.12.2026 09:00.',
  )
})

const warned = async () =>
  (await warnedExpiries(database.db)).map(({ kind, object, warned_days: left }) => `${kind} ${object} ${left}`)
const journal = async () =>
  (
    await database.db.rows<{ object: string; details: { days: number } }>(
      `select object, details from journal where did = 'expiry.warn' order by id`,
    )
  ).map(({ object, details }) => `${object} ${details.days}`)

test('each date is warned of once a stage, whichever process looks; what was renewed is quiet again', async () => {
  const { db } = database
  plans = {
    a: {
      tests: 1,
      scripts: 's',
      consentUntil: instant('12-10'),
      certificates: [{ name: 'platform', until: instant('12-30') }],
    },
    b: { tests: 1, scripts: 's', certificates: [{ name: 'platform', until: '2027-06-01T00:00:00.000Z' }] },
  }
  await issueToken(db, { name: 'desk', role: 'operator', expiresAt: instant('12-03') }, now)
  // Its place was taken by another one.
  const old = await issueToken(db, { name: 'night', role: 'operator', expiresAt: instant('12-03') }, now)
  await revokeToken(db, old.id, now)
  await sawExpiry(db, 'server-certificate', { object: 'b', name: 'CN=b', expiresAt: instant('12-01'), api: 'b' }, now)
  await db.run(
    `insert into certificate (fingerprint, participant, subject, issuer, serial, not_before, not_after, pem, added_at)
     values ('f1', 'P-a', 'CN=old', 'CA', '1', $1, $2, '', $1), ('f2', 'P-a', 'CN=old', 'CA', '2', $1, '2028-01-01', '', $1),
       ('f3', 'P-a', 'CN=alone', 'CA', '3', $1, $2, '', $1)`,
    [now, instant('12-05')],
  )
  await Promise.all([watch(), watch(), watch()])
  const token = (await warned()).find((line) => line.startsWith('token'))
  expect(token).toMatch(/ 7$/)
  const first = [
    'server-certificate b 0',
    ...(token === undefined ? [] : [token]),
    ...['registered-certificate f3 7', 'consent a 14', 'target-certificate a platform 30'],
  ]
  expect(await warned()).toEqual(first)
  expect([...(await journal())].sort()).toEqual([...first].sort())

  now = instant('12-03')
  await watch()
  expect(await journal()).toHaveLength(first.length + 2)
  expect((await journal()).slice(-2).sort()).toEqual(['consent a 7', token?.replace(/7$/, '0')])

  // A target that cannot be read says nothing: its dates stay. One that brings another consent is quiet until it is near.
  plans = { a: undefined, b: { tests: 1, scripts: 's', certificates: [] } }
  now = instant('12-04')
  await watch()
  expect(await warned()).toContain('consent a 7')
  plans.a = { tests: 1, scripts: 's', consentUntil: '2027-06-01T00:00:00.000Z' }
  await watch()
  expect((await warned()).filter((line) => line.includes(' a '))).toEqual([])
})

test('what is warned of is an alert, told anew at each stage and over when it was renewed', async () => {
  const { db } = database
  const { settings } = settledAlerts(alerts.parse({ receivers: [{ name: 'desk', mail: ['a@b.kz'] }] }), 'f', true)
  const keeper = new AlertKeeper({ db, clock, settings, commonCause: usualCommonCause, leaseMs: 1000 })
  const told = async () =>
    (
      await db.rows<{ occasion: string; why: { ru: string } }>(
        `select m.occasion, a.why from alert_message m join alert a on a.id = m.alert where a.thing = 'consent a' order by m.at, m.parcel`,
      )
    ).map(({ occasion }) => occasion)
  plans.a = { tests: 1, scripts: 's', consentUntil: instant('12-20') }
  now = instant('12-07')
  await watch()
  await keeper.tick()
  const open = (await openAlerts(db)).find(({ thing }) => thing === 'consent a')
  expect(open).toMatchObject({ kind: 'expiry', api: 'a', participant: 'P-a', grade: -14 })
  expect(open?.why.ru).toBe('Тестовое согласие из файла цели: действует до 20.12.2026 09:00, осталось дней: 13.')
  now = instant('12-10')
  await watch()
  await keeper.tick()
  expect(await told()).toEqual(['opened'])
  now = instant('12-14')
  await watch()
  await keeper.tick()
  expect(await told()).toEqual(['opened', 'grew'])
  plans.a = { tests: 1, scripts: 's', consentUntil: '2027-06-01T00:00:00.000Z' }
  now = instant('12-15')
  await watch()
  await keeper.tick()
  expect(await told()).toEqual(['opened', 'grew', 'closed'])
})
