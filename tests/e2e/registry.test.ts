import { appendFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { decisions } from '../../src/store/decision-rows.js'
import { journal } from '../../src/store/journal-rows.js'
import { unplannedApis } from '../../src/store/schedule-rows.js'
import { testDatabase, type TestDatabase } from '../support/database.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq, type Ended } from '../support/synaq.js'

const folder = temporaryFolder()
const at = (...names: string[]): string => join(folder.path, ...names)
const provider = 'npck-accounts/provider'
let sandbox: TestSandbox
let database: TestDatabase

beforeAll(async () => {
  ;[sandbox, database] = await Promise.all([enterSandbox(), testDatabase()])
  const bank = sandbox.facts.providers.find(({ invented, state }) => invented && state === 'registered')
  if (!bank) throw new Error('the sandbox has no invented bank')
  writeFileSync(at('token'), sandbox.access.token)
  require('account-list', 'tampered-token', 'hostile-identifiers')
  for (const environment of ['test', 'live'])
    writeFileSync(
      at(`${environment}.yaml`),
      `{ name: bank, system: npck-accounts, role: provider, environment: ${environment}, modes: [direct], required: required.yaml,
         participant: { id: ${bank.id}, name: bank, invented: true }, direct: { url: '${bank.url}' },
         sandbox: { control: '${sandbox.access.controlUrl}', token: { file: token } } }`,
    )
  writeFileSync(
    at('registry.yaml'),
    `participants: [{ id: ${bank.id}, name: Bank, roles: [provider], accredited: true, blocked: false }]
apis:
  - id: accounts
    participant: ${bank.id}
    system: npck-accounts
    name: Accounts
    targets: { test: test.yaml, live: live.yaml }
    budget: 48
    passport:
      purpose: { ru: Счета, en: Accounts }
      description: { ru: Счета и остатки, en: Accounts and balances }
      documentation: https://bank.example
      support: { name: Desk, phone: '+77010000001' }
      version: 1.0.0
`,
  )
})

afterAll(async () => {
  await database.drop()
  await sandbox.leave()
  folder.remove()
})

/** The operator's own list, which both target files name. */
function require(...scripts: string[]): void {
  const scenarios = scripts.map((name) => `${provider}/${name}`).join(', ')
  writeFileSync(at('required.yaml'), `requiredSets: [{ role: provider, mode: direct, scenarios: [${scenarios}] }]`)
}

const registry = (...args: string[]): Promise<Ended> =>
  synaq(['registry', ...args, '--data', at('data')], {
    env: { ...process.env, DATABASE_URL: database.url, LANG: 'en' },
  })

/** Runs what is required; answers the run's folder. */
async function run(environment: 'test' | 'live'): Promise<string> {
  const reports = at('reports', environment)
  mkdirSync(reports, { recursive: true })
  const flags = ['account-list', 'tampered-token', 'hostile-identifiers'].flatMap((name) => [
    ...['--only', `${provider}/${name}`],
  ])
  await synaq(['run', at(`${environment}.yaml`), '--reports', reports, '--no-documents', ...flags])
  return join(reports, readdirSync(reports)[0] ?? '')
}

test('an API is entered, tested in both environments, admitted and published, and is then due to be probed', async () => {
  expect((await registry('import', at('registry.yaml'))).stdout).toContain('2 entered')
  const [whole, live] = await Promise.all([run('test'), run('live')])

  const forged = at('forged')
  cpSync(whole, forged, { recursive: true })
  appendFileSync(join(forged, 'run.ndjson'), '{}\n')
  expect((await registry('admit', 'accounts', forged)).stderr).toContain('the record was changed')

  expect((await registry('admit', 'accounts', whole)).stdout).toContain('3 required scripts passed')
  const admitted = await registry('admit', 'accounts', live)
  // What attacks is not for a live environment, and the record says so.
  expect(admitted.stdout).toContain('2 required scripts passed')
  expect(admitted.stdout).toContain('Not run in a live environment because of their effects (load, hostile): 1.')
  expect(admitted.stdout).toContain('Everything is there')

  require('account-list', 'tampered-token', 'no-token', 'hostile-identifiers')
  const more = await registry('publish', 'accounts', '--reason', 'the set has grown')
  expect(more.stderr.match(/no-token \(direct\): it is not in the run/g)).toHaveLength(2)
  require('account-list', 'tampered-token', 'hostile-identifiers')

  expect((await unplannedApis(database.db, 10)).map(({ id }) => id)).toEqual([])
  const published = await registry('publish', 'accounts', '--reason', 'tests passed', '--json')
  expect([published.code, published.stderr]).toEqual([0, ''])
  expect((await unplannedApis(database.db, 10)).map(({ id }) => id)).toEqual(['accounts'])
  expect(await decisions(database.db, 5)).toMatchObject([
    { api: 'accounts', action: 'publish', why: { en: 'tests passed' } },
  ])
  const did = (await journal(database.db, { limit: 20 })).map((line) => line.did).reverse()
  expect(did).toEqual([...['participant.enter', 'api.enter', 'admission.enter', 'admission.enter', 'api.publish']])
}, 120_000)

test('what is exported is what was entered; a file that is wrong changes nothing', async () => {
  const { stdout } = await registry('export')
  writeFileSync(at('export.yaml'), stdout)
  expect((await registry('import', at('export.yaml'))).stdout).toContain('0 entered, 0 changed, 2 as before')
  writeFileSync(at('wrong.yaml'), stdout.replace('name: Bank', 'name: Banque').replace('budget: 48', 'budget: 4800'))
  const wrong = await registry('import', at('wrong.yaml'))
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringMatching(/wrong\.yaml:\d+:\d+\n.*budget.* must be <= 1920/),
  ])
})
