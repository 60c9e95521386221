import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { defects as bankDefects } from '../../mocks/npck-accounts/defects.js'
import { platformDefects } from '../../src/sandbox/platform-defects.js'
import { claimants, listScenarios, type ListedScenario } from '../support/catalogue.js'
import { exampleBankDefects } from '../support/example-bank.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { endedAs, runTarget, writeTarget } from '../support/target.js'

/** The platform with one wrong behaviour after another: its self-check finds it, and no bank is charged with it. */
const folder = temporaryFolder()
const bank = 'KZGL01'
let sandbox: TestSandbox
let scenarios: readonly ListedScenario[]

beforeAll(async () => {
  ;[sandbox, scenarios] = await Promise.all([enterSandbox(), listScenarios()])
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

async function runWith(planted: readonly string[]) {
  await sandbox.setDefects(planted)
  const url = sandbox.facts.providers.find(({ id }) => id === bank)?.url ?? ''
  const target = writeTarget(folder.path, sandbox, { id: bank, url, modes: ['through'] })
  return runTarget(target, join(folder.path, 'reports'))
}

test('without a defect every script passes', async () => {
  const { code, summary } = await runWith([])
  expect(summary.scenarios.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
  expect(code).toBe(0)
})

test.each(Object.keys(platformDefects))('%s', async (defect) => {
  const { code, summary } = await runWith([defect])
  const wanted = claimants(scenarios, 'platform', defect)
  expect(wanted.length).toBeGreaterThan(0)
  expect(endedAs('fail', summary).sort()).toEqual([...wanted].sort())
  expect(summary.scenarios.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'fail')).toEqual([])
  expect(summary.outcome).toBe('inconclusive')
  expect(code).toBe(3)
  expect(summary.act.refusal?.en).toContain('self-check')
})

test('what the scripts claim to catch and what can be planted are the same', async () => {
  const claimed = new Set(scenarios.flatMap(({ catches }) => catches))
  const planted = new Set([
    ...(await exampleBankDefects()),
    ...bankDefects.map(({ id }) => id),
    ...Object.keys(platformDefects),
  ])
  expect([...claimed].sort()).toEqual([...planted].sort())
})
