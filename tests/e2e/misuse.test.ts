import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parseJson } from '../../src/base/json.js'
import { temporaryFolder } from '../support/folder.js'
import { enterSandbox, type TestSandbox } from '../support/sandbox.js'
import { startSynaq, synaq } from '../support/synaq.js'
import { writeTarget } from '../support/target.js'

/** What a person can type wrong: code 2, and a message that says where, what and how to mend it. */
const folder = temporaryFolder()
const bank = 'KZGL01'
let sandbox: TestSandbox
let target: string

beforeAll(async () => {
  sandbox = await enterSandbox()
  const url = sandbox.facts.providers.find(({ id }) => id === bank)?.url ?? ''
  target = writeTarget(folder.path, sandbox, { id: bank, url })
})
afterAll(async () => {
  await sandbox.leave()
  folder.remove()
})

/** A target file of the test's own making. */
function written(name: string, text: string): string {
  const file = join(folder.path, name)
  writeFileSync(file, text)
  return file
}

describe('refused with code 2', () => {
  test.each<[string, () => string[], RegExp[]]>([
    ['an unknown command', () => ['rum'], [/unknown command 'rum'/, /Did you mean run\?/]],
    ['an unknown option', () => ['run', target, '--onyl', 'x'], [/unknown option '--onyl'/]],
    ['an unknown format', () => ['report', '.', '--format', 'junit,pdf'], [/The formats are html, junit, ctrf/]],
    ['no target', () => ['run'], [/missing required argument 'target'/]],
    ['a target that is not there', () => ['run', 'nowhere.yaml'], [/nowhere\.yaml/, /→ /]],
    ['a target that is no YAML', () => ['run', written('broken.yaml', 'name: [\n')], [/broken\.yaml:\d+:\d+/, /→ /]],
    [
      'a target with a misspelt setting',
      () => ['plan', written('misspelt.yaml', 'name: x\nsytem: npck-accounts\nrole: provider\n')],
      [/misspelt\.yaml:2:\d+/, /«sytem»/, /Did you mean «system»\?/, /→ /],
    ],
    [
      'an unknown scenario',
      () => ['run', target, '--only', 'npck-accounts/provider/balanses'],
      [/balanses/, /Did you mean «npck-accounts\/provider\/balances»\?/, /→ `synaq list`/],
    ],
    ['an unknown system', () => ['check', 'npck-acounts'], [/npck-acounts/, /Did you mean «npck-accounts»\?/, /→ /]],
    ['a folder that is no run', () => ['judge', folder.path], [/no run/, /→ /]],
    ['a report of a folder that is no run', () => ['report', folder.path], [/no run/, /→ /]],
    [
      'data for documents with an unknown field',
      () => ['report', folder.path, '--data', written('data.yaml', 'numbr: 1\n')],
      [/data\.yaml:1:1/, /Did you mean «number»\?/, /→ /],
    ],
    ['a port that is none', () => ['sandbox', '--port', 'http'], [/--port/, /0 to 65535/]],
    ['a language that is none', () => ['list', '--lang', 'de'], [/--lang/, /ru, kk, en/]],
  ])('%s', async (_, args, said) => {
    const { code, stdout, stderr } = await synaq(args())
    expect(code).toBe(2)
    expect(stdout).toBe('')
    for (const pattern of said) expect(stderr).toMatch(pattern)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('--json gives one JSON value and nothing else', () => {
  test.each<[string, () => string[]]>([
    ['check', () => ['check', '--json']],
    ['list', () => ['list', '--json']],
    ['schema', () => ['schema']],
    ['plan', () => ['plan', target, '--json']],
  ])('%s', async (_, args) => {
    const { code, stdout, stderr } = await synaq(args())
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(parseJson(stdout)).toBeInstanceOf(Object)
  })

  test('run, judge and report of one script: open, since one is not the whole', async () => {
    const reports = join(folder.path, 'reports')
    const only = ['--only', 'npck-accounts/provider/account-list']
    const ran = await synaq(['run', target, ...only, '--no-documents', '--reports', reports, '--json'])
    const run = join(reports, readdirSync(reports)[0] ?? '')
    const again = [await synaq(['judge', run, '--json']), await synaq(['report', run, '--json'])]
    for (const { code, stdout, stderr } of [ran, ...again]) {
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
      expect(parseJson(stdout)).toMatchObject({ outcome: 'open' })
    }
  })

  test('sandbox says with one line where it is, and ends on a signal with code 0', async () => {
    const { child, ended, says } = startSynaq([
      ...['sandbox', '--json', '--port', '0'],
      ...['--state', join(folder.path, 'state')],
    ])
    await says('\n')
    child.kill('SIGTERM')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(parseJson(stdout)).toMatchObject({ ready: true, state: join(folder.path, 'state') })
  })
})

test('help names every command and the exit codes', async () => {
  const { code, stdout } = await synaq(['--help'])
  expect(code).toBe(0)
  for (const word of ['demo', 'run', 'plan', 'report', 'judge', 'check', 'list', 'schema', 'sandbox', 'provider']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${word} `, 'm'))
  }
  expect(stdout).toContain('Exit codes: 0 conforms, 1 does not conform, 2 wrong use or configuration, 3 inconclusive')
})
