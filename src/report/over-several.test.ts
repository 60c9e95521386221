import { describe, expect, test } from '@jest/globals'
import type { SampleScenario } from '../../tests/support/sample-record.js'
import { sampleRunOf } from '../../tests/support/sample-runs.js'
import type { RunRecord } from '../model/run.js'
import { loadTemplates, templatesFolder } from '../render/templates.js'
import { actView } from './act.js'
import { gatherRuns } from './gather.js'
import { protocolLines } from './protocol-lines.js'
import { protocolName, protocolOutcome, protocolSummary } from './protocol-summary.js'
import { protocolView } from './protocol.js'
import { noActBecause } from './standings.js'

const templates = loadTemplates(templatesFolder())
const textOf = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&nbsp;', '_')
    .replace(/\s+/g, ' ')
const protocolText = (...records: [RunRecord, ...RunRecord[]]) =>
  textOf(templates.render('protocol', protocolView(gatherRuns(records), {}, 'ru')))
const actText = (...records: [RunRecord, ...RunRecord[]]) =>
  textOf(templates.render('act', actView(gatherRuns(records), {}, 'ru')))

const both: SampleScenario[] = [
  { name: 'a', ends: 'pass' },
  { name: 'b', ends: 'pass', script: 'failure' },
]
const failing: SampleScenario[] = [
  { name: 'a', ends: 'fail' },
  { name: 'b', ends: 'pass', script: 'failure' },
]
const accounts = sampleRunOf({ run: 'accounts' }, both)
const open = sampleRunOf({ run: 'open', system: 'sample-open', day: 1, digest: 'f0'.repeat(32) }, both)
const openFailed = sampleRunOf({ run: 'open-failed', system: 'sample-open', day: 2, digest: 'f0'.repeat(32) }, failing)
const user = sampleRunOf({ run: 'user', role: 'user', day: 3 }, both)
const userFailed = sampleRunOf({ run: 'user-failed', role: 'user', day: 4 }, failing)

const rowsIn = (text: string) => [
  ...text.matchAll(/к настоящему Протоколу\. ((?:(?! \d\. ).)*?)(?= \d\. | По сценариям)/g),
]

describe('a Protocol over several runs', () => {
  test('has all four rows filled where runs of both systems are there, and a system without one says «Не проводилось»', () => {
    const notes = (...records: [RunRecord, ...RunRecord[]]) =>
      rowsIn(protocolText(...records)).map(([, note = '']) => note)
    expect(notes(accounts, open)).toEqual(['Успешно', 'Успешно', 'Успешно', 'Успешно'])
    expect(notes(accounts, openFailed)).toEqual(['Успешно', 'Успешно', 'Не успешно', 'Успешно'])
    expect(notes(accounts, user)).toEqual(['Успешно', 'Успешно', 'Не проводилось', 'Не проводилось'])
  })

  test('tells the roles of a system apart where they ended differently', () => {
    const [first] = rowsIn(protocolText(accounts, userFailed))
    expect(first?.[1]).toBe(
      'Успешно (прогон 1: поставщик API, напрямую, через платформу); Не успешно (прогон 2: пользователь API, напрямую, через платформу)',
    )
  })

  test('lists every run with its times, and says which do not count and by what rule', () => {
    const text = protocolText(open, openFailed, accounts)
    expect(text).toContain('Начало 22.11.2026 12:42:16 (время Республики Казахстан, UTC+5)')
    expect(text).toContain('Окончание 24.11.2026 12:42:21 (время Республики Казахстан, UTC+5)')
    expect(text).toContain(
      'Прогон 2 «Обмен открытыми данными», поставщик API, напрямую, через платформу, open с 23.11.2026 12:42:16 по 23.11.2026 12:42:21 (5 с) не учтён: заменён более поздним прогоном 3; итог: соответствует',
    )
    expect(text).toContain('Правило учёта из прогонов одной системы, роли и способа вызова')
    expect(protocolText(accounts, open)).not.toContain('Правило учёта')
  })

  test('gives each run its environment, contract, annex and conclusion', () => {
    const text = protocolText(accounts, open)
    for (const digest of ['a1'.repeat(32), 'f0'.repeat(32)]) expect(text).toContain(digest)
    expect(text).toContain('Приложение 1 к Протоколу Сценарии тестирования Прогон 1 (accounts): «Обмен информацией')
    expect(text).toContain('Приложение 2 к Протоколу Сценарии тестирования Прогон 2 (open): «Обмен открытыми данными»')
    expect(text).toContain('Прогон 1, «Обмен информацией о банковских счетах клиента», поставщик API. Все обязательные')
    expect(text).toContain('Прогон 2, «Обмен открытыми данными», поставщик API. Все обязательные')
    expect(text.match(/Приложение \d к Протоколу/g)).toHaveLength(2)
  })

  test('lists the non-conformities of all runs under one count, each with its run', () => {
    const text = protocolText(sampleRunOf({ run: 'accounts-failed' }, failing), openFailed)
    expect(text).toContain('Прогон 1, accounts-failed')
    expect(text).toContain('Несоответствие 2. Сценарий a Требование')
    expect(text).toContain('Прогон 2, open-failed')
  })

  test('prints the self-check of all runs in one annex behind those of the runs', () => {
    const withSelf = sampleRunOf({ run: 'self', day: 5 }, [...both, { name: 'p', ends: 'pass', subject: 'platform' }])
    const text = protocolText(open, withSelf)
    expect(text).toContain('Приложение 3 к Протоколу Самопроверка платформы')
    expect(text).toContain('Прогон 2, sample/platform/p')
  })

  test('is a draft where one run that counts is one', () => {
    const unsettled = sampleRunOf({ run: 'unsettled', system: 'sample-open', day: 1 }, [
      { name: 'a', ends: 'inconclusive' },
    ])
    expect(protocolText(accounts, unsettled)).toContain('Проект, не для подписи')
    expect(protocolText(accounts, open)).not.toContain('Проект, не для подписи')
  })

  test('is translated', () => {
    for (const [language, word] of [
      ['kk', '1-іске қосу'],
      ['en', 'Run 1'],
    ] as const) {
      const html = templates.render('protocol', protocolView(gatherRuns([accounts, open]), {}, language))
      expect(textOf(html)).toContain(word)
    }
  })
})

