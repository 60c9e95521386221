import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { testDatabase, type TestDatabase } from '../../../tests/support/database.js'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { readPdf } from '../../../tests/support/read-pdf.js'
import { publishedApi, storeGoodRounds, storeMissed, storeRound } from '../../../tests/support/stored-rounds.js'
import Fastify from 'fastify'
import type { Clock } from '../../base/clock.js'
import { addDecision } from '../../store/decision-rows.js'
import { addWorks } from '../../store/works-rows.js'
import { reports as reportRows } from '../../store/report-rows.js'
import { availabilityOf, conformanceOf, countedRounds } from '../availability/account.js'
import { dayPeriod, monthPeriod } from '../availability/period.js'
import { survey, type ApiAccount } from '../availability/survey.js'
import { usualCommonCause } from '../policy/read.js'
import { reports as reportSettings } from '../settings/reports.js'
import { loadPages } from '../../web/pages.js'
import { reportRoutes } from '../../web/report-routes.js'
import type { Visitor } from '../../web/visitor.js'
import { duePeriods } from './due.js'
import { ReportShelf } from './shelf.js'
import { titleOf } from './view.js'
import { reportWords } from './wording/index.js'

/** Of the day 2026-12-01 in Kazakhstan, `HH:MM`. */
const at = (time: string): string => new Date(Date.parse(`2026-12-01T${time}:00.000+05:00`)).toISOString()
const day = dayPeriod('2026-12-01')
const never = new AbortController().signal
const clockAt = (now: string): Clock => ({ now: () => new Date(Date.parse(now)).toISOString(), ticks: () => 0 })

let database: TestDatabase
const folder = temporaryFolder()

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  await db.transaction(async (tx) => {
    await publishedApi(tx, 'steady')
    await publishedApi(tx, 'silent', { participant: '=cmd|" /C calc"!A0', api: 'Счета; «и» ещё, что-то\nв две строки' })
    await publishedApi(tx, 'excused')
    for (const api of ['common-1', 'common-2', 'common-3']) await publishedApi(tx, api)

    const down = { availability: 'down' } as const
    // An outage of half an hour that a decision ends, and one that was there before and is over at 00:15.
    await storeRound(tx, 'silent', { at: '2026-11-30T18:50:00.000Z', ...down })
    await storeRound(tx, 'silent', { at: at('00:00'), ...down })
    const bad = [await storeRound(tx, 'silent', { at: at('10:00'), ...down }), await storeRound(tx, 'silent', { at: at('10:15'), ...down })]
    await storeRound(tx, 'silent', { at: at('12:00'), conformance: 'departs', times: [4000, 4000] })
    const why = { ru: 'Не отвечает.', en: 'No answer.' }
    const states = { before: 'published', after: 'unpublished', status: 'in-force', proposedBy: 'policy' } as const
    await addDecision(tx, { api: 'silent', at: at('10:16'), action: 'unpublish', rule: 'silent', why, rounds: bad, ...states })

    // Everything of which it is known that it does not count.
    await storeRound(tx, 'excused', { at: at('08:00'), ...down, control: 'bad' })
    const announced = { api: null, notice: 'in-time', announced_at: '2026-11-20T00:00:00.000Z', limited: false, note: '' } as const
    await addWorks(tx, { participant: 'P-excused', kind: 'planned', starts_at: at('14:00'), ends_at: at('15:10'), ...announced })
    await addWorks(tx, { participant: null, kind: 'operator', starts_at: at('20:00'), ends_at: at('20:30'), ...announced })
    await storeMissed(tx, 'excused', at('14:00'), 5, 'works')
    await storeMissed(tx, 'excused', at('18:00'), 2, 'not-scheduled')
    // Three participants begin to fail together, with controls that are good: the cause is ours.
    for (const api of ['common-1', 'common-2', 'common-3']) await storeRound(tx, api, { at: at('16:00'), ...down })

    for (const api of ['steady', 'silent', 'common-1', 'common-2', 'common-3'])
      await storeGoodRounds(tx, api, at('00:00'), '2026-12-03T00:00:00.000Z')
    for (const [from, until] of [['00:00', '14:00'], ['15:15', '18:00'], ['18:30', '23:59']] as const)
      await storeGoodRounds(tx, 'excused', at(from), at(until))
  })
})
afterAll(async () => {
  folder.remove()
  await database.drop()
})

