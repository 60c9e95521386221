import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sha256 } from '../../src/base/digest.js'
import { packageRoot } from '../../src/base/root.js'
import { claimants, listScenarios, type ListedScenario } from '../support/catalogue.js'
import { bankId, joinExampleBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { startAdapter } from '../support/operators-adapter.js'
import { readPdf } from '../support/read-pdf.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { endedAs, endedOtherwise, runTarget, writeTarget, type Summary } from '../support/target.js'

/** A bank that speaks an operator's contract in which every name is another: the scripts find in it what they find in ours. */
const folder = temporaryFolder()
const contract = {
  file: join(packageRoot(), 'tests', 'operators-contract', 'openapi.yaml'),
  overlay: join(packageRoot(), 'tests', 'operators-contract', 'overlay.yaml'),
}
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

/** Every script of mode direct, against the bank itself or behind the adapter. */
async function runAgainst(
  speaks: 'reference' | 'operators',
  defects: readonly string[] = [],
  args?: readonly string[],
) {
  const running = await bank.start(defects)
  const { platform } = sandbox.facts.identities
  if (!platform) throw new Error('the sandbox has no platform certificate')
  const adapter =
    speaks === 'operators'
      ? await startAdapter({ bank: running.url, folder: join(folder.path, 'bank'), platform })
      : undefined
  try {
    const target = writeTarget(folder.path, sandbox, {
      id: bankId,
      url: adapter?.url ?? running.url,
      modes: ['direct'],
      ...(adapter ? { contract } : {}),
    })
    return await runTarget(target, join(folder.path, 'reports'), args)
  } finally {
    await adapter?.stop()
    await running.stop()
  }
}

const outcomes = ({ scenarios }: Summary): string[] => scenarios.map(({ id, outcome }) => `${id} ${outcome}`)
const recordOf = ({ run }: Summary): string => {
  const attempts = join(folder.path, 'reports', run, 'attempts')
  return readdirSync(attempts)
    .map((name) => readFileSync(join(attempts, name), 'utf8'))
    .join('\n')
}

test('all scripts have the same verdicts as with the reference, and no value of a client is recorded', async () => {
  const [ours, theirs] = [await runAgainst('reference'), await runAgainst('operators')]
  expect(outcomes(theirs.summary)).toEqual(outcomes(ours.summary))
  expect(endedOtherwise(theirs.summary, 'pass')).toEqual([])
  expect([theirs.code, theirs.summary.outcome]).toEqual([0, 'pass'])

  const record = recordOf(theirs.summary)
  for (const open of ['"tenor":"KZT"', '"faultCode":"', '"all":', '"x-correlation-id":"', '"x-consumer-code":"'])
    expect(record).toContain(open)
  const customers = readFileSync(join(packageRoot(), 'examples', 'bank', 'customers.json'), 'utf8')
  const secret = [
    ...customers.matchAll(/"(?:iin|name|accountId|iban|amount|transactionId|description)": "([^"]{6,})"/g),
  ]
  expect(secret.length).toBeGreaterThan(20)
  expect(secret.map(([, value = '']) => value).filter((value) => record.includes(value))).toEqual([])
})

test.each([
  ['ignores-scope', 'P4.4', 'HTTP 409', 'x-correlation-id'],
  ['amount-as-number', 'C-response', '/data/remainders/*/sum', 'x-correlation-id'],
  ['wrong-total', 'C-paging', '/portion/all equals the number of items', 'x-correlation-id'],
  ['no-request-id', 'C-request-id', 'x-correlation-id', ''],
  ['error-with-stack', 'C-error-body', '/fault', 'x-correlation-id'],
])('%s behind it is found, in the words of its contract', async (defect, requirement, expected, header) => {
  const claiming = claimants(scenarios, 'provider', defect, ['direct'])
  const only = claiming.flatMap((claim) => ['--only', claim.replace(' (direct)', '')])
  const { summary } = await runAgainst('operators', [defect], ['--no-documents', ...only])
  expect(endedAs('fail', summary).sort()).toEqual(claiming.sort())
  const charged = summary.scenarios
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.weight === 'failure' && finding.requirement === requirement)
  expect(charged.map((finding) => finding.expected.en.replace(/\/\d+\//g, '/*/')).join('\n')).toContain(expected)
  for (const { exchange } of charged) {
    expect(exchange?.line).toMatch(/^(GET|DELETE) \/ais\/2\.4\/deposits\S*: HTTP \d+/)
    expect(exchange?.line).toContain(header)
  }
})

test('a run that passed under a contract is touched when the contract changes', async () => {
  const only = ['account-list', 'balances'].flatMap((name) => ['--only', `npck-accounts/provider/${name}`])
  const { summary } = await runAgainst('operators', [], ['--no-documents', ...only])
  const next = join(folder.path, 'next.yaml')
  writeFileSync(
    next,
    readFileSync(contract.file, 'utf8').replace(
      'remainders: { type: array, minItems: 1,',
      'remainders: { type: array, minItems: 2,',
    ),
  )
  const { stdout, code } = await synaq([
    ...['contract', 'diff', contract.file, next, '--overlay-a', contract.overlay, '--overlay-b', contract.overlay],
    ...['--run', join(folder.path, 'reports', summary.run), '--lang', 'ru'],
  ])
  expect(code).toBe(0)
  expect(stdout).toContain('getBalances\n  ответ 200, /balances: minItems 1 → 2\n')
  expect(stdout).toContain('Прогонов просмотрено: 1, из них по контракту A: 1, с затронутыми успешными сценариями: 1')
  expect(stdout).toContain(
    `${summary.run} (a bank of the tests, итог open): повторить 1\n    npck-accounts/provider/balances (direct)`,
  )
})

test('documents name the contract in force and the overlay with their digests', async () => {
  const { summary } = await runAgainst('operators', [], ['--only', 'npck-accounts/provider/account-list'])
  const digests = [contract.file, contract.overlay].map((file) => sha256(readFileSync(file)))
  expect(summary.contract).toEqual({
    title: 'Сведения о счетах (вымышленный оператор)',
    version: '2.4.1',
    digest: digests[0],
    overlay: { digest: digests[1] },
  })
  const text = readPdf(readFileSync(join(folder.path, 'reports', summary.run, 'protocol.pdf'))).pages.join('')
  for (const part of ['Сведения о счетах (вымышленный оператор), версия 2.4.1', ...digests])
    expect(text).toContain(part.replaceAll(' ', ''))
})