describe('an Act over several runs', () => {
  const ticks = (text: string) =>
    [...text.matchAll(/\[ (x|_) ?\] ([^[]*?) (?=\[|Протоколы)/g)].map(([, t, s]) => [t, s])

  test('ticks both services where both passed', () => {
    expect(noActBecause(gatherRuns([accounts, open]))).toBeUndefined()
    expect(ticks(actText(accounts, open))).toEqual([
      ['x', 'обмен информацией о банковском счете клиента'],
      ['x', 'обмен открытыми данными'],
      ['_', 'другой (указать)'],
    ])
  })

  test('ticks only what passed', () => {
    expect(noActBecause(gatherRuns([accounts, openFailed]))).toBeUndefined()
    expect(ticks(actText(accounts, openFailed)).map(([tick]) => tick)).toEqual(['x', '_', '_'])
  })

  test('ticks a service only where every role passed it, and does not exist where nothing passed', () => {
    expect(noActBecause(gatherRuns([accounts, userFailed, open]))).toBeUndefined()
    expect(ticks(actText(accounts, userFailed, open)).map(([tick]) => tick)).toEqual(['_', 'x', '_'])
    expect(noActBecause(gatherRuns([accounts, userFailed]))?.ru).toMatch(
      /^Акт не составлен: Прогон 2 \(пользователь API\): не пройдены сценарии/,
    )
  })

  test('does not rest on a draft, nor on what a superseded run passed', () => {
    const unsettled = sampleRunOf({ run: 'unsettled', system: 'sample-open', day: 1 }, [
      { name: 'a', ends: 'inconclusive' },
    ])
    expect(noActBecause(gatherRuns([accounts, unsettled]))?.en).toMatch(/^No Act is made: Run 2 .*inconclusive/)
    expect(noActBecause(gatherRuns([open, openFailed]))?.ru).toContain('Прогон 2')
  })

  test('writes a system that the form does not list where the form says «другой (указать)»', () => {
    const { plan, ...rest } = accounts
    const unlisted = { ...rest, plan: { ...plan, forms: { ...plan.forms, services: [] } } }
    expect(ticks(actText(unlisted))).toEqual([['x', 'другой (указать) Обмен информацией о банковских счетах клиента']])
  })
})

test('the summary and the terminal name every run, whether it counts, and what is ticked', () => {
  const basis = gatherRuns([accounts, open, openFailed])
  expect(protocolSummary(basis)).toMatchObject({
    format: 'synaq-protocol/1',
    outcome: 'fail',
    runs: [
      { number: 1, run: 'accounts', counts: true },
      { number: 2, run: 'open', counts: false, aside: { why: 'superseded', by: 3 } },
      { number: 3, run: 'open-failed', counts: true },
    ],
    act: { services: [{ ticked: true }, { ticked: false }] },
  })
  const plain = (text: string) => text
  const paint = { bold: plain, dim: plain, green: plain, red: plain, yellow: plain, cyan: plain }
  const lines = protocolLines(basis, { protocol: '/p.pdf', act: '/a.pdf', reports: [] }, { language: 'en', paint })
  expect(lines.join('\n')).toContain('does not count: superseded by the later run 3')
  expect(lines.join('\n')).toContain('Act: «exchange of account information» is ticked')
  expect(lines.join('\n')).toContain(
    'Act: «exchange of open data» is not ticked. Run 3 (API provider): these scripts failed',
  )
  expect(protocolOutcome(basis)).toBe('fail')
})

test('the folder is named by the day of the latest run and by the runs', () => {
  const named = protocolName(gatherRuns([accounts, open]))
  expect(named).toMatch(/^protocol-20261123-[0-9a-f]{8}$/)
  expect(protocolName(gatherRuns([open, accounts]))).toBe(named)
  expect(protocolName(gatherRuns([accounts, openFailed]))).not.toBe(named)
})