async function accounts(): Promise<ReadonlyMap<string, ApiAccount>> {
  const found = new Map<string, ApiAccount>()
  if (!day) throw new Error('no day')
  for await (const account of survey(database.db, { ...day, commonCause: usualCommonCause })) found.set(account.api, account)
  return found
}

const minutes = (account: ApiAccount | undefined): object =>
  Object.fromEntries(Object.entries(account?.sums.time ?? {}).flatMap(([why, ms]) => (ms > 0 ? [[why, ms / 60_000]] : [])))

const share = (account: ApiAccount | undefined, of: (sums: ApiAccount['sums']) => number | undefined) =>
  account && of(account.sums)

test('an account of stored rounds: outages with their decision, and all that does not count', async () => {
  const found = await accounts()
  // The operator's works touch every API.
  expect(minutes(found.get('steady'))).toEqual({ up: 1410, 'operator-works': 30 })
  expect(share(found.get('steady'), availabilityOf)).toBe(1)

  const silent = found.get('silent')
  expect(minutes(silent)).toEqual({ up: 1365, down: 45, 'operator-works': 30 })
  expect(silent?.outages).toEqual([
    { from: at('00:00'), until: at('00:15'), before: true, open: false, downMs: 900_000, rounds: 1 },
    {
      ...{ from: at('10:00'), until: at('10:30'), before: false, open: false, downMs: 1_800_000, rounds: 2 },
      decision: { id: 1, action: 'unpublish', at: at('10:16'), rule: 'silent' },
    },
  ])
  expect(share(silent, conformanceOf)).toBeCloseTo(90 / 91)
  expect(share(silent, countedRounds)).toBe(94)

  expect(minutes(found.get('excused'))).toEqual({
    ...{ up: 1290, control: 15, 'planned-works': 75, 'own-miss': 30, 'operator-works': 30 },
  })
  expect(found.get('excused')?.outages).toEqual([])
  expect(minutes(found.get('common-2'))).toEqual({ up: 1395, 'common-cause': 15, 'operator-works': 30 })
})

function shelfAt(now: string, name: string, warned: unknown[] = []): ReportShelf {
  return new ReportShelf({
    db: database.db,
    clock: clockAt(now),
    folder: join(folder.path, name),
    rules: { commonCause: usualCommonCause, target: 99.5 },
    by: { operator: 'Оператор обмена', trial: false, version: '0.0.0' },
    settings: reportSettings.parse(undefined),
    warn: (_, error) => warned.push(error),
  })
}

