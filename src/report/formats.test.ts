import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { literal } from '../base/text.js'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { packageRoot } from '../base/root.js'
import { writeFormats } from './formats.js'

const hostile = `<script>alert(1)</script>]]>"'&\u0000\u0007\u001b[31m\u202e\ud800<img src=x onerror=alert(2)>`

const record = sampleRecord(
  [
    { name: 'a', ends: 'fail', departures: 3, warnings: 1, title: `Счета ${hostile}` },
    { name: 'b', ends: 'inconclusive', mode: 'through', script: 'failure' },
    { name: 'c', ends: 'pass' },
    { name: 'd', ends: { kind: 'not-provided', what: literal(`второго клиента ${hostile}`) } },
    { name: 'e', ends: { kind: 'not-applicable', why: literal('нет такого') } },
    { name: 'f', ends: 'open' },
    { name: 'p', ends: 'pass', subject: 'platform' },
  ],
  { participant: { name: `Банк ${hostile}` } },
)

interface XmlElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}
interface Look {
  readonly shown: readonly string[]
  readonly status: string
}
interface Seen {
  readonly requests: readonly string[]
  readonly dialogs: readonly string[]
  readonly errors: readonly string[]
  readonly narrow: number
  readonly all: Look
  readonly searched: Look
  readonly reset: Look
  readonly withoutFailures: Look
  readonly through: Look
  readonly nothing: Look & { readonly said: boolean }
  readonly opened: readonly string[]
  readonly title: string
  readonly foreign: number
  readonly unlabelled: number
  readonly withoutScript: { readonly filters: boolean; readonly results: number }
  readonly xml: XmlElement
}

