import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { bankId, joinExampleBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { endedAs, runTarget, writeTarget, type Summary } from '../support/target.js'

/** The HTML report of a run with many failures, as it is seen in a browser. */
const folder = temporaryFolder()
let sandbox: TestSandbox
let summary: Summary
let report = ''
let seen: Seen

interface Seen {
  readonly errors: readonly string[]
  readonly requests: readonly string[]
  readonly results: number
  readonly widths: { readonly closed: number; readonly open: number }
  readonly smallTargets: number
  readonly findings: readonly { readonly ru: readonly string[]; readonly en: readonly string[] }[]
  readonly curls: readonly string[]
  readonly headings: readonly number[]
  readonly ids: readonly string[]
  readonly broken: readonly string[]
  readonly faint: readonly string[]
  readonly faintInTheDark: readonly string[]
  readonly english: { readonly lang: string; readonly heading: string; readonly option: string }
  readonly searched: number
  readonly required: readonly string[]
  readonly reset: number
  readonly buttonsWithoutScript: number
}

const defects = [
  'serves-after-revocation',
  'serves-after-expiry',
  'accepts-alg-none',
  'ignores-audience',
  'ignores-scope',
  'amount-as-number',
  'no-offset',
  'wrong-total',
  'unstable-order',
  'excludes-last-day',
  'no-request-id',
  'html-error-page',
  'fails-on-quote',
  'clamps-page-size',
  'serves-any-method',
  'accepts-foreign-certificate',
  'knows-no-companies',
  'wrong-currency',
  'closed-account-hidden',
  'foreign-account-served',
  'wrong-encoding',
  'error-with-stack',
]

beforeAll(async () => {
  sandbox = await enterSandbox()
  const bank = await joinExampleBank(sandbox, folder.path)
  const running = await bank.start(defects)
  try {
    const target = writeTarget(folder.path, sandbox, { id: bankId, url: running.url })
    summary = (await runTarget(target, join(folder.path, 'reports'), ['--no-documents', '--lang', 'ru'])).summary
  } finally {
    await running.stop()
  }
  report = join(folder.path, 'reports', summary.run, 'report.html')
  const root = packageRoot()
  const program = join(root, 'tests', 'support', 'look-at-report.js')
  const browser = join(root, 'dist', 'src', 'render', 'browser.js')
  const { stdout } = await promisify(execFile)(process.execPath, [program, browser, report], { maxBuffer: 2 ** 25 })
  seen = JSON.parse(stdout) as Seen
}, 180_000)
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

test('there are at least twenty failures, each explained in two languages', () => {
  expect(endedAs('fail', summary).length).toBeGreaterThanOrEqual(20)
  expect(seen.findings.length).toBeGreaterThanOrEqual(20)
  for (const { ru, en } of seen.findings) {
    for (const text of ru) expect(text).toMatch(/[а-я]{3}.*[.!?]$/)
    for (const text of en) expect(text).toMatch(/^[^а-яё]*[a-z]{3}[^а-яё]*[.!?]$/i)
  }
})

test('summary.json has the likely cause and the next step of every finding too', () => {
  const findings = summary.scenarios.flatMap(({ findings: found }) => found)
  for (const { likelyCause, next } of findings) {
    expect(likelyCause?.ru).toMatch(/[а-я]/)
    expect(next?.en).toMatch(/[a-z]/)
  }
})

test('it loads nothing else and reports no error', () => {
  expect(seen.errors).toEqual([])
  expect(seen.requests).toHaveLength(1)
})

test('at 390 pixels nothing is wider than the screen, whether closed or open, and nothing is too small to touch', () => {
  expect({ ...seen.widths, small: seen.smallTargets }).toEqual({ closed: 390, open: 390, small: 0 })
})

test('headings stand in order, ids are single, links lead somewhere, texts can be read', () => {
  expect(seen.headings.filter((level, i) => level > (seen.headings[i - 1] ?? 0) + 1)).toEqual([])
  expect(new Set(seen.ids).size).toBe(seen.ids.length)
  const { broken, faint, faintInTheDark } = seen
  expect({ broken, faint, faintInTheDark }).toEqual({ broken: [], faint: [], faintInTheDark: [] })
})

test('it switches the language, searches and filters by requirement', () => {
  expect(seen.english).toEqual({ lang: 'en', heading: 'Scripts', option: 'any' })
  expect(seen.searched).toBeGreaterThan(0)
  expect(seen.searched).toBeLessThan(seen.results)
  expect(seen.required.length).toBeGreaterThan(0)
  for (const requirements of seen.required) expect(requirements.split(' ')).toContain('C-paging')
  expect(seen.reset).toBe(seen.results)
})

test('without scripts there is no button that would do nothing', () => {
  expect(seen.buttonsWithoutScript).toBe(0)
})

test('curl commands hold places to fill in, and no secret', () => {
  expect(seen.curls.length).toBeGreaterThan(100)
  // The last group of a request id may be twelve digits by chance.
  for (const command of seen.curls) expect(command).not.toMatch(/eyJ|\[masked|(?<![\w-])\d{12}\b|KZ\w{18}|PRIVATE KEY/)
  expect(seen.curls.filter((command) => command.includes("'authorization: Bearer <token>'")).length).toBeGreaterThan(50)
})

test('it stays small enough to be sent', () => {
  expect(statSync(report).size / seen.results).toBeLessThan(80_000)
  expect(readFileSync(report, 'utf8')).not.toMatch(/eyJ[\w-]{20}/)
})