describe('reports by the calendar', () => {
  test('what is due is made once, whoever makes it; what was due while nothing ran is caught up with', async () => {
    const warned: unknown[] = []
    const [one, other] = [shelfAt('2026-12-02T02:30+05:00', 'one', warned), shelfAt('2026-12-02T02:30+05:00', 'other', warned)]
    await Promise.all([one.catchUp(never), other.catchUp(never)])
    const made = async () => (await one.list(50)).map(({ kind, first }) => `${kind} ${first}`)
    expect(await made()).toEqual(['day 2026-12-01', 'month 2026-11-01', 'day 2026-11-30'])
    // Two days on, after a stop: only what is over since then.
    await shelfAt('2026-12-04T09:00+05:00', 'one', warned).catchUp(never)
    expect((await made()).slice(0, 3)).toEqual(['day 2026-12-03', 'day 2026-12-02', 'day 2026-12-01'])
    expect(await made()).toHaveLength(5)
    expect(warned).toEqual([])
    const files = ['one', 'other'].flatMap((place) =>
      existsSync(join(folder.path, place)) ? readdirSync(join(folder.path, place)) : [],
    )
    expect(files.filter((name) => name.includes('2026-12-01')).sort()).toEqual([
      ...['availability-2026-12-01.csv', 'availability-2026-12-01.ru.pdf', 'outages-2026-12-01.csv'],
    ])
    expect(files).toContain('availability-2026-11.ru.pdf')
    const journal = await database.db.rows<{ object: string }>(`select object from journal where did = 'report.make'`)
    expect(journal).toHaveLength(5)
  }, 60_000)

  test('for people: a PDF that prints figures, outages with their decision, and how it is counted', async () => {
    const { id } = await report('2026-12-01')
    const printed = readPdf((await shelfAt('2026-12-05T00:00+05:00', 'one').file(id, 'pdf', 'ru'))?.content ?? new Uint8Array())
    expect(printed).toMatchObject({ language: 'ru', title: 'Отчёт о доступности API за 01.12.2026', tagged: true })
    const text = printed.pages.join('')
    for (const words of [
      'не ниже 99,5 % учтённого времени, задана оператором',
      '96,80 %', // silent: 1365 of 1410 minutes, rounded down
      'мало раундов',
      '№ 1: снят с публикации 01.12.2026 10:16:00, правило «silent»',
      'раньше начала периода',
      'общая причина на нашей стороне: 15 мин',
      'раунды, пропущенные по нашей вине: 30 мин',
      'пропущено раундов: 7 (объявленные работы: 5, планировщик не работал: 2)',
      'для API отдельного участника это ориентир',
      'не меньше 3 участников и не меньше 50 % проверенных',
    ])
      expect(text).toContain(words.replace(/\s/g, ''))
  })

  test('for programs: CSV by RFC 4180 that no spreadsheet takes for formulas', async () => {
    const { id } = await report('2026-12-01')
    const shelf = shelfAt('2026-12-05T00:00+05:00', 'one')
    const [apis = '', outages = ''] = await Promise.all(
      (['csv', 'outages'] as const).map(async (form) => Buffer.from((await shelf.file(id, form, 'ru'))?.content ?? '').toString()),
    )
    expect(apis.charCodeAt(0)).toBe(0xfeff)
    const lines = apis.slice(1).split('\r\n')
    expect(lines).toHaveLength(1 + 6 + 1)
    expect(lines[0]?.split(',').slice(3, 9)).toEqual([
      ...['participant', 'participant_name', 'api', 'api_name', 'system', 'availability_percent'],
    ])
    const silent = lines.find((line) => line.includes('P-silent'))
    expect(silent).toContain(`P-silent,"'=cmd|"" /C calc""!A0",silent,"Счета; «и» ещё, что-то в две строки",sys,96.809,94,1.064,99.5,too-few,81900,2700,2,`)
    expect(outages.slice(1).split('\r\n')[2]).toContain('2026-12-01T10:00:00+05:00,no,2026-12-01T10:30:00+05:00,1800,2,1,unpublish,')
  })

  test('on the page: the operator gets all of a report, a participant its own APIs alone', async () => {
    const shelf = shelfAt('2026-12-05T00:00+05:00', 'one')
    const { id } = await report('2026-12-01')
    let visitor: Visitor = { name: 'o', role: 'operator' }
    const server = Fastify()
    const pages = loadPages()
    const frame = { language: 'ru', title: '', trial: false, open: false, path: '/' } as const
    reportRoutes(server, { reports: shelf }, {
      ...{ pages, known: () => Promise.resolve(visitor), frameOf: () => frame },
      html: (reply, text) => reply.type('text/html').send(text),
    })
    const page = (await server.inject('/reports')).body
    expect(page).toContain('Отчёт о доступности API за ноябрь 2026 года')
    expect(page).toContain(`href="/reports/${id}/pdf"`)
    const whole = await server.inject(`/reports/${id}/csv`)
    expect(whole.headers['content-disposition']).toBe('attachment; filename="availability-2026-12-01.csv"')
    expect(whole.body).toContain('P-silent')
    visitor = { name: 'p', role: 'participant', participant: 'P-steady' }
    const own = (await server.inject(`/reports/${id}/csv`)).body
    expect(own).toContain('P-steady')
    expect(own).not.toContain('silent')
    visitor = { name: 'p', role: 'participant' }
    expect((await server.inject(`/reports/${id}/csv`)).body).not.toContain('P-')
    expect((await server.inject('/reports/9999/csv')).statusCode).toBe(404)
    expect((await server.inject(`/reports/${id}/exe`)).statusCode).toBeGreaterThanOrEqual(400)
    await server.close()
  })

  test('a participant gets its own APIs alone, in any language', async () => {
    const { id } = await report('2026-12-01')
    const shelf = shelfAt('2026-12-05T00:00+05:00', 'one')
    const csv = Buffer.from((await shelf.file(id, 'csv', 'ru', 'P-steady'))?.content ?? '').toString()
    expect(csv.split('\r\n')).toHaveLength(3)
    expect(csv).not.toContain('silent')
    const pdf = await shelf.file(id, 'pdf', 'kk', 'P-steady')
    expect(pdf?.name).toBe('availability-2026-12-01.kk.pdf')
    const printed = readPdf(pdf?.content ?? new Uint8Array())
    expect(printed.language).toBe('kk')
    expect(printed.pages.join('')).not.toContain('silent')
    expect(await shelf.file(9999, 'csv', 'ru')).toBeUndefined()
  })
})

