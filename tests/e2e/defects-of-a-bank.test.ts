import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { claimants, listScenarios, type ListedScenario } from '../support/catalogue.js'
import { bankId, joinExampleBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { readPdf } from '../support/read-pdf.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { endedAs, runTarget, writeTarget, type Summary } from '../support/target.js'

/**
 * examples/bank with a wrong behaviour, as a bank would run the scripts: exactly those that claim it fail, and say what a
 * bank needs to know. That each of its defects is caught is for mutants.test.ts.
 */
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
const directOnly = ['no-request-id']

/** Scripts that apply only where a target says so. */
const limitScript = 'npck-accounts/provider/rate-limit'
const loadScript = 'npck-accounts/provider/load'

/** Scripts that judge the bank, against the bank with a defect. */
async function runWith(defect: string, args: readonly string[] = ['--no-documents']) {
  const running = await bank.start([defect])
  try {
    const target = writeTarget(folder.path, sandbox, { id: bankId, url: running.url })
    const ofBank = scenarios
      .filter(({ subject, scenario }) => subject === 'provider' && ![limitScript, loadScript].includes(scenario))
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

/** What the connection lets in, and what hides behind the gateway; what an answer looks like is told below. */
const defects = ['accepts-no-certificate', 'no-request-id']

describe('a bank that declares a limit of requests', () => {
  const runLimited = async () => {
    const running = await bank.start([], { BANK_RATE_LIMIT: '20/2' })
    try {
      const target = writeTarget(folder.path, sandbox, {
        id: bankId,
        url: running.url,
        declaredRate: { requests: 20, seconds: 2 },
      })
      return await runTarget(target, join(folder.path, 'reports'), ['--no-documents', '--only', limitScript])
    } finally {
      await running.stop()
    }
  }

  test('refuses what is above it, and serves again in time', async () => {
    const { summary } = await runLimited()
    expect(endedAs('pass', summary)).toEqual([`${limitScript} (direct)`])
  })
})

function expectCharged(defect: string, { code, summary }: Awaited<ReturnType<typeof runWith>>): void {
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
}

test.each(defects)('%s', async (defect) => expectCharged(defect, await runWith(defect)))

describe('a bank that gives amounts as numbers', () => {
  let run = ''
  let charged: readonly string[] = []

  test('the Protocol lists the departure and no Act is left', async () => {
    const ended = await runWith('amount-as-number', [])
    expectCharged('amount-as-number', ended)
    const { summary } = ended
    run = join(folder.path, 'reports', summary.run)
    const findings = summary.scenarios.flatMap(({ findings: found }) => found)
    charged = [...new Set(findings.filter(({ weight }) => weight === 'failure').map(({ requirement }) => requirement))]
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
  }, 120_000)

  test('gets an Act by waivers that the operator signed, and by no others; the outcome stays', async () => {
    const file = join(folder.path, 'waivers.yaml')
    const signed = join(folder.path, 'signed.json')
    const waivers = charged.map((requirement) => ({
      ...{ participant: bankId, system: 'npck-accounts', requirement, owner: 'Цифровой департамент' },
      ...{ reason: 'Новая система вводится в марте', expires: '2999-12-31' },
    }))
    writeFileSync(file, JSON.stringify(waivers))
    const env = { ...process.env, LANG: 'en', SYNAQ_HOME: join(folder.path, 'operator') }
    const sign = await synaq(['waivers', 'sign', file, '--out', signed, '--json'], { env })
    expect(sign).toMatchObject({ code: 0, stderr: '' })
    const { thumbprint } = JSON.parse(sign.stdout) as { thumbprint: string }

    const unsigned = await synaq(['report', run, '--waivers', file, '--no-documents', '--json'])
    expect((JSON.parse(unsigned.stdout) as Summary).act.refusal?.ru).toContain('Разрешения на отступление не подписаны')
    expect(existsSync(join(run, 'waivers.yaml'))).toBe(true)

    const made = await synaq(['report', run, '--waivers', signed, '--operator', thumbprint, '--json'])
    expect(made).toMatchObject({ code: 1, stderr: '' })
    expect(JSON.parse(made.stdout)).toMatchObject({
      outcome: 'fail',
      act: { issued: true },
      waivers: { unlockAct: true },
    })
    expect(readFileSync(join(run, 'waivers.json'))).toEqual(readFileSync(signed))
    expect(existsSync(join(run, 'waivers.yaml'))).toBe(false)
    const act = readPdf(readFileSync(join(run, 'act.pdf'))).pages.join('')
    for (const part of [
      'Акт составлен на основании разрешений на отступление',
      'Разрешение № 1: C-response',
      '31.12.2999',
      thumbprint,
    ])
      expect(act).toContain(part.replaceAll(' ', ''))

    const without = await synaq(['report', run, '--json'])
    expect(JSON.parse(without.stdout)).toMatchObject({ act: { issued: false }, waivers: null })
    expect([existsSync(join(run, 'act.pdf')), existsSync(join(run, 'waivers.json'))]).toEqual([false, false])
  }, 120_000)
})
