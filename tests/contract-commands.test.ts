import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { packageRoot } from '../src/base/root.js'
import { temporaryFolder } from './support/folder.js'
import { synaq } from './support/synaq.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const operators = join(packageRoot(), 'tests', 'operators-contract', 'openapi.yaml')
const overlay = join(packageRoot(), 'tests', 'operators-contract', 'overlay.yaml')
const reference = join(packageRoot(), 'mocks', 'npck-accounts', 'openapi.yaml')

/** A copy of a file with a replacement. */
function changed(file: string, from: string | RegExp, to: string): string {
  const text = readFileSync(file, 'utf8')
  expect(text.replace(from, to)).not.toBe(text)
  const copy = join(folder.path, `changed-${file.split('/').at(-1)}`)
  writeFileSync(copy, text.replace(from, to))
  return copy
}

test('check says what of the reference a contract has and lacks', async () => {
  const { code, stdout } = await synaq(['contract', 'check', operators, '--overlay', overlay])
  expect(code).toBe(0)
  for (const part of [
    'Operations of the reference that it has: 3',
    '  getBalances: GET /ais/2.4/deposits/{depositRef}/remainders',
    'Operations of the reference that it lacks: 8',
    '  it lacks the operation «generateUserUrl», the operation «token», the operation «revokeAccess»:',
    '    npck-accounts/provider/two-banks-in-one-consent (through)',
    'The file can be the contract of a target.',
  ])
    expect(stdout).toContain(part)
})

test('check guesses which operations are meant', async () => {
  const moved = changed(reference, /operationId: (listAccounts|getBalances)\n/g, 'operationId: other$1\n')
  const { stdout } = await synaq(['contract', 'check', moved])
  expect(stdout).toContain('  listAccounts; perhaps GET /v3/accounts\n')
})

test('check tells what an overlay still has to say', async () => {
  const partial = changed(overlay, /headers:\n.*\n.*\n/, '')
  const { code, stdout } = await synaq(['contract', 'check', operators, '--overlay', partial, '--lang', 'ru'])
  expect(code).toBe(2)
  expect(stdout).toContain('Чтобы файл стал контрактом цели: 2')
  expect(stdout).toContain(
    "openapi.yaml:11:5\n  the operator's contract has no header «x-request-id», which scenarios send",
  )
})

test('check names properties that no overlay finds', async () => {
  const partial = changed(overlay, '  accounts: deposits\n', '')
  const { stdout } = await synaq(['contract', 'check', operators, '--overlay', partial, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ unmatched: [{ operation: 'listAccounts', names: ['accounts'] }] })
})

test('check refuses an overlay with a slip, at its line', async () => {
  const wrong = changed(overlay, 'accounts: deposits', 'acounts: deposits')
  const { code, stderr } = await synaq(['contract', 'check', operators, '--overlay', wrong])
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /changed-overlay\.yaml:\d+:3\n {2}«acounts» is no property of the reference\. Did you mean «accounts»\?/,
  )
})

test('diff of a contract with itself finds nothing and touches nothing', async () => {
  const { code, stdout } = await synaq(['contract', 'diff', reference, reference, '--reports', folder.path])
  expect(code).toBe(0)
  expect(stdout).toContain('Nothing differs that matters to an exchange.')
  expect(stdout).toContain('No scenario is touched.')
  expect(stdout).toContain('Runs looked at: 0')
})

test('diff names the scripts that use what changed, those of procedures too', async () => {
  const revoked = changed(reference, '/v1/oauth/users/revoke-access', '/v2/consents/revocations')
  const { stdout } = await synaq(['contract', 'diff', reference, revoked, '--reports', folder.path, '--json'])
  const { changes, scenarios } = JSON.parse(stdout) as {
    changes: unknown[]
    scenarios: { scenario: string; mode: string; operations: string[] }[]
  }
  expect(changes).toEqual([
    {
      ...{ operation: 'revokeAccess', part: 'operation', at: '', what: 'moved' },
      ...{ before: 'POST /v1/oauth/users/revoke-access', after: 'POST /v2/consents/revocations' },
    },
  ])
  expect(new Set(scenarios.map(({ mode }) => mode))).toEqual(new Set(['through']))
  expect(scenarios).toContainEqual({
    scenario: 'npck-accounts/provider/account-list',
    mode: 'through',
    operations: ['revokeAccess'],
  })
})

test('a missing file is named', async () => {
  const { code, stderr } = await synaq(['contract', 'diff', reference, join(folder.path, 'none.yaml')])
  expect(code).toBe(2)
  expect(stderr).toContain('none.yaml\n  The contract cannot be read (ENOENT).')
})
