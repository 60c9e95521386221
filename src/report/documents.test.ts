import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readPdf } from '../../tests/support/read-pdf.js'
import { sampleRecord } from '../../tests/support/sample-record.js'
import { sampleRunOf } from '../../tests/support/sample-runs.js'
import { packageRoot } from '../base/root.js'
import type { RunRecord } from '../model/run.js'
import type { DocumentData, WrittenDocuments } from './index.js'
import { wordings } from './wording/index.js'

const program = `
  const { gatherRuns, writeDocuments, writeProtocol } = await import(process.argv[1])
  const chunks = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  const { record, options } = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const written = Array.isArray(record)
    ? await writeProtocol(gatherRuns(record), options)
    : await writeDocuments(record, options)
  process.stdout.write(JSON.stringify(written))
`

interface Options {
  readonly folder: string
  readonly data?: DocumentData
  readonly languages?: readonly ('kk' | 'en')[]
}

/** Lets the built program write documents: the browser is better kept out of jest's own modules. */
async function write(record: RunRecord | readonly RunRecord[], options: Options): Promise<WrittenDocuments> {
  const module = pathToFileURL(join(packageRoot(), 'dist', 'src', 'report', 'index.js')).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, module], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(JSON.stringify({ record, options }))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  if (code !== 0) throw new Error(`documents were not written: ${stderr}`)
  return JSON.parse(stdout) as WrittenDocuments
}

const squeezed = (text: string) => text.replace(/\s/g, '')

/** Asserts that all texts stand in the document, one after another. */
function expectInOrder(text: string, parts: readonly string[]): void {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(squeezed(part), from)
    expect({ part, found: at >= 0 }).toEqual({ part, found: true })
    from = at + squeezed(part).length
  }
}

const passing = sampleRecord([
  { name: 'a', ends: 'pass', title: 'Қазақша әріптер: Ә Ғ Қ Ң Ө Ұ Ү Һ І ₸ №' },
  { name: 'b', ends: 'pass', script: 'failure' },
  { name: 'p', ends: 'pass', subject: 'platform' },
])
const failing = sampleRecord([
  ...Array.from({ length: 14 }, (_, i) => ({ name: `s${i}`, ends: 'fail' as const, departures: 3 })),
  { name: 'b', ends: 'inconclusive', script: 'failure' },
])

describe('documents of a run that passed', () => {
  let folder = ''
  let written: WrittenDocuments | undefined
  const pdf = (name: string) => readPdf(readFileSync(join(folder, name)))

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'synaq-documents-'))
    written = await write(passing, { folder, data: { number: '12', date: '2026-11-22' }, languages: ['kk'] })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are Protocol, Act, summary and translations, and nothing half-written', () => {
    expect(written).toEqual({
      protocol: join(folder, 'protocol.pdf'),
      act: join(folder, 'act.pdf'),
      translations: [join(folder, 'protocol.kk.pdf'), join(folder, 'act.kk.pdf')],
      summary: join(folder, 'summary.json'),
    })
    expect(readdirSync(folder).sort()).toEqual([
      'act.kk.pdf',
      'act.pdf',
      'protocol.kk.pdf',
      'protocol.pdf',
      'summary.json',
    ])
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { act: unknown }
    expect(summary.act).toEqual({ issued: true, refusal: null })
  })

  test('the Protocol has every section of the form in order, to the letter', () => {
    const { form } = wordings.ru
    const { protocol } = form
    expectInOrder(pdf('protocol.pdf').pages.join(''), [
      protocol.annex,
      form.guide,
      'Протокол проведения испытаний № 12 от «22» ноября 2026 г.',
      protocol.object,
      protocol.participants,
      protocol.place,
      protocol.plan,
      ...protocol.planText,
      protocol.terms,
      protocol.rows,
      '№ Наименование Примечание',
      ...passing.plan.forms.rows.flatMap(({ number, title }) => [
        `${number}. ${title.ru} ${protocol.rowAttached}`,
        number <= 2 ? 'Успешно' : 'Не проводилось',
      ]),
      protocol.departures,
      protocol.conclusion,
      form.caution,
      protocol.signatures,
      'Сценарии тестирования',
      'Самопроверка платформы',
    ])
  })

  test('the Act has the form’s wording, one tick, and the Protocol’s number', () => {
    const { act } = wordings.ru.form
    expectInOrder(pdf('act.pdf').pages.join(''), [
      act.annex,
      ...act.title,
      ...act.subtitle,
      `${act.before} АО «Алатау Банк»${act.after}`,
      '[x] обмен информацией о банковском счете клиента',
      '[] обмен открытыми данными',
      `[] ${act.other}`,
      'Протоколы испытаний: № 12 от «22» ноября 2026 г.',
      act.signatures,
    ])
  })

  test('are tagged, titled, searchable in Kazakh, numbered, and set in embedded Noto Serif only', () => {
    const read = pdf('protocol.pdf')
    expect(read).toMatchObject({
      tagged: true,
      language: 'ru',
      title: 'Протокол проведения испытаний № 12 от «22» ноября 2026 г.',
    })
    expect(read.pages.join('')).toContain(squeezed('Қазақша әріптер: Ә Ғ Қ Ң Ө Ұ Ү Һ І ₸ №'))
    expect([...new Set(read.fonts)].sort()).toEqual(['NotoSerif-Bold', 'NotoSerif-Italic', 'NotoSerif-Regular'])
    read.pages.forEach((page, i) => expect(page).toContain(squeezed(`Страница ${i + 1} из ${read.pages.length}`)))
    read.pages.forEach((page) => expect(page).toContain('Образец'))
    expect(pdf('protocol.kk.pdf').language).toBe('kk')
  })

  test('are the same byte by byte when they are made again', async () => {
    const again = mkdtempSync(join(tmpdir(), 'synaq-documents-'))
    await write(passing, { folder: again, data: { number: '12', date: '2026-11-22' }, languages: ['kk'] })
    for (const name of readdirSync(folder)) {
      expect({ name, equal: readFileSync(join(folder, name)).equals(readFileSync(join(again, name))) }).toEqual({
        name,
        equal: true,
      })
    }
    rmSync(again, { recursive: true })
  })
})

