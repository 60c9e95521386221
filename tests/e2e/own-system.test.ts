import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { temporaryFolder } from '../support/folder.js'
import { openOwnSandbox, type OwnSandbox } from '../support/own-sandbox.js'
import { readPdf } from '../support/read-pdf.js'
import { synaq } from '../support/synaq.js'
import { runTarget } from '../support/target.js'

/** Systems that lie outside the package: a parcel service of YAML alone, and a notary's register with code of its own. */
const shelf = join(packageRoot(), 'tests', 'systems')
const parcels = join(shelf, 'parcels')
const folder = temporaryFolder()
const reports = join(folder.path, 'reports')
afterAll(() => folder.remove())

/** A copy of a system that may be spoiled. */
function copyOf(system: string, name: string): string {
  const copy = join(folder.path, name)
  cpSync(join(shelf, system), copy, { recursive: true })
  return copy
}

describe('a system of YAML, OpenAPI and fixtures only', () => {
  const dir = ['--system-dir', parcels]
  let sandbox: OwnSandbox
  beforeAll(async () => {
    sandbox = await openOwnSandbox(join(folder.path, 'parcels-state'), dir)
  })
  afterAll(() => sandbox.close())

  test('is checked and listed alone; its editor’s schema knows the language', async () => {
    expect(await synaq(['check', ...dir])).toMatchObject({
      code: 0,
      stdout: 'parcels: 4 scenarios, 0 procedures, 3 requirements: no problems\n',
    })
    const listed = await synaq(['list', '--json', ...dir])
    expect(
      (JSON.parse(listed.stdout) as { systems: { system: string }[] }).systems.map(({ system }) => system),
    ).toEqual(['parcels'])
    const { stdout } = await synaq(['schema', '--system-dir', join(shelf, 'notary')])
    expect(JSON.parse(stdout)).toMatchObject({
      $defs: { step: { properties: { access: {} }, additionalProperties: false } },
    })
  })

  test('is served by the sandbox from examples, schemas and fixtures', async () => {
    expect(await sandbox.ask('/v2/parcels')).toMatchObject({
      status: 200,
      body: { parcels: [{ parcelId: 'PK-1001' }, {}] },
    })
    expect(await sandbox.ask('/v2/parcels/PK-1002')).toMatchObject({ status: 200, body: { state: 'under-way' } })
    const json = { 'content-type': 'application/json' }
    expect(await sandbox.ask('/v2/parcels', { method: 'POST', headers: json, body: '{"weight":2}' })).toMatchObject({
      status: 201,
      headers: { location: '/v2/parcels/PK-1003' },
    })
  })

  test.each<[string, Parameters<OwnSandbox['ask']>, number]>([
    ['an unknown id', ['/v2/parcels/PK-9999'], 404],
    ['an id of another form', ['/v2/parcels/nine'], 400],
    ['a parameter out of range', ['/v2/parcels?limit=51'], 400],
    ['an unknown path', ['/v2/letters'], 404],
    ['another method', ['/v2/parcels', { method: 'PUT' }], 405],
    ['a foreign Accept', ['/v2/parcels', { headers: { accept: 'text/html' } }], 406],
    ['a foreign body', ['/v2/parcels', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }], 415],
    [
      'a value of another type',
      ['/v2/parcels', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"weight":"2"}' }],
      400,
    ],
  ])('%s is refused in the shape of the contract', async (_, call, status) => {
    const { status: got, headers, body } = await sandbox.ask(...call)
    expect({ got, type: headers['content-type'] }).toEqual({ got: status, type: 'application/problem+json' })
    expect(body).toMatchObject({ status, title: expect.any(String) as unknown })
  })

  test('a target names it with the folder beside it: plan, doctor and run need no option', async () => {
    cpSync(parcels, join(folder.path, 'parcels-state', 'beside', 'system'), { recursive: true })
    const file = sandbox.target('beside', ['system: parcels', 'systemDir: system'])
    expect(await synaq(['plan', file])).toMatchObject({ code: 0 })
    expect((await synaq(['doctor', file])).code).toBe(0)
    const { code, summary } = await runTarget(file, reports, [])
    expect({ code, outcome: summary.outcome }).toEqual({ code: 0, outcome: 'pass' })
    expect(summary.counts.subject).toMatchObject({ pass: 4, fail: 0 })
    const run = join(reports, summary.run)
    expect(readPdf(readFileSync(join(run, 'act.pdf'))).pages.join('')).toContain(
      '[x]другой(указать)Отслеживаниепосылок',
    )
    expect(readPdf(readFileSync(join(run, 'protocol.pdf'))).pages.join('')).toContain('процесса«Отслеживаниепосылок».')
    expect(await synaq(['judge', run])).toMatchObject({ code: 0 })
    expect(await synaq(['report', run, '--no-documents'])).toMatchObject({ code: 0 })
  }, 90_000)

  test('a target without the folder says where it looked', async () => {
    const file = sandbox.target('alone', ['system: parcels'])
    expect((await synaq(['plan', file])).stderr).toContain('One of your own is found by --system-dir.')
    expect(await synaq(['plan', file, ...dir])).toMatchObject({ code: 0 })
  })
})

