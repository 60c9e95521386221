import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { defects } from '../../mocks/npck-accounts/defects.js'
import { claimants, listScenarios, type ListedScenario } from '../support/catalogue.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { endedAs, endedOtherwise, runTarget, writeTarget } from '../support/target.js'

/** A bank of the sandbox itself with one wrong behaviour after another, asked directly. */
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

/** Scripts that cannot see a defect of these banks: their refusals are the sandbox's own and bear the request id. */
const notShown: Readonly<Record<string, readonly string[]>> = {
  'no-request-id': [
    'npck-accounts/provider/balance-without-scope (direct)',
    'npck-accounts/provider/tampered-token (direct)',
    'npck-accounts/provider/no-token (direct)',
    'npck-accounts/provider/garbage-token (direct)',
    'npck-accounts/provider/unsigned-token (direct)',
    'npck-accounts/provider/token-of-another-issuer (direct)',
    'npck-accounts/provider/token-not-valid-yet (direct)',
    'npck-accounts/provider/token-bound-to-another-certificate (direct)',
    'npck-accounts/provider/transactions-without-scope (direct)',
    'npck-accounts/provider/malformed-account-id (direct)',
    'npck-accounts/provider/malformed-paging (direct)',
    'npck-accounts/provider/malformed-dates (direct)',
    'npck-accounts/provider/wrong-method (direct)',
    'npck-accounts/provider/unacceptable-accept (direct)',
    'npck-accounts/provider/hostile-identifiers (direct)',
  ],
}

async function runWith(planted: readonly string[]) {
  await sandbox.setDefects(planted)
  const url = sandbox.facts.providers.find(({ id }) => id === bank)?.url ?? ''
  return runTarget(
    writeTarget(folder.path, sandbox, { id: bank, url, modes: ['direct'] }),
    join(folder.path, 'reports'),
  )
}

test('without a defect every script passes', async () => {
  const { code, summary } = await runWith([])
  expect(endedOtherwise(summary, 'pass')).toEqual([])
  expect(code).toBe(0)
})

test.each(defects.map(({ id }) => id))('%s', async (defect) => {
  const { code, summary } = await runWith([defect])
  const claiming = claimants(scenarios, 'provider', defect, ['direct'])
  const wanted = claiming.filter((claimant) => !notShown[defect]?.includes(claimant))
  expect(wanted.length).toBeGreaterThan(0)
  expect(endedAs('fail', summary).sort()).toEqual([...wanted].sort())
  expect(endedOtherwise(summary, 'pass', 'fail')).toEqual([])
  expect(code).toBe(1)
})
