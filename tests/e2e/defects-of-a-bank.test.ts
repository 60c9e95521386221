import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { claimants, listScenarios, type ListedScenario } from '../support/catalogue.js'
import { bankId, exampleBankDefects, joinExampleBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { readPdf } from '../support/read-pdf.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { endedAs, runTarget, writeTarget, type Summary } from '../support/target.js'

/** examples/bank with one wrong behaviour after another: exactly the scripts that claim it fail. */
const folder = temporaryFolder()
let sandbox: TestSandbox
let bank: Awaited<ReturnType<typeof joinExampleBank>>
let scenarios: readonly ListedScenario[]

beforeAll(async () => {
  sandbox = await enterSandbox()
  ;[bank, scenarios] = await Promise.all([joinExampleBank(sandbox, folder.path), listScenarios()])
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

/** Charged straight at the bank only: the gateway puts the header in itself, and adds time of its own. */
const directOnly = ['no-request-id', 'request-id-of-its-own', 'slow']

/** The script of a load, and the defect that only a load shows. */
const loadScript = 'npck-accounts/provider/load'
const shownByLoad = ['slows-down-eager-callers']

/** Scripts that judge the bank, against the bank with a defect. */
async function runWith(defect: string | undefined, args: readonly string[] = ['--no-documents']) {
  const running = await bank.start(defect === undefined ? [] : [defect])
  try {
    const loaded = defect !== undefined && shownByLoad.includes(defect)
    const load = loaded ? { load: { rate: 20, seconds: 8 } } : {}
    const target = writeTarget(folder.path, sandbox, { id: bankId, url: running.url, ...load })
    const ofBank = scenarios
      .filter(({ subject, scenario }) => subject === 'provider' && loaded === (scenario === loadScript))
      .map(({ scenario }) => scenario)
    return await runTarget(target, join(folder.path, 'reports'), [...args, ...ofBank.flatMap((id) => ['--only', id])])
  } finally {
    await running.stop()
  }
}

/** Each failure says which clause, where in the script, in which exchange, and what was expected and came. */
function expectTellingFindings({ scenarios: results }: Summary): void {
  for (const { findings } of results.filter(({ outcome }) => outcome === 'fail')) {
    const charged = findings.filter(({ weight }) => weight === 'failure')
    expect(charged.length).toBeGreaterThan(0)
    for (const { clause, step, exchange, expected, actual } of charged) {
      expect(clause.en).toMatch(/report|Guide|Contract/i)
      expect(clause.ru).toMatch(/[а-я]/)
      expect(step).toMatch(/^\d+(\.\d+)*$/)
      expect(exchange?.line).toMatch(/^(GET|DELETE) \/v3\/accounts\S*: HTTP \d{3}(, x-request-id \S+)?$/)
      expect(expected.en).not.toBe(actual.en)
    }
  }
}

const defects = [
  'accepts-no-certificate',
  'accepts-any-certificate',
  'accepts-expired-certificate',
  'accepts-foreign-certificate',
  'trusts-whole-authority',
  'ignores-binding',
  'serves-without-token',
  'fails-on-garbage',
  'accepts-alg-none',
  'ignores-issuer',
  'accepts-early-token',
  'balance-scope-for-transactions',
  'fails-on-unknown-account',
  'fails-on-malformed-id',
  'fails-on-quote',
  'clamps-page-size',
  'ignores-malformed-dates',
  'serves-reversed-period',
  'serves-any-method',
  'fails-on-accept',
  'no-allow',
  'no-challenge',
  'ignores-signature',
  'ignores-audience',
  'accepts-expired-token',
  'ignores-scope',
  'ignores-narrowing',
  'ignores-consent',
  'serves-after-revocation',
  'remembers-revocation',
  'revives-revoked-consent',
  'serves-after-expiry',
  'refuses-shared-consent',
  'no-accounts-as-error',
  'foreign-account-served',
  'amount-as-number',
  'missing-required-field',
  'closed-account-hidden',
  'wrong-currency',
  'no-offset',
  'knows-no-companies',
  'ignores-date-filter',
  'excludes-last-day',
  'unstable-order',
  'wrong-total',
  'page-overlap',
  'no-request-id',
  'request-id-only-echoed',
  'slow',
  'wrong-encoding',
  'html-error-page',
  'error-with-stack',
  'accepts-tls-1.1',
  'ignores-scope-of-token',
  'iin-in-refusal',
  'keeps-consents',
  'keeps-own-page-size',
  'loses-last-page',
  'skips-first-row',
  'always-first-page',
  'wrong-page-number',
  'total-of-page',
  'total-as-text',
  'excludes-first-day',
  'ignores-from-date',
  'ignores-to-date',
  'out-of-order',
  'extra-field',
  'null-field',
  'unknown-status',
  'impossible-date',
  'iban-in-groups',
  'currency-in-lower-case',
  'decimal-comma',
  'amount-without-decimals',
  'no-balances',
  'balance-of-first-account',
  'balance-without-kind',
  'lists-everybodys-accounts',
  'balances-as-text',
  'malformed-json',
  'error-inside-200',
  'error-as-text',
  'error-without-code',
  'stack-in-message',
  'query-in-message',
  'foreign-name-in-error',
  'foreign-iban-in-error',
  'fails-on-long-id',
  'request-id-of-its-own',
  'one-in-ten-wrong',
  'slows-down-eager-callers',
]

test('without a defect every script passes', async () => {
  const { summary } = await runWith(undefined)
  expect(summary.scenarios.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
})

test('every defect that the bank knows is tried here', async () => {
  expect((await exampleBankDefects()).sort()).toEqual([...defects].sort())
})

test.each(defects)('%s', async (defect) => {
  const { code, summary } = await runWith(defect)
  const modes = directOnly.includes(defect) ? ['direct'] : ['direct', 'through']
  const wanted = claimants(scenarios, 'provider', defect, modes)
  expect(wanted.length).toBeGreaterThan(0)
  expect(endedAs('fail', summary).sort()).toEqual([...wanted].sort())
  expect(summary.scenarios.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'fail')).toEqual([])
  expectTellingFindings(summary)
  expect(code).toBe(1)
  expect(summary.outcome).toBe('fail')
  expect(existsSync(join(folder.path, 'reports', summary.run, 'act.pdf'))).toBe(false)
  expect(summary.act.issued).toBe(false)
  const [first = ''] = endedAs('fail', summary)
  expect(summary.act.refusal?.ru).toMatch(/^Акт не составлен: не пройдены сценарии: /)
  expect(summary.act.refusal?.ru).toContain(first.split(' ')[0])
})

test('the Protocol lists the departure and no Act is left', async () => {
  const { summary } = await runWith('amount-as-number', [])
  const run = join(folder.path, 'reports', summary.run)
  expect(existsSync(join(run, 'act.pdf'))).toBe(false)
  const text = readPdf(readFileSync(join(run, 'protocol.pdf'))).pages.join('')
  for (const part of [
    'Несоответствие 1. Остатки по счетам в двух валютах',
    'C-response (Контракт (OpenAPI), responses',
    'npck-accounts/provider/balances, напрямую',
    'шаг 3, проверка conforms',
    'Ожидалось /balances/0/amount: строка',
    'GET /v3/accounts/{accountId:',
    'attempts/0002.ndjson',
  ]) {
    expect(text).toContain(part.replaceAll(' ', ''))
  }
})
