import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { temporaryFolder } from '../support/folder.js'
import { startSynaq, synaq, type CommandOptions } from '../support/synaq.js'

/** `synaq mutants`: the scripts against defects of the example bank, of the sandbox's banks and of the platform. */
const folder = temporaryFolder([
  { path: /^[\w-]+\/(dist|fixtures|mocks|scenarios|examples)\//, why: 'the program itself, with an altered system' },
])
afterAll(() => folder.remove())

interface Cell {
  readonly scenario: string
  readonly claimed: boolean
  readonly caught: readonly string[]
  readonly passed: readonly string[]
  readonly undecided: readonly string[]
  readonly misjudged: readonly string[]
}
interface Printed {
  readonly met: boolean
  readonly counts: Readonly<Record<'defects' | 'scripts' | 'pairs' | 'soundScripts', number>>
  readonly faults: readonly { readonly code: string; readonly defect?: string; readonly scenario?: string }[]
  readonly defects: readonly {
    readonly subject: string
    readonly id: string
    readonly about?: { readonly ru: string; readonly en: string }
    readonly breaks: readonly string[]
    readonly seen?: { readonly expected: { readonly en: string }; readonly actual: { readonly en: string } }
    readonly scripts: readonly Cell[]
  }[]
  readonly sound: readonly { readonly subject: string; readonly scripts: number }[]
}

/** Longer than anything else in the tests: a hundred and more subjects are put up one after another. */
const wholeLimitMs = 600_000

async function mutants(args: readonly string[], options?: CommandOptions) {
  const ended = await synaq(['mutants', ...args, '--json'], options)
  if (ended.stdout === '') throw new Error(`nothing was printed, code ${ended.code}: ${ended.stderr}`)
  return { code: ended.code, matrix: JSON.parse(ended.stdout) as Printed }
}

const only = (...ids: readonly string[]) => ids.flatMap((id) => ['--only', id])

test(
  'every defect is caught by every script that claims it, and nothing is found where there is none',
  async () => {
    const page = join(folder.path, 'page.md')
    const { code, matrix } = await mutants(['--claimed', '--page', page], { limitMs: wholeLimitMs })
    expect(matrix.faults).toEqual([])
    expect({ code, met: matrix.met }).toEqual({ code: 0, met: true })
    const subjects = ['example-app', 'example-bank', 'invented-bank', 'platform']
    expect(matrix.sound.map(({ subject }) => subject).sort()).toEqual(subjects)
    expect(matrix.defects.length).toBeGreaterThan(270)
    // Each one is told in words: for the named ones these are in mocks/npck-accounts/defects.yaml.
    expect(matrix.defects.filter(({ about }) => about === undefined).map(({ id }) => id)).toEqual([])
    for (const { id, breaks, seen } of matrix.defects) {
      expect({ id, breaks: breaks.length }).not.toEqual({ id, breaks: 0 })
      expect(seen?.expected.en).not.toBe(seen?.actual.en)
      expect(readFileSync(page, 'utf8')).toContain(`| \`${id}\` |`)
    }
    const byModeOnly = matrix.defects.filter(({ scripts }) =>
      scripts.some((it) => it.claimed && it.caught.length > 0 && it.passed.length + it.undecided.length > 0),
    )
    // Charged straight at the bank only: the gateway puts the header in itself, and adds time of its own.
    expect(byModeOnly.map(({ id }) => id)).toEqual(['no-request-id', 'slow', 'request-id-of-its-own'])
  },
  wholeLimitMs,
)

describe('against scripts that do not claim it', () => {
  const named = (...ids: readonly string[]) => ids.flatMap((id) => ['--scenario', `npck-accounts/${id}`])

  test('a defect is caught by those too, and charged to nobody else', async () => {
    const scripts = named('provider/no-token', 'provider/tampered-token', 'platform/client-declines')
    const ids = ['no-request-id', 'refusal:html-page', 'platform-ignores-decline']
    const { code, matrix } = await mutants(['--sound', '0', ...scripts, ...only(...ids)])
    expect({ code, faults: matrix.faults, sound: matrix.sound }).toEqual({ code: 0, faults: [], sound: [] })
    const told = matrix.defects.map(({ subject, id, scripts: cells }) => [
      `${subject}/${id}`,
      ...cells.filter(({ caught }) => caught.length > 0).map(({ scenario, claimed }) => `${scenario} ${claimed}`),
    ])
    expect(matrix.defects.map(({ breaks }) => breaks)).toEqual([
      ['C-error-body'],
      expect.arrayContaining(['P6.3d']),
      ['C-error-body'],
    ])
    expect(told).toEqual([
      [
        'example-bank/no-request-id',
        'npck-accounts/provider/no-token true',
        'npck-accounts/provider/tampered-token true',
      ],
      ['platform/platform-ignores-decline', 'npck-accounts/platform/client-declines true'],
      [
        'invented-bank/refusal:html-page',
        'npck-accounts/provider/no-token true',
        'npck-accounts/provider/tampered-token false',
      ],
    ])
  })
})

describe('a set of scripts that does not keep its word', () => {
  /** The built program with other scenarios than ours. */
  function checkout(name: string, file: string, change: (text: string) => string): string {
    const root = join(folder.path, name)
    mkdirSync(root)
    for (const part of ['bin', 'dist', 'scenarios', 'mocks', 'fixtures'])
      cpSync(join(packageRoot(), part), join(root, part), { recursive: true })
    for (const part of ['templates', 'examples', 'node_modules', 'package.json'])
      symlinkSync(join(packageRoot(), part), join(root, part))
    const path = join(root, 'scenarios', 'npck-accounts', file)
    const changed = change(readFileSync(path, 'utf8'))
    expect(changed).not.toBe(readFileSync(path, 'utf8'))
    writeFileSync(path, changed)
    return root
  }
  const listing = 'npck-accounts/provider/account-list'

  test('a claim that is not true is found: code 1', async () => {
    const root = checkout('untrue', 'provider/account-list.yaml', (text) =>
      text.replace('no-request-id', 'ignores-scope'),
    )
    const args = ['--claimed', '--sound', '0', '--scenario', listing, ...only('ignores-scope')]
    const { code, matrix } = await mutants(args, { root })
    expect({ code, met: matrix.met }).toEqual({ code: 1, met: false })
    expect(matrix.faults.map(({ code, defect }) => `${code} ${String(defect)}`)).toEqual([
      'not-caught example-bank/ignores-scope',
      'not-caught invented-bank/ignores-scope',
    ])
  })

  test('a script that finds what is not there is found: code 1', async () => {
    const root = checkout('false-alarm', 'provider/account-list.yaml', (text) =>
      text.replace('at-least: 1', 'at-least: 99'),
    )
    const args = ['--claimed', '--scenario', listing, ...only('missing-required-field')]
    const { code, matrix } = await mutants(args, { root })
    expect(code).toBe(1)
    expect(new Set(matrix.faults.map(({ code }) => code))).toEqual(new Set(['sound-subject']))
  })

  test('a claim that nobody can prove is refused: code 2, with its place', async () => {
    const root = checkout('unknown', 'provider/account-list.yaml', (text) =>
      text.replace('no-request-id', 'no-request-idd'),
    )
    const { code, stderr } = await synaq(['mutants', ...only('ignores-scope')], { root })
    expect(code).toBe(2)
    expect(stderr).toMatch(/account-list\.yaml:1:1/)
    expect(stderr).toContain('Did you mean «no-request-id»?')
  })
})

test.each([
  [['--only', 'ignores-scopes'], 'Did you mean «ignores-scope»?'],
  [['--scenario', 'npck-accounts/provider/account-lists'], 'Did you mean «npck-accounts/provider/account-list»?'],
  [['npck-account'], 'Did you mean «npck-accounts»?'],
  [['--jobs', '0'], 'a whole number from 1'],
  [['--sound', 'often'], 'a whole number is expected'],
])('%j is refused with code 2', async (args, told) => {
  const { code, stderr } = await synaq(['mutants', ...args])
  expect({ code, told: stderr.includes(told) }).toEqual({ code: 2, told: true })
})

test('Ctrl-C: what is under way comes to its end, nothing is said, and neither process nor key is left', async () => {
  const temporary = join(folder.path, 'tmp')
  mkdirSync(temporary)
  const env = { ...process.env, LANG: 'en', TMPDIR: temporary }
  const running = startSynaq(['mutants', '--claimed'], { env })
  await running.says('[1/')
  const children = childrenOf(running.child.pid ?? 0)
  expect(children.length).toBeGreaterThan(0)
  running.child.kill('SIGINT')
  const { code, stdout } = await running.ended
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(children.filter(isAlive)).toEqual([])
  expect(readdirSync(temporary).filter((name) => name.startsWith('synaq-'))).toEqual([])
})

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
