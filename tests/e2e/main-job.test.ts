import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { listScenarios } from '../support/catalogue.js'
import { temporaryFolder } from '../support/folder.js'
import { readPdf } from '../support/read-pdf.js'
import { synaq, type Ended } from '../support/synaq.js'
import type { Summary } from '../support/target.js'

/** The one command of the README, on a machine where nothing was ever set up. */
const folder = temporaryFolder()
const home = join(folder.path, 'home')
const reports = join(folder.path, 'reports')
const temporary = join(folder.path, 'tmp')
const env = { PATH: process.env.PATH, HOME: home, TMPDIR: temporary }
let ended: Ended
/** Of the example bank and accounts. */
let run: string
let summary: Summary
let runs: readonly Summary[]
/** The folder of the one Protocol over all runs. */
let over: string

beforeAll(async () => {
  for (const path of [home, temporary]) mkdirSync(path)
  ended = await synaq(['demo', '--reports', reports], { env, limitMs: 280_000 })
  const folders = readdirSync(reports).sort()
  const isRun = (name: string): boolean => existsSync(join(reports, name, 'run.ndjson'))
  runs = folders
    .filter(isRun)
    .map((name) => JSON.parse(readFileSync(join(reports, name, 'summary.json'), 'utf8')) as Summary)
  over = join(reports, folders.find((name) => !isRun(name)) ?? '')
  summary = runOf('npck-accounts provider')
  run = join(reports, summary.run)
}, 300_000)
afterAll(() => folder.remove())

function runOf(name: string): Summary {
  const found = runs.find(({ system, role }) => `${system} ${role}` === name)
  if (!found) throw new Error(`no run «${name}»: ${ended.stdout}${ended.stderr}`)
  return found
}

const pdfText = (name: string, of = run) => readPdf(readFileSync(join(of, name))).pages.join('')

const allRuns = ['npck-accounts provider', 'npck-accounts user', 'npck-open-data provider', 'npck-open-data user']
const rowsOfTheForm = [
  'Успешный сценарий процесса «Обмен информацией о банковских счетах клиента»',
  'Неуспешные сценарии процесса «Обмен информацией о банковских счетах клиента»',
  'Успешный сценарий процесса «Обмен открытыми данными»',
  'Неуспешные сценарии процесса «Обмен открытыми данными»',
]
/** Of a bank: the load, which nobody asked for, and the limit of requests, which nobody declared, or the load in both modes. */
const notApplicable = 2