describe('formats for other tools', () => {
  let folder = ''
  let seen: Seen
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'synaq-formats-'))
    writeFormats(record, ['html', 'junit', 'ctrf', 'html'], folder, 'ru')
    const root = packageRoot()
    const program = join(root, 'tests', 'support', 'browse-report.js')
    const browser = join(root, 'dist', 'src', 'render', 'browser.js')
    const files = [join(folder, 'report.html'), join(folder, 'junit.xml')]
    seen = JSON.parse(execFileSync(process.execPath, [program, browser, ...files], { encoding: 'utf8' })) as Seen
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are files of their own, readable by their owner only', () => {
    expect(readdirSync(folder).sort()).toEqual(['ctrf.json', 'junit.xml', 'report.html'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
  })

  test('hold no control character and no half of a pair', () => {
    for (const name of readdirSync(folder)) expect(read(name).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202E]/u)
  })

  describe('JUnit XML', () => {
    const suites = () => seen.xml.children
    const cases = () => suites().flatMap(({ children }) => children.filter(({ tag }) => tag === 'testcase'))

    test('is a suite for each subject and mode, whose counts are those of its cases', () => {
      expect(seen.xml).toMatchObject({ tag: 'testsuites', attributes: {} })
      expect(suites().map(({ attributes }) => attributes.name)).toEqual([
        'sample.provider.direct',
        'sample.provider.through',
        'sample.platform.direct',
      ])
      for (const { attributes, children } of suites()) {
        const found = children.filter(({ tag }) => tag === 'testcase')
        const having = (tag: string) =>
          String(found.filter((testcase) => testcase.children.some((child) => child.tag === tag)).length)
        expect(attributes).toMatchObject({
          tests: String(found.length),
          failures: having('failure'),
          errors: having('error'),
          skipped: having('skipped'),
          timestamp: '2026-11-22T07:42:16',
        })
      }
    })

    test('has only what the common schema allows, in its order', () => {
      for (const { attributes, children } of suites()) {
        expect(Object.keys(attributes)).toEqual([
          'id',
          'name',
          'package',
          'timestamp',
          'hostname',
          'tests',
          'failures',
          'errors',
          'skipped',
          'time',
        ])
        expect(attributes.time).toMatch(/^\d+\.\d{3}$/)
        expect(children.map(({ tag }) => tag).filter((tag, i, all) => tag !== all[i - 1])).toEqual([
          'properties',
          'testcase',
          'system-out',
          'system-err',
        ])
      }
      for (const { attributes, children } of cases()) {
        expect(Object.keys(attributes)).toEqual(['classname', 'name', 'time'])
        expect(children.length).toBeLessThanOrEqual(1)
      }
    })

    test('tells failure, error and skipped apart, with expected, actual, clause, exchange and next step', () => {
      const children = cases().map((testcase) => testcase.children[0])
      expect(children.map((child) => child?.tag)).toEqual([
        'failure',
        undefined,
        'skipped',
        'skipped',
        'error',
        'error',
        undefined,
      ])
      expect(children[0]?.attributes).toEqual({
        message:
          'ожидалось: /balances/0/amount: строка с десятичным числом; получено: /balances/0/amount: получено число',
        type: 'P6.3b',
      })
      expect(children[0]?.text.split('\n').slice(0, 7)).toEqual([
        'Место: шаг 2, проверка conforms',
        'Ожидалось: /balances/0/amount: строка с десятичным числом',
        'Получено: /balances/0/amount: получено число',
        'Требование: P6.3b (Отчёт о пилоте, раздел 6.3): Банк передаёт остаток и операции по счёту.',
        'Обмен: GET /v3/accounts/6f1c/balances: HTTP 200 · attempts/0001.ndjson, событие 3',
        'Вероятная причина: Сумма сериализуется как число.',
        'Что сделать: Передавайте сумму строкой.',
      ])
      expect(children[5]?.attributes.type).toBe('environment')
    })

    test('gives hostile text back as text', () => {
      const name = cases()[0]?.attributes.name
      expect(name).toBe(`a: Счета <script>alert(1)</script>]]>"'&[31m<img src=x onerror=alert(2)>`)
    })
  })

  describe('CTRF JSON', () => {
    interface Ctrf {
      readonly results: {
        readonly summary: Readonly<Record<string, number>>
        readonly tests: readonly Readonly<Record<string, unknown>>[]
      }
    }
    const ctrf = () => JSON.parse(read('ctrf.json')) as Ctrf

    test('has the head that the specification asks for, and counts that agree', () => {
      expect(ctrf()).toMatchObject({
        reportFormat: 'CTRF',
        specVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        results: { tool: { name: 'synaq', version: '0.1.0' }, environment: { testEnvironment: 'test' } },
      })
      expect(ctrf().results.summary).toEqual({
        tests: 7,
        passed: 2,
        failed: 1,
        pending: 0,
        skipped: 2,
        other: 2,
        suites: 3,
        start: Date.parse('2026-11-22T07:42:16.123Z'),
        stop: expect.any(Number),
      })
    })

    test('has tests of the allowed keys and types only', () => {
      const allowed = {
        name: expect.stringMatching(/./),
        status: expect.stringMatching(/^(passed|failed|skipped|other)$/),
        rawStatus: expect.any(String),
        duration: expect.any(Number),
        start: expect.any(Number),
        stop: expect.any(Number),
        suite: [expect.any(String), expect.any(String), expect.any(String)],
        tags: expect.arrayContaining([expect.any(String)]),
        filePath: expect.any(String),
        line: expect.any(Number),
        message: expect.any(String),
        trace: expect.any(String),
        attachments: [{ name: 'evidence', contentType: 'application/x-ndjson', path: expect.any(String) }],
        extra: expect.any(Object),
      }
      for (const found of ctrf().results.tests) {
        const expected = Object.entries(allowed).filter(([name]) => name in found)
        expect(found).toEqual(Object.fromEntries(expected))
        expect(found).toMatchObject({ name: allowed.name, status: allowed.status, duration: allowed.duration })
        expect(Number.isInteger(found.duration)).toBe(true)
      }
    })
  })

  describe('the HTML report', () => {
    test('loads nothing but itself, runs no foreign script, reports no error, is not wider than a telephone', () => {
      expect(seen.requests.filter((url) => !url.endsWith('/report.html') && !url.includes('/report.html#'))).toEqual([])
      expect({ dialogs: seen.dialogs, errors: seen.errors, narrow: seen.narrow }).toEqual({
        dialogs: [],
        errors: [],
        narrow: 390,
      })
      expect({ foreign: seen.foreign, unlabelled: seen.unlabelled }).toEqual({ foreign: 1, unlabelled: 0 })
      expect(seen.title).toContain('Банк <script>alert(1)</script>]]>')
    })

    test('searches and filters', () => {
      expect(seen.all).toEqual({
        shown: ['a1', 'a2', 'a6', 'n-sample-provider-d-direct', 'a3', 'a7', 'n-sample-provider-e-direct'],
        status: '7 / 7',
      })
      expect(seen.searched).toEqual({ shown: ['a2'], status: '1 / 7' })
      expect(seen.reset).toEqual(seen.all)
      expect(seen.withoutFailures).toEqual({ shown: seen.all.shown.slice(1), status: '6 / 7' })
      expect(seen.through).toEqual({ shown: ['a2'], status: '1 / 7' })
      expect(seen.nothing).toEqual({ shown: [], status: '0 / 7', said: true })
    })

    test('opens by the keyboard, and a link opens its exchange', () => {
      expect(seen.opened).toEqual(['a1', 'a1-3'])
    })

    test('shows every result where scripts are off', () => {
      expect(seen.withoutScript).toEqual({ filters: false, results: 7 })
    })
  })
})
