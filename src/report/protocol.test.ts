import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { packageRoot } from '../base/root.js'
import { loadTemplates, templatesFolder } from '../render/templates.js'
import { actView } from './act.js'
import type { DocumentData } from './document-data.js'
import { alone } from './basis.js'
import { protocolView } from './protocol.js'

const templates = loadTemplates(templatesFolder())
const whole = (record = sampleRecord([{ name: 'a', ends: 'pass' }]), data: DocumentData = {}) =>
  templates.render('protocol', protocolView(alone(record), data, 'ru'))
/** What a reader sees: without style, tags and breaks of lines. */
const textOf = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the Protocol', () => {
  test('leaves the form’s blanks where nobody gave anything', () => {
    const text = textOf(whole())
    expect(text).toContain('Протокол проведения испытаний № ___ от « ___ » _____ 20__ г.')
    expect(text).toContain('От Оператора: « ___ » _____ 20__ г. (должность)')
  })

  test('fills in number, date, people and conclusion from the data file', () => {
    const text = textOf(
      whole(sampleRecord([{ name: 'a', ends: 'pass' }]), {
        number: '7',
        date: '2026-03-05',
        object: 'Модуль «Счета»',
        operator: [{ organisation: 'АО «Оператор»', position: 'методолог', name: 'Петрова А. С.' }],
        conclusion: 'Признать пригодным.',
        recommendation: 'с 1 апреля',
      }),
    )
    expect(text).toContain('№ 7 от «05» марта 2026 г.')
    expect(text).toContain('Модуль «Счета»')
    expect(text).toContain('АО «Оператор», методолог, Петрова А. С.')
    expect(text).toContain('Признать пригодным. Рекомендация по срокам')
    expect(text).not.toContain('Текст заключения предложен')
    expect(text).toContain('Успешно выполненные тестовые сценарии не являются гарантией')
  })

  test('gives times in Kazakhstan with pauses, and the environment with the contract’s digest', () => {
    const text = textOf(
      whole(
        sampleRecord([
          { name: 'a', ends: 'pass' },
          { name: 'b', ends: 'pass', startsAfterS: 3600 },
        ]),
      ),
    )
    expect(text).toContain('Начало 22.11.2026 12:42:16 (время Республики Казахстан, UTC+5)')
    expect(text).toContain('Продолжительность 1 ч 5 с')
    expect(text).toContain('с 22.11.2026 12:42:19 по 22.11.2026 13:42:19 (1 ч)')
    expect(text).toContain('a1'.repeat(32))
    expect(text).toContain('через платформу: https://127.0.0.1:40222')
  })

  test('lists a departure with clause, scenario, place, expected, actual and exchange; warnings apart', () => {
    const text = textOf(whole(sampleRecord([{ name: 'a', ends: 'fail', departures: 7, warnings: 1 }])))
    expect(text).toContain('P6.3b (Отчёт о пилоте, раздел 6.3): Банк передаёт остаток')
    expect(text).toContain('sample/provider/a, напрямую')
    expect(text).toContain('шаг 2, проверка conforms')
    expect(text).toContain('/balances/4/amount: получено число … и ещё 2')
    expect(text).toContain('GET /v3/accounts/6f1c/balances: HTTP 200 · attempts/0001.ndjson, событие 3')
    expect(text.indexOf('Замечания (не влияют на результат)')).toBeGreaterThan(text.indexOf('Несоответствие 1.'))
    expect(text).not.toContain('Несоответствие 2.')
  })

  test('says what was skipped and why, and tells one cause of many stops once', () => {
    const text = textOf(
      whole(
        sampleRecord([
          { name: 'a', ends: 'inconclusive' },
          { name: 'b', ends: 'inconclusive' },
          { name: 'c', ends: { kind: 'not-provided', what: { ru: 'второго клиента', en: 'a second client' } } },
        ]),
      ),
    )
    expect(text).toContain('Сценариев остановлено одной причиной: 2')
    expect(text).toContain('цель испытаний не даёт нужного: второго клиента')
    expect(text).toContain('Проект, не для подписи')
    expect(text).not.toContain('Несоответствия требованиям не выявлены.')
  })

  test('prints the platform’s self-check apart and charges nobody with it', () => {
    const text = textOf(
      whole(
        sampleRecord([
          { name: 'a', ends: 'pass' },
          { name: 'p', ends: 'fail', subject: 'platform' },
        ]),
      ),
    )
    expect(text.indexOf('Самопроверка платформы')).toBeGreaterThan(text.indexOf('Сценарии тестирования'))
    expect(text).toContain('Несоответствия требованиям не выявлены.')
  })

  test('marks documents about invented banks, and no others', () => {
    const real = sampleRecord([{ name: 'a', ends: 'pass' }], { participant: { invented: false } })
    expect(textOf(whole())).toContain('Образец')
    expect(textOf(whole(real))).not.toContain('Образец')
  })

  test('shows hostile names as text', () => {
    const name = '<script>alert(1)</script>{{css}}\u202E"'
    const html = whole(sampleRecord([{ name: 'a', ends: 'pass', title: '<img src=x>' }], { participant: { name } }), {
      conclusion: '</p><script>x</script>{{title}}',
    })
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect(html).not.toContain('\u202E')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{css}}')
  })

  test('is a marked translation in other languages', () => {
    const record = sampleRecord([{ name: 'a', ends: 'fail' }])
    const kazakh = templates.render('protocol', protocolView(alone(record), {}, 'kk'))
    const english = templates.render('protocol', protocolView(alone(record), {}, 'en'))
    expect(kazakh).toContain('Аударма. Нысан – орыс тілінде.')
    expect(english).toContain('Translation. The form is in Russian.')
    expect(english).toContain('lang="en"')
    expect(textOf(whole(record))).not.toContain('Translation')
  })
})

describe('the Act', () => {
  const html = (data: DocumentData = {}) =>
    templates.render('act', actView(alone(sampleRecord([{ name: 'a', ends: 'pass' }])), data, 'ru'))

  test('ticks the service whose required set passed, and no other', () => {
    const text = textOf(html())
      .replaceAll('&nbsp;', '_')
      .replace(/\[ /g, '[')
      .replace(/ \]/g, ']')
      .replace(/\[ ?_ ?\]/g, '[_]')
    expect(text).toMatch(/\[x\] +обмен информацией о банковском счете клиента/)
    expect(text).toMatch(/\[_\] +обмен открытыми данными/)
    expect(text).toMatch(/\[_\] +другой \(указать\)/)
  })

  test('names the Protocol it rests on', () => {
    expect(textOf(html({ number: '7', date: '2026-03-05' }))).toContain(
      'Протоколы испытаний: № 7 от «05» марта 2026 г.',
    )
    expect(textOf(html())).toContain('Протоколы испытаний: № ___ от « ___ » _____ 20__ г.')
  })
})

test('templates load nothing from outside', () => {
  for (const name of ['document', 'protocol', 'act', 'cards', 'lines', 'annex', 'signatures']) {
    expect(readFileSync(`${packageRoot()}/templates/${name}.hbs`, 'utf8')).not.toMatch(/https?:|\{\{\{|src=/)
  }
})