describe('synaq demo', () => {
  test('ends with code 0 and names the documents', () => {
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    for (const name of ['protocol.pdf', 'act.pdf', 'report.html', 'summary.json'])
      expect(ended.stdout).toContain(join(run, name))
    expect(runs.map(({ system, role }) => `${system} ${role}`)).toEqual(allRuns)
  })

  test.each(allRuns)(
    '%s: every script ran in each of its modes and passed; the platform is counted apart',
    async (name) => {
      const { system, role, scenarios, outcome, counts, act } = runOf(name)
      const listed = (await listScenarios(system)).filter(({ subject }) => subject === role || subject === 'platform')
      const modes = role === 'user' ? ['through'] : ['direct', 'through']
      const wanted = listed.flatMap(({ scenario, modes: own }) =>
        own.filter((mode) => modes.includes(mode)).map((mode) => `${scenario} (${mode})`),
      )
      expect(scenarios.map(({ id, mode }) => `${id} (${mode})`).sort()).toEqual(wanted.sort())
      expect(scenarios.filter(({ outcome: it }) => !['pass', 'not-applicable'].includes(it))).toEqual([])
      expect([outcome, act]).toEqual(['pass', { issued: true, refusal: null }])
      const ofSubject = scenarios.filter(({ subject }) => subject !== 'platform')
      const left = role === 'provider' ? notApplicable : 0
      expect(counts.subject).toMatchObject({ pass: ofSubject.length - left, fail: 0, 'not-applicable': left })
      expect(counts.selfCheck).toMatchObject({ pass: scenarios.length - ofSubject.length, fail: 0 })
    },
  )

  test('one Protocol and one Act speak of all runs', () => {
    const text = pdfText('protocol.pdf', over)
    for (const { run: name } of runs) expect(text).toContain(name)
    for (const row of rowsOfTheForm) expect(text).toContain(row.replaceAll(' ', ''))
    expect(pdfText('act.pdf', over)).toContain('АО«ТюльпанБанк»')
    expect(ended.stdout).toContain(join(over, 'protocol.pdf'))
  })

  test('leaves Protocol and Act, readable by their owner only', () => {
    expect(summary.documents).toMatchObject({ protocol: 'protocol.pdf', act: 'act.pdf' })
    expect(summary.act).toEqual({ issued: true, refusal: null })
    for (const name of ['protocol.pdf', 'act.pdf', 'report.html', 'run.ndjson', 'plan.json', 'findings.json']) {
      expect(statSync(join(run, name)).mode & 0o077).toBe(0)
    }
    expect(statSync(run).mode & 0o077).toBe(0)
  })

  test('says in Russian why something was left out, and in no other language', () => {
    const reasons = summary.scenarios.flatMap(({ reason }) => (reason ? [reason] : []))
    expect(reasons.map(({ ru }) => ru)).toEqual([
      'в файле цели нагрузка не разрешена (limits.effects, limits.load)',
      'в файле цели не объявлен предел числа запросов (limits.declaredRate)',
    ])
    for (const text of [pdfText('protocol.pdf'), pdfText('protocol.pdf', over)])
      for (const { ru, en } of reasons) {
        expect(text).toContain(`заявленокакнеприменимое:${ru.replaceAll(' ', '')}`)
        expect(text).not.toContain(en.replaceAll(' ', ''))
      }
  })

  test('the sections of the Protocol stand in the order of the form', () => {
    const text = pdfText('protocol.pdf')
    const places = [
      'Приложение 2',
      'Протокол проведения испытаний №',
      'Наименование объекта испытаний',
      'Участники',
      'Место проведения испытаний',
      'План действий при проведении тестирования',
      'Сроки проведения испытаний',
      'Перечень сценариев, на соответствие которым проведено тестирование',
      'Информация о несоответствиях требованиям',
      'Заключение по результатам испытаний',
      'От участников испытаний',
    ].map((section) => text.indexOf(section.replaceAll(' ', '')))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(pdfText('act.pdf')).toContain('Актпрохожденияучастником/ПОтестирования')
  })

  test('a run, and a PDF alone, are verified by whoever has the key; without it nobody vouches for them', async () => {
    const { stdout } = await synaq(['key', '--json'], { env })
    const { thumbprint } = JSON.parse(stdout) as { thumbprint: string }
    const elsewhere = { ...env, HOME: join(folder.path, 'elsewhere') }
    const own = await synaq(['verify', run, '--key', thumbprint], { env: elsewhere })
    expect(own).toMatchObject({ code: 0, stderr: '' })
    expect(own.stdout).toContain('The record was judged again, with the same outcome: conforms')
    const alone = await synaq(['verify', join(over, 'protocol.pdf'), '--json'], { env: elsewhere })
    expect(alone.code).toBe(3)
    expect(JSON.parse(alone.stdout)).toMatchObject({
      intact: true,
      level: 'self-attested',
      signers: [{ id: thumbprint }],
    })
  }, 60_000)

  test('another run’s Protocol in its place is found and named', async () => {
    const forged = join(folder.path, 'forged')
    cpSync(run, forged, { recursive: true })
    const other = runOf('npck-accounts user').run
    cpSync(join(reports, other, 'protocol.pdf'), join(forged, 'protocol.pdf'))
    const { code, stdout } = await synaq(['verify', forged], { env })
    expect(code).toBe(1)
    expect(stdout).toContain('✗ protocol.pdf: The file was changed after signing, or exchanged for another')
    expect(stdout).toContain(`✗ protocol.pdf: The PDF speaks of the run ${other}, and here lies the run ${summary.run}`)
  }, 60_000)

  test('nothing of it is still running, and nothing is left of its keys and its browser', () => {
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => join('/proc', pid, 'environ'))
      .filter((file) => existsSync(file))
      .map(environmentOf)
    expect(commands.filter((variables) => variables.includes(`HOME=${home}`))).toEqual([])
    expect(readdirSync(temporary)).toEqual([])
  })
})

/** The variables of a process; nothing where it is gone or not ours. */
function environmentOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\0')
  } catch {
    return []
  }
}

test.each(allRuns)('%s: synaq judge finds the same as was found during the run, for every script', async (name) => {
  const of = runOf(name)
  const judged = await synaq(['judge', join(reports, of.run), '--json'], { env })
  expect(judged.code).toBe(0)
  const { outcome, attempts } = JSON.parse(judged.stdout) as {
    outcome: string
    attempts: { scenario: string; same: boolean; findings: object[] }[]
  }
  expect(outcome).toBe('pass')
  expect(attempts).toHaveLength(of.scenarios.length - (of.role === 'provider' ? notApplicable : 0))
  expect(attempts.filter(({ same, findings }) => !same || findings.length === 0)).toEqual([])
})

test('synaq report fills in number, date and officials without running anything', async () => {
  const data = join(folder.path, 'document.yaml')
  writeFileSync(data, "number: '77/К-2026'\n")
  const before = readFileSync(join(run, 'run.ndjson'), 'utf8')
  expect(pdfText('protocol.pdf')).not.toContain('77/К-2026')
  const reported = await synaq(['report', run, '--data', data, '--format', 'junit,ctrf'], { env })
  expect(reported.code).toBe(0)
  expect(pdfText('protocol.pdf')).toContain('№77/К-2026')
  for (const name of ['report.html', 'junit.xml', 'ctrf.json']) expect(reported.stdout).toContain(join(run, name))
  expect(readFileSync(join(run, 'run.ndjson'), 'utf8')).toBe(before)
  expect(readdirSync(reports)).toHaveLength(allRuns.length + 1)
}, 90_000)

test('evidence that was changed is refused, with its file and line', async () => {
  const file = join(run, 'attempts', '0001.ndjson')
  const sound = readFileSync(file, 'utf8')
  writeFileSync(file, sound.replace('"status":200', '"status":201'))
  const judged = await synaq(['judge', run], { env })
  writeFileSync(file, sound)
  expect(judged.code).toBe(2)
  expect(judged.stderr).toContain(file)
  expect(judged.stderr).toMatch(/line \d+/)
})