test('a run that failed leaves a draft without an Act, and takes older documents away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-documents-'))
  for (const name of ['act.pdf', 'act.kk.pdf', 'protocol.en.pdf'])
    writeFileSync(join(folder, name), 'of an earlier time')
  const written = await write(failing, { folder })
  const { pages } = readPdf(readFileSync(written.protocol))
  expect(readdirSync(folder).sort()).toEqual(['protocol.pdf', 'summary.json'])
  expect(written.act).toBeUndefined()
  expect(written.actRefusal?.ru).toContain('sample/provider/s0 (напрямую)')
  expect(pages.length).toBeGreaterThan(5)
  for (const page of pages) expect(page).toContain(squeezed('Проект, не для подписи'))
  expectInOrder(pages.join(''), [
    'Не успешно',
    'Не проводилось',
    'Несоответствие 1.',
    'Несоответствие 14.',
    'Сценарии без вывода',
  ])
  const stepTables = pages.filter((page) => page.includes(squeezed('№ Шаг и его проверки Результат')))
  expect(stepTables.length).toBeGreaterThan(3)
  rmSync(folder, { recursive: true })
})

test('several runs make one Protocol with all rows filled, an annex for each run, and an Act that ticks what passed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'synaq-documents-'))
  const written = await write(
    [
      sampleRunOf({ run: 'accounts' }, [
        { name: 'a', ends: 'pass' },
        { name: 'b', ends: 'pass', script: 'failure' },
        { name: 'p', ends: 'pass', subject: 'platform' },
      ]),
      sampleRunOf({ run: 'open-early', system: 'sample-open', day: 1 }, [{ name: 'a', ends: 'pass' }]),
      sampleRunOf({ run: 'open', system: 'sample-open', day: 2 }, [
        { name: 'a', ends: 'pass' },
        { name: 'b', ends: 'fail', script: 'failure' },
      ]),
    ],
    { folder, data: { number: '12', date: '2026-11-25' } },
  )
  expect(readdirSync(folder).sort()).toEqual(['act.pdf', 'protocol.pdf', 'summary.json'])
  expect(written.actRefusal).toBeUndefined()
  expectInOrder(readPdf(readFileSync(join(folder, 'protocol.pdf'))).pages.join(''), [
    'Прогон 1 accounts',
    'Прогон 3 open',
    'Сроки проведения испытаний',
    'не учтён: заменён более поздним прогоном 3',
    'Правило учёта',
    ...['1.', 'Успешно', '2.', 'Успешно', '3.', 'Успешно', '4.', 'Не успешно'],
    'Несоответствие 1.',
    'Прогон 3, open',
    'Заключение по результатам испытаний',
    'Приложение 1 к Протоколу',
    'Прогон 1 (accounts)',
    'Приложение 2 к Протоколу',
    'Прогон 3 (open)',
    'Приложение 3 к Протоколу Самопроверка платформы',
    'Прогон 1, sample/platform/p',
  ])
  expectInOrder(readPdf(readFileSync(join(folder, 'act.pdf'))).pages.join(''), [
    '[x] обмен информацией о банковском счете клиента',
    '[] обмен открытыми данными',
    '[] другой (указать)',
    'Протоколы испытаний: № 12 от «25» ноября 2026 г.',
  ])
  if (process.env.KEEP_DOCUMENTS === undefined) rmSync(folder, { recursive: true })
})
