import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { synaq } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

/** A secret that would be left behind: no document is made, and a person is told where it stands, never what it is. */
const folder = temporaryFolder([
  { path: /^(data|named)\.yaml$|^named\/.*\/plan\.json$/, why: 'planted here, to be found' },
])
const bank = 'KZGL01'
const only = ['--only', 'npck-accounts/provider/account-list']
let sandbox: TestSandbox
let target: string
let secret: string

beforeAll(async () => {
  sandbox = await enterSandbox()
  const url = sandbox.facts.providers.find(({ id }) => id === bank)?.url ?? ''
  target = writeTarget(folder.path, sandbox, { id: bank, url })
  secret = sandbox.access.token
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

/** The only run below a folder of reports. */
const runIn = (reports: string) => join(reports, readdirSync(reports)[0] ?? '')

test('in the record: refused before a document is begun, and ever after', async () => {
  // The participant's name comes into the plan and so into the record.
  const named = join(folder.path, 'named.yaml')
  writeFileSync(named, readFileSync(target, 'utf8').replace(`АО «${bank}»`, `АО «${secret}»`))
  const reports = join(folder.path, 'named')
  const ended = await synaq(['run', named, ...only, '--reports', reports])
  const run = runIn(reports)
  expect(ended.code).toBe(4)
  expect(ended.stderr).toMatch(
    /leaks\.json\n {2}a secret was found .*a secret that the target names \(plain\) in plan\.json, line \d+[\s\S]*→ /,
  )
  expect(ended.stdout + ended.stderr).not.toContain(secret)
  expect(readdirSync(run).sort()).toEqual(['attempts', 'findings.json', 'leaks.json', 'plan.json', 'run.ndjson'])
  const leaks = readFileSync(join(run, 'leaks.json'), 'utf8')
  expect(JSON.parse(leaks)).toMatchObject({
    format: 'synaq-leaks/1',
    leaks: [{ place: 'plan.json', kind: 'setting', encoding: 'plain' }],
  })
  expect(leaks).not.toContain(secret)

  const again = await synaq(['report', run, '--no-documents'])
  expect(again.code).toBe(4)
  expect(again.stderr).toMatch(
    /leaks\.json\n {2}a secret was found in what this run leaves[^]*→ leaks\.json says where/,
  )
  expect(existsSync(join(run, 'report.html'))).toBe(false)
})

test('in a document: none is made', async () => {
  const data = join(folder.path, 'data.yaml')
  writeFileSync(data, `number: '${secret}'\n`)
  const reports = join(folder.path, 'documents')
  const ended = await synaq(['run', target, ...only, '--reports', reports, '--data', data])
  expect(ended.code).toBe(4)
  expect(ended.stderr).toMatch(/a secret that the target names \(plain\) in protocol\.pdf, line \d+/)
  expect(ended.stdout + ended.stderr).not.toContain(secret)
  const left = readdirSync(runIn(reports))
  expect(left).toContain('leaks.json')
  expect(left.filter((name) => /\.(pdf|html)$|summary/.test(name))).toEqual([])
})