test('demo tests its invented provider, and finds a defect that is planted in it', async () => {
  const made = await synaq([
    'demo',
    '--system-dir',
    parcels,
    '--reports',
    join(folder.path, 'demo'),
    '--defect',
    'getParcel:null-value',
  ])
  expect(made.code).toBe(1)
  expect(made.stdout).toContain('The invented provider ТОО «Жылдам Жеткізу» is tested')
  expect(made.stdout).toContain('✗ A parcel of the list is served as it is listed')
}, 90_000)

test('the scripts of a system catch what they claim, and nothing else is put up', async () => {
  const notary = ['notary', '--system-dir', join(shelf, 'notary'), '--allow-code']
  const made = await synaq(['mutants', ...notary, '--claimed', '--json'])
  const { met, defects } = JSON.parse(made.stdout) as { met: boolean; defects: { subject: string }[] }
  expect({ met, code: made.code }).toEqual({ met: true, code: 0 })
  expect(new Set(defects.map(({ subject }) => subject))).toEqual(new Set(['invented-bank']))
}, 150_000)

describe('code that a system brings', () => {
  let copy: string
  let loaded: string
  beforeAll(() => {
    copy = copyOf('notary', 'notary-telling')
    loaded = join(folder.path, 'loaded')
    const file = join(copy, 'mocks', 'notary', 'handlers.js')
    const telling = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(loaded)}, '')\n`
    writeFileSync(file, telling + readFileSync(file, 'utf8'))
  })

  test.each(['sandbox', 'demo', 'mutants'])('is not run by %s unless that is allowed', async (command) => {
    const made = await synaq([command, '--system-dir', copy])
    expect(made.code).toBe(2)
    expect(made.stderr).toMatch(
      /handlers\.js\n {2}the system «notary» brings code.*SHA-256 [0-9a-f]{64}\)\n {2}→ Read it, and add --allow-code/,
    )
    expect(existsSync(loaded)).toBe(false)
  })

  test('is loaded by no other command, whatever is asked for', async () => {
    const sandbox = await openOwnSandbox(join(folder.path, 'notary-state'), ['--system-dir', copy, '--allow-code'])
    expect(existsSync(loaded)).toBe(true)
    rmSync(loaded)
    try {
      const file = sandbox.target('notary', ['system: notary', `systemDir: '${copy}'`])
      const { summary } = await runTarget(file, reports, [])
      expect(summary.outcome).toBe('pass')
      const run = join(reports, summary.run)
      for (const args of [
        ['check', '--system-dir', copy],
        ['list', '--system-dir', copy],
        ['schema', '--system-dir', copy],
        ['plan', file],
        ['doctor', file],
        ['judge', run],
        ['report', run],
      ])
        expect({ args, code: (await synaq(args)).code }).toEqual({ args, code: 0 })
      expect((await synaq(['check', '--system-dir', copy, '--allow-code'])).code).toBe(2)
      expect(existsSync(loaded)).toBe(false)
      const { codeDigest = '' } = sandbox.facts
      expect(JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'))).toMatchObject({
        code: { digest: codeDigest },
      })
      expect(readPdf(readFileSync(join(run, 'protocol.pdf'))).pages.join('')).toContain(
        `Кодпесочницы,невходящийвSynaqSHA-256${codeDigest}`,
      )
    } finally {
      await sandbox.close()
    }
  }, 120_000)

  test.each<[string, string, RegExp]>([
    ['that fails', 'throw new Error("no day for it")\n', /The mock cannot be loaded: no day for it/],
    ['that is no mock', 'export const mock = 7\n', /The module exports no mock/],
    ['that is no JavaScript', 'export const = \n', /The mock cannot be loaded/],
    [
      'from elsewhere',
      "import '../../../elsewhere.js'\n",
      /handlers\.js:1\n.*lies elsewhere: the digest in the record/,
    ],
  ])('%s is told where and why', async (name, text, said) => {
    const spoiled = copyOf('notary', `notary ${name}`)
    writeFileSync(join(spoiled, 'mocks', 'notary', 'handlers.js'), text)
    const made = await synaq([
      'sandbox',
      '--port',
      '0',
      '--state',
      join(folder.path, 's'),
      '--system-dir',
      spoiled,
      '--allow-code',
    ])
    expect(made.code).toBe(2)
    expect(made.stderr).toMatch(said)
  })
})

describe('folders that are wrong are refused with the way to mend them', () => {
  /** A copy of the parcels in which the contract is named so. */
  function withContract(name: string, contract: string): string {
    const copy = copyOf('parcels', name)
    const file = join(copy, 'scenarios', 'parcels', 'system.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('mocks/parcels/openapi.yaml', contract))
    return copy
  }
  const edited = (name: string, edit: (copy: string) => void): string => {
    const copy = copyOf('parcels', name)
    edit(copy)
    return copy
  }
  const contractOf = (copy: string) => join(copy, 'mocks', 'parcels', 'openapi.yaml')

  test.each<[string, () => string, RegExp]>([
    ['no folder', () => join(folder.path, 'nowhere'), /there is no such folder\n {2}→ Give the folder/],
    ['a folder without a system', () => reports, /no system lies in this folder/],
    ['the scenarios alone', () => join(parcels, 'scenarios', 'parcels'), /Give the folder above scenarios\//],
    [
      'two systems and none named',
      () => edited('two', (copy) => cpSync(join(shelf, 'notary'), copy, { recursive: true })),
      /Name one with --system/,
    ],
    [
      'the name of a shipped system',
      () =>
        edited('clash', (copy) => {
          mkdirSync(join(copy, 'scenarios', 'npck-accounts'))
          writeFileSync(join(copy, 'scenarios', 'npck-accounts', 'system.yaml'), 'id: npck-accounts\n')
        }),
      /«npck-accounts» is the name of a system that comes with Synaq/,
    ],
    [
      'a contract above the folder',
      () => withContract('above', '../outside.yaml'),
      /system\.yaml:\d+:\d+\n {2}«\.\.\/outside\.yaml» leads out/,
    ],
    ['a contract anywhere', () => withContract('absolute', '/etc/hostname'), /«\/etc\/hostname» leads out/],
    [
      'a contract by a link',
      () =>
        edited('link', (copy) => {
          rmSync(contractOf(copy))
          symlinkSync('/etc/hostname', contractOf(copy))
        }),
      /leads out of the system's own folders/,
    ],
    ['no contract', () => edited('none', (copy) => rmSync(contractOf(copy))), /The contract cannot be read \(ENOENT\)/],
    [
      'references to the network',
      () => edited('network', (copy) => writeFileSync(contractOf(copy), networkContract)),
      /openapi\.yaml:\d+:\d+\n {2}«https:\/\/host\.example\/a\.yaml» is on the network/,
    ],
    [
      'references above the folder',
      () =>
        edited('dots', (copy) =>
          writeFileSync(contractOf(copy), networkContract.replace('https://host.example', '../../..')),
        ),
      /lies outside the contract's folder/,
    ],
    [
      'wrong fixtures',
      () => edited('fixtures', (copy) => rmSync(join(copy, 'fixtures'), { recursive: true })),
      /The fixtures cannot be read/,
    ],
    [
      'wrong answers',
      () =>
        edited('answers', (copy) =>
          writeFileSync(join(copy, 'fixtures', 'parcels', 'answers.yaml'), 'getParcels: []\n'),
        ),
      /answers\.yaml:1:1\n {2}There is no operation «getParcels»\. Did you mean «getParcel»\?/,
    ],
    [
      'a wrong scenario',
      () =>
        edited('scenario', (copy) =>
          writeFileSync(join(copy, 'scenarios', 'parcels', 'provider', 'x.yaml'), 'id: parcels/provider/y\n'),
        ),
      /scenario\/scenarios\/parcels\/provider\/x\.yaml:\d+:\d+/,
    ],
  ])('%s', async (_, make, said) => {
    const made = await synaq(['sandbox', '--port', '0', '--state', join(folder.path, 's'), '--system-dir', make()])
    expect(made.code).toBe(2)
    expect(made.stderr).toMatch(said)
    expect(made.stderr).toContain('→')
  })
})

const networkContract = `openapi: 3.0.0
info: { title: T, version: '1' }
paths:
  /a: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'https://host.example/a.yaml' } } } } } } }
`

test('nothing of these tests lies in the package', () => {
  expect(readdirSync(parcels).sort()).toEqual(['fixtures', 'mocks', 'scenarios'])
})
