import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import type { RunLine } from '../../src/evidence/run-folder.js'
import { bankId, joinExampleBank, type RunningBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { readPdf } from '../support/read-pdf.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, synaq } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

/** One run that is killed, judged, resumed, compared and judged by mended files. */
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
let sandbox: TestSandbox
let bank: RunningBank
let target: string

beforeAll(async () => {
  sandbox = await enterSandbox()
  bank = await (await joinExampleBank(sandbox, folder.path)).start()
  target = writeTarget(folder.path, sandbox, { id: bankId, url: bank.url, modes: ['direct'] })
})
afterAll(async () => {
  await bank.stop()
  await sandbox.leave()
  folder.remove()
})

const scripts = ['balances', 'account-list', 'balance-without-scope'].map((name) => `npck-accounts/provider/${name}`)
const run = () => join(reports, readdirSync(reports)[0] ?? '')
const problemIn = (stderr: string): string => stderr.split('\n').join(' ')

test('a run killed with -9 is judged as far as it came, resumed to its end, and its Protocol shows it', async () => {
  const only = scripts.flatMap((script) => ['--only', script])
  const running = startSynaq(['run', target, '--reports', reports, ...only])
  await running.says('✓')
  running.child.kill('SIGKILL')
  expect((await running.ended).code).toBeNull()
  expect(existsSync(join(run(), 'run.lock'))).toBe(true)

  const judged = await synaq(['judge', run(), '--json'])
  expect(judged).toMatchObject({ code: 3, stderr: '' })
  const { outcome, attempts } = JSON.parse(judged.stdout) as { outcome: string; attempts: { outcome: string }[] }
  expect(outcome).toBe('open')
  expect(attempts.filter((attempt) => attempt.outcome === 'pass').length).toBeGreaterThan(0)

  const log = readFileSync(join(run(), 'run.ndjson'), 'utf8')
  const resumed = await synaq(['run', target, '--resume', run(), '--translation', 'en'])
  expect(resumed).toMatchObject({ code: 3, stderr: '' })
  expect(resumed.stdout).toContain('The run goes on. Scripts left:')
  expect(readFileSync(join(run(), 'run.ndjson'), 'utf8')).toBe(log)
  expect(existsSync(join(run(), 'run.lock'))).toBe(false)

  const [first = ''] = readFileSync(join(run(), 'run.2.ndjson'), 'utf8').split('\n')
  const { event } = JSON.parse(first) as { event: Extract<RunLine, { type: 'run-resumed' }> }
  const summary = JSON.parse(readFileSync(join(run(), 'summary.json'), 'utf8')) as {
    how: string
    scenarios: { outcome: string }[]
    interruptions: { repeated: number }[]
  }
  expect(summary).toMatchObject({ how: 'complete', interruptions: [{ repeated: event.abandoned.length }] })
  expect(summary.scenarios.map((one) => one.outcome)).toEqual(['pass', 'pass', 'pass'])
  const protocol = readPdf(readFileSync(join(run(), 'protocol.pdf'))).pages.join('')
  expect(protocol).toMatch(/прервано\d\d\.\d\d\.\d{4}.*возобновлено/)
  expect(readPdf(readFileSync(join(run(), 'protocol.en.pdf'))).pages.join('')).toContain('cutoff')
  expect(readFileSync(join(run(), 'report.html'), 'utf8')).toContain('возобновлено')
})

test('a run that came to its end is not resumed, nor one with another target', async () => {
  const finished = await synaq(['run', target, '--resume', run()])
  expect(finished.code).toBe(2)
  expect(problemIn(finished.stderr)).toContain('this run came to its end')

  const cut = join(folder.path, 'cut')
  cpSync(run(), cut, { recursive: true })
  const lines = readFileSync(join(cut, 'run.2.ndjson'), 'utf8').split('\n')
  writeFileSync(join(cut, 'run.2.ndjson'), `${lines.slice(0, -2).join('\n')}\n`)
  const through = writeTarget(folder.path, sandbox, { id: bankId, url: bank.url, modes: ['through'] })
  const other = await synaq(['run', through, '--resume', cut])
  expect(other.code).toBe(2)
  expect(problemIn(other.stderr)).toMatch(/target or scenarios are not those of the run: target: modes/)
})

test('the run does not differ from itself', async () => {
  const diff = await synaq(['diff', run(), run()])
  expect(diff).toMatchObject({ code: 0, stderr: '' })
  expect(diff.stdout).toContain('The results do not differ.')
})

test('judged by mended files it says what changes and why, and makes documents that say so', async () => {
  const mended = join(folder.path, 'npck-accounts')
  cpSync(join(packageRoot(), 'scenarios', 'npck-accounts'), mended, { recursive: true })
  const file = join(mended, 'provider', 'balances.yaml')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('status: 200', 'status: 201'))
  const again = await synaq(['judge', run(), '--scenarios', mended, '--diff', '--json'])
  expect(again).toMatchObject({ code: 1, stderr: '' })
  const { scripts: told, scenarios } = JSON.parse(again.stdout) as {
    scenarios: string
    scripts: { scenario: string; changed: string; reasons: { kind: string }[] }[]
  }
  expect(told.filter(({ changed }) => changed !== 'nothing')).toMatchObject([
    { scenario: scripts[0], before: 'pass', after: 'fail', reasons: [{ kind: 'check-settings', step: '2' }] },
  ])

  writeFileSync(file, text.replace('scopes: [accounts, account_balance]', 'scopes: [accounts]'))
  const out = join(folder.path, 'again')
  const log = readFileSync(join(run(), 'protocol.pdf'))
  const made = await synaq(['judge', run(), '--scenarios', mended, '--out', out])
  expect(made).toMatchObject({ code: 3, stderr: '' })
  expect(made.stdout).toContain('step 1 was changed: something else would be sent')
  expect(readPdf(readFileSync(join(out, 'protocol.pdf'))).pages.join('')).toContain('Суждениеповторено')
  expect(readFileSync(join(run(), 'protocol.pdf'))).toEqual(log)
  expect(scenarios).toMatch(/^[0-9a-f]{64}$/)
})
