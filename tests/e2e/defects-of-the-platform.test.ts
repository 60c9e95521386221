import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { claimants, listScenarios, type ListedScenario } from '../support/catalogue.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { endedAs, runTarget, writeTarget } from '../support/target.js'

/**
 * The platform with a wrong behaviour: its self-check finds it, and no bank is charged with it. That each of its defects is
 * caught is for mutants.test.ts.
 */
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

test.each(['platform-ignores-decline', 'platform-wrong-limited-message'])(
  '%s',
  async (defect) => {
    const { code, summary } = await runWith([defect])
    const wanted = claimants(scenarios, 'platform', defect)
    expect(wanted.length).toBeGreaterThan(0)
    expect(endedAs('fail', summary).sort()).toEqual([...wanted].sort())
    expect(summary.scenarios.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'fail')).toEqual([])
    expect(summary.outcome).toBe('inconclusive')
    expect(code).toBe(3)
    expect(summary.act.refusal?.en).toContain('self-check')
    // All scripts through the platform: a busy machine needs minutes.
  },
  240_000,
)
