import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parseJson } from '../../src/base/json.js'
import { bankId, joinExampleBank, type RunningBank } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

const folder = temporaryFolder()
let sandbox: TestSandbox
let bank: RunningBank
let target: string

beforeAll(async () => {
  sandbox = await enterSandbox()
  const joined = await joinExampleBank(sandbox, folder.path)
  bank = await joined.start()
  target = writeTarget(folder.path, sandbox, { id: bankId, url: bank.url })
})

afterAll(async () => {
  await bank.stop()
  await sandbox.leave()
  folder.remove()
})

interface Examination {
  readonly state: string
  readonly diagnoses: readonly { readonly id: string; readonly state: string }[]
}

test('a bank that is in order: every line green, code 0', async () => {
  const { code, stdout } = await synaq(['doctor', target, '--json'])
  const { state, diagnoses } = parseJson(stdout) as unknown as Examination
  expect(diagnoses.filter((line) => line.state !== 'green')).toEqual([])
  expect([code, state]).toEqual([0, 'green'])
  expect(diagnoses.map(({ id }) => id)).toEqual(expect.arrayContaining(['token', 'scope.account_balance', 'clock']))
})

test('for people: a sign, what was found, how to mend it; code 2', async () => {
  const broken = writeTarget(folder.path, sandbox, { id: bankId, url: 'https://nosuch.invalid' })
  const { code, stdout } = await synaq(['doctor', broken, '--lang', 'ru'])
  expect(code).toBe(2)
  expect(stdout).toContain('✓ Наш сертификат «platform»')
  expect(stdout).toMatch(/✗ Сервер банка nosuch\.invalid:443: имя не находится в DNS\n {4}→ Проверьте/)
  expect(stdout).toContain('Сначала устраните')
})

test('a target file with mistakes is told as red lines, with the place of each', async () => {
  const wrong = join(folder.path, 'wrong.yaml')
  writeFileSync(wrong, 'name: x\nsystem: npck-accounts\nrole: provider\nmodus: direct\n')
  const { code, stdout } = await synaq(['doctor', wrong])
  expect(code).toBe(2)
  expect(stdout).toMatch(/✗ .*wrong\.yaml:4:1: «modus» is no setting of a target\. Did you mean «modes»\?/)
})

test('trust export gives the bank what the doctor compares with', async () => {
  const out = join(folder.path, 'trust')
  const { code, stdout } = await synaq(['trust', 'export', target, '--out', out])
  expect([code, stdout]).toEqual([0, expect.stringContaining('README.html')])
  expect(readFileSync(join(out, 'issuer.txt'), 'utf8').trim()).toBe(sandbox.facts.issuer)
  for (const name of readdirSync(out)) expect(readFileSync(join(out, name), 'utf8')).not.toMatch(/PRIVATE KEY|"d"\s*:/)
})

test('without a target, trust export asks for which bank', async () => {
  const { code, stderr } = await synaq(['trust', 'export', '--control', sandbox.access.controlUrl])
  expect([code, stderr]).toEqual([2, expect.stringContaining('--participant')])
})
