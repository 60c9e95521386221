import formbody from '@fastify/formbody'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Fastify from 'fastify'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { noReports } from '../../tests/support/no-reports.js'
import { openGate, openRegistry } from '../../tests/support/open-gate.js'
import { fromKazakhstan, type Clock, type Instant } from '../base/clock.js'
import type { Language } from '../base/text.js'
import { Governor } from '../operator/governor.js'
import { readPolicy } from '../operator/policy/read.js'
import { defaultWorksRules } from '../operator/settings/works.js'
import { lockApi, saveApi, saveParticipant } from '../store/registry-rows.js'
import { keepWorksRules, worksAhead } from '../store/works-rows.js'
import { loadPages } from './pages.js'
import type { WebParts } from './parts.js'
import { startWeb, type RunningWeb } from './server.js'
import type { Visitor } from './visitor.js'
import { worksRoutes } from './works-routes.js'

const kz = (date: string, time: string): Instant => fromKazakhstan(date, time) ?? ''
// A Tuesday.
let now = kz('2026-12-01', '12:00')
const clock: Clock = { now: () => now, ticks: () => 0 }

let own: TestDatabase
let web: RunningWeb
let parts: WebParts
let woken = 0

beforeAll(async () => {
  own = await testDatabase()
  const { db } = own
  const policy = readPolicy(
    'name: p\nrules: [{ name: d, down: { for: PT1H }, then: limit }]\nback: { rounds: 1, for: PT1M }',
    'p',
  )
  const governor = new Governor({ db, clock, policy, gate: openGate, leaseMs: 1000 })
  await keepWorksRules(db, { ...defaultWorksRules, daysOff: { years: [2026], off: [], worked: [] } }, now)
  for (const id of ['A', 'B']) {
    const state = { accredited: true, blocked: false, limited: false, contacts: [] }
    await saveParticipant(db, { id, name: `Банк ${id}`, roles: ['provider'], ...state }, now)
    const api = `${id.toLowerCase()}-accounts`
    const probe = { environment: 'test', effects: ['none'], only: [], tags: [] } as const
    await saveApi(db, { id: api, participant: id, system: 's', name: 'Счета', targets: {}, budget: 24, probe }, now)
    await db.transaction(async (tx) => {
      const record = await lockApi(tx, api)
      const by = { actor: { name: 'x', role: 'system' }, why: { ru: 'x', en: 'x' } } as const
      if (record) await governor.move(tx, record, 'publish', by)
    })
  }
  parts = {
    registry: openRegistry,
    reports: noReports,
    ...{ db, clock, governor, access: 'open', host: '127.0.0.1', port: 0, wake: () => (woken += 1) },
    queue: { send: () => Promise.resolve() },
    engine: { page: () => Promise.resolve(undefined), plan: () => Promise.resolve({ tests: 1, scripts: 's' }) },
    warn: (what, error) => {
      throw new Error(what, { cause: error })
    },
  }
  web = await startWeb(parts)
})

afterAll(async () => {
  await web.close()
  await own.drop()
})

