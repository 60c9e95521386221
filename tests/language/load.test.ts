import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { problemLine } from '../../src/base/problem.js'
import { loadSystem } from '../../src/language/index.js'
import type { LoadedSystem } from '../../src/language/index.js'
import { contract, vocabulary } from './sample-words.js'

/**
 * bad/<case>/ holds the files that differ from good/, and expected.txt: everything that a person is told.
 * After a change of wording: UPDATE_GOLDEN=1, then read the difference.
 */
const here = dirname(fileURLToPath(import.meta.url))
const cases = readdirSync(join(here, 'bad')).sort()

/** Loads good/ with the files of `layers` put over it. */
async function load(...layers: ((system: string) => void)[]): Promise<LoadedSystem> {
  const root = mkdtempSync(join(tmpdir(), 'synaq-language-'))
  try {
    const scenariosDir = join(root, 'scenarios', 'sample')
    cpSync(join(here, 'good'), scenariosDir, { recursive: true })
    writeFileSync(join(root, 'openapi.yaml'), 'openapi: 3.1.0\n')
    for (const layer of layers) layer(scenariosDir)
    return await loadSystem({ scenariosDir, root, vocabulary, contract })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const overlay = (name: string) => (system: string) =>
  cpSync(join(here, 'bad', name), system, { recursive: true, filter: (source) => !source.endsWith('expected.txt') })

const writing = (file: string, text: string) => (system: string) => {
  mkdirSync(dirname(join(system, file)), { recursive: true })
  writeFileSync(join(system, file), text)
}

const told = (loaded: LoadedSystem): string => loaded.problems.map((p) => `${problemLine(p)}\n`).join('')

test.each(cases)('bad/%s', async (name) => {
  const text = told(await load(overlay(name)))
  const golden = join(here, 'bad', name, 'expected.txt')
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(golden, text)
  expect(text).toBe(readFileSync(golden, 'utf8'))
  expect(text).not.toBe('')
})

describe('a sound system', () => {
  test('is loaded without a problem', async () => {
    const loaded = await load()
    expect(told(loaded)).toBe('')
    expect(loaded.scenarios.map(({ id }) => id)).toEqual([
      'sample/provider/balance',
      'sample/user/decline',
      'sample/platform/refusal',
    ])
    expect(loaded.procedures.map(({ name, modes }) => `${name} ${modes.join('+')}`)).toEqual([
      'consent direct+through',
      'withdraw direct',
      'withdraw through',
    ])
    expect(loaded.system.person.forms.consent).toEqual({ fill: {}, press: { approve: 'decision=approve' } })
  })

  test('gives each check its requirement: its own, its step’s, or the first that the scenario requires', async () => {
    const { scenarios } = await load()
    const uses = scenarios[0]?.steps.flatMap((step) =>
      step.checks.map(({ kind, requirement }) => `${kind} ${requirement}`),
    )
    expect(uses).toEqual(['status R1', 'status C-status', 'conforms R1'])
  })

  test('tells steps from calls, takes «as» out of the settings, and knows where each was written', async () => {
    const { scenarios } = await load()
    const [consent, list] = scenarios[0]?.steps ?? []
    expect(consent).toMatchObject({ kind: 'consent', call: true, as: 'consent', args: { client: '${client}' } })
    expect(list).toMatchObject({
      kind: 'request',
      call: false,
      as: 'list',
      args: { operation: 'listAccounts', with: 'consent' },
    })
    expect(list?.position).toEqual({ file: 'scenarios/sample/provider/balance.yaml', line: 8, column: 5 })
  })

  test('fills in what a scenario leaves out', async () => {
    const { scenarios } = await load()
    expect(scenarios[0]).toMatchObject({
      subject: 'provider',
      modes: ['direct', 'through'],
      effects: ['none'],
      needs: [],
      catches: [],
    })
    expect(scenarios[1]).toMatchObject({ subject: 'user', modes: ['through'] })
    expect(scenarios[2]).toMatchObject({ subject: 'platform', modes: ['through'] })
  })
})

test('a file that is no YAML does not hide the problems of the others', async () => {
  const loaded = await load(
    writing('provider/broken.yaml', 'id: [sample\ntitle: x\n'),
    writing('provider/empty.yaml', ''),
    writing('platform/refusal.yaml', 'id: sample/platform/refusal\n'),
  )
  const places = loaded.problems.map((p) => (p.place && 'file' in p.place ? p.place.file : ''))
  expect(new Set(places)).toEqual(
    new Set(
      ['broken', 'empty']
        .map((name) => `scenarios/sample/provider/${name}.yaml`)
        .concat('scenarios/sample/platform/refusal.yaml'),
    ),
  )
  expect(loaded.scenarios.map(({ id }) => id)).toEqual(['sample/provider/balance', 'sample/user/decline'])
})

test('a reference without quotes is told as such, once a line', async () => {
  const loaded = await load(
    writing('provider/bare.yaml', 'id: x\nsteps:\n  - revoke: { consent: ${c.id}, how: page }\n'),
  )
  expect(told(loaded)).toMatch(
    /^scenarios\/sample\/provider\/bare\.yaml:3:\d+: .*\n {2}→ Put the reference into quotes: '\$\{name\.key\}'\.\n$/,
  )
})

test('a folder that is not there is told with the one that was meant', async () => {
  const root = join(here, '..')
  const loaded = await loadSystem({ scenariosDir: join(here, 'god'), root, vocabulary, contract })
  expect(told(loaded)).toContain('language/god: There is no such folder.\n  → Did you mean «good»?')
})