async function report(first: string) {
  const found = (await reportRows(database.db, 50)).find((row) => row.kind === 'day' && row.first === first)
  if (!found) throw new Error(`there is no report of ${first}`)
  return found
}

describe('which periods are due', () => {
  const due = (now: string, since: string | undefined, made: string[] = []) =>
    duePeriods(clockAt(now).now(), since, new Set(made)).map(({ kind, first }) => `${kind} ${first}`)

  test('those that are over in Kazakhstan, from the first round on', () => {
    // 18:59 UTC is still the second of December in Kazakhstan, 19:00 is the third.
    expect(due('2026-12-02T18:59Z', '2026-12-01T05:00:00.000Z')).toEqual(['day 2026-12-01'])
    expect(due('2026-12-02T19:00Z', '2026-12-01T05:00:00.000Z')).toEqual(['day 2026-12-01', 'day 2026-12-02'])
  })
  test('a month over a turn of the year, and none twice', () => {
    expect(due('2027-01-01T03:00+05:00', '2026-12-30T05:00:00.000Z', ['day 2026-12-30'])).toEqual([
      ...['day 2026-12-31', 'month 2026-12-01'],
    ])
  })
  test('no further back than a month of days and a year of months', () => {
    const all = due('2027-02-15T03:00+05:00', '2024-01-01T00:00:00.000Z')
    expect(all.filter((period) => period.startsWith('day'))).toHaveLength(31)
    expect(all.filter((period) => period.startsWith('month'))).toHaveLength(12)
    expect(all[31]).toBe('month 2026-02-01')
  })
  test('nothing where there was no round', () => {
    expect(due('2026-12-02T19:00Z', undefined)).toEqual([])
  })
})

test('a month is called by its name', () => {
  const month = monthPeriod('2026-12')
  if (!month) throw new Error('no month')
  expect([titleOf(month, reportWords.ru), titleOf(month, reportWords.kk), titleOf(month, reportWords.en)]).toEqual([
    'Отчёт о доступности API за декабрь 2026 года',
    'API қолжетімділігі туралы есеп: 2026 жылғы желтоқсан',
    'Availability of APIs in December 2026',
  ])
})