const plain = (html: string): string => html.replace(/<(?:[^>"]|"[^"]*")*>/g, ' ').replace(/\s+/g, ' ')

async function page(path: string, language: Language = 'ru'): Promise<string> {
  const headers = { accept: 'text/html', 'accept-language': language }
  const response = await fetch(web.url + path, { headers })
  expect(response.status).toBe(200)
  return plain(await response.text())
}

async function press(path: string, fields: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const headers = { accept: 'text/html', 'accept-language': 'ru' }
  const body = new URLSearchParams(fields)
  const response = await fetch(web.url + path, { method: 'POST', headers, body, redirect: 'manual' })
  return { status: response.status, text: plain(await response.text()) }
}

test('works of the operator: what breaks the rules is asked about, then announced and shown everywhere', async () => {
  const day = {
    of: 'operator',
    kind: 'planned',
    start: '2026-12-03T20:00',
    end: '2026-12-04T02:00',
    note: 'Замена <b>СУБД</b>',
  }
  const asked = await press('/works', day)
  expect(asked.status).toBe(200)
  expect(asked.text).toContain('Не объявлено: сначала прочтите.')
  expect(asked.text).toContain('До начала 2 сут 8 ч, а о плановых работах сообщают не позднее чем за 3 сут')
  expect(asked.text).toContain('Не ночью и не в выходной: 03.12.2026 20:00 – 22:00.')
  expect(await worksAhead(own.db, now)).toEqual([])

  expect((await press('/works', { ...day, anyway: 'yes' })).status).toBe(303)
  expect(woken).toBe(1)
  const shown = await page('/works')
  expect(shown).toContain('Собственные плановые работы в 2026 году: календарных дней 2 из 7.')
  expect(shown).toContain('работы оператора предстоят')
  expect(shown).toContain('03.12.2026 20:00 – 04.12.2026 02:00')
  expect(shown).toContain('поздно: за 2 сут 8 ч')
  expect(shown).toContain('Замена &lt;b&gt;СУБД&lt;/b&gt;')
  expect(await page('/')).toContain('работы оператора: 03.12.2026 20:00 – 04.12.2026 02:00')
})

test("a participant's works are marked in the grid and stand on the page of its API, to come and under way", async () => {
  const ask = {
    of: 'participant A',
    kind: 'planned',
    start: '2026-12-04T22:00',
    end: '2026-12-05T06:00',
    limited: 'on',
  }
  expect((await press('/works', ask)).status).toBe(303)
  now = kz('2026-12-04', '12:00')
  await web.close()
  web = await startWeb(parts)
  expect(await page('/')).toContain('плановые работы с 22:00')
  expect(await page('/apis/a-accounts')).toContain(
    'плановые работы предстоят режим ограниченной доступности 04.12.2026 22:00 – 05.12.2026 06:00',
  )
  expect(await page('/apis/b-accounts')).not.toContain('плановые работы')
  now = kz('2026-12-04', '23:00')
  await web.close()
  web = await startWeb(parts)
  expect(await page('/')).toContain('плановые работы до 2026-12-05 06:00')
  const [works] = await worksAhead(own.db, now)
  expect((await press(`/works/${works?.id ?? 0}/cancel`)).text).toContain('Работы уже начались: их можно закончить.')
  expect((await press(`/works/${works?.id ?? 0}/end`)).status).toBe(303)
  expect(await page('/works')).toContain('было объявлено до 05.12.2026 06:00')
})

test.each<[Language, string, string, string]>([
  ['ru', 'Объявить работы', 'Сервис восстановлен', 'работы, о которых сообщили поздно'],
  ['kk', 'Жұмыстар туралы хабарлау', 'Сервис қалпына келеді', 'кеш хабарланған жұмыстар'],
  ['en', 'Announce works', 'The service is back', 'works announced late'],
])('the page speaks %s', async (language, title, field, late) => {
  const ask = {
    of: 'api b-accounts',
    kind: 'planned',
    start: '2026-12-06T10:00',
    end: '2026-12-06T12:00',
    anyway: 'yes',
  }
  await press('/works', ask)
  const text = await page('/works', language)
  expect([title, field, late].filter((words) => !text.includes(words))).toEqual([])
})

test('what cannot be is said where it was typed', async () => {
  const ask = { of: 'participant A', kind: 'planned', start: '2026-12-10T10:00', end: '2026-12-10T09:00' }
  const answer = await press('/works', ask)
  expect([answer.status, answer.text]).toEqual([409, expect.stringContaining('Конец раньше начала.')])
  expect((await press('/works', { ...ask, end: '2026-02-30T09:00' })).text).toContain('Дату и время понять не удалось.')
})

describe('with a token', () => {
  const participant: Visitor = { name: 'bank', role: 'participant', participant: 'A' }
  const auditor: Visitor = { name: 'auditor', role: 'auditor' }
  const open = async (visitor: Visitor) => {
    const server = Fastify()
    await server.register(formbody)
    worksRoutes(server, parts, {
      pages: loadPages(),
      known: () => Promise.resolve(visitor),
      frameOf: () => ({ language: 'ru', title: 't', trial: false, open: false, path: '/' }),
      html: (reply, text) => reply.type('text/html').send(text),
    })
    return server
  }
  const form = (fields: Record<string, string>) => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ kind: 'unplanned', end: '2026-12-05T03:00', ...fields }).toString(),
  })

  test('a participant sees its own and the operator’s, and announces and ends its own alone', async () => {
    const server = await open(participant)
    const { body } = await server.inject('/works')
    expect(plain(body)).toContain('Банк A')
    expect(plain(body)).toContain('Оператор')
    expect(plain(body)).not.toContain('Банк B')
    expect((await server.inject({ url: '/works', ...form({ of: 'api b-accounts' }) })).statusCode).toBe(409)
    expect((await server.inject({ url: '/works', ...form({ of: 'operator' }) })).statusCode).toBe(409)
    expect((await server.inject({ url: '/works', ...form({ of: 'api a-accounts' }) })).statusCode).toBe(303)
    now = kz('2026-12-04', '23:30')
    const mine = (await worksAhead(own.db, now)).find(({ participant }) => participant === 'A')
    const others = (await worksAhead(own.db, now)).find(({ participant }) => participant === 'B')
    expect((await server.inject({ url: `/works/${others?.id ?? 0}/cancel`, ...form({}) })).statusCode).toBe(409)
    expect((await server.inject({ url: `/works/${mine?.id ?? 0}/end`, ...form({}) })).statusCode).toBe(303)
    await server.close()
  })

  test('an auditor sees all and has no form', async () => {
    const server = await open(auditor)
    const { body } = await server.inject('/works')
    expect(plain(body)).toContain('Банк B')
    expect(body).not.toContain('<form class="fields"')
    expect((await server.inject({ url: '/works', ...form({ of: 'api a-accounts' }) })).statusCode).toBe(403)
    await server.close()
  })
})
