import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { isProblemError } from '../base/problem.js'
import { fileOfSystem, homeOf, onlySystem, systemArguments, systemHomes, systemIds } from './system-home.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** A folder with systems of these names. */
function rootWith(name: string, ...systems: string[]): string {
  const root = join(folder.path, name)
  mkdirSync(root)
  for (const system of systems) {
    mkdirSync(join(root, 'scenarios', system), { recursive: true })
    writeFileSync(join(root, 'scenarios', system, 'system.yaml'), `id: ${system}\n`)
  }
  return root
}

const shipped = rootWith('shipped', 'accounts', 'zebra')
const own = rootWith('own', 'parcels')

/** `code: what → remedy` of the problem. */
function problemOf(act: () => unknown): string {
  try {
    act()
    return 'none'
  } catch (error) {
    if (!isProblemError(error)) throw error
    const [{ code, what, remedy }] = error.problems
    return `${code}: ${what} → ${remedy}`
  }
}

describe('systems are found', () => {
  test('those shipped, and those of a folder; where none is named, those of the folder are meant', () => {
    expect(systemIds({ root: shipped })).toEqual(['accounts', 'zebra'])
    expect(systemIds({ root: shipped, systemDir: own })).toEqual(['parcels'])
    expect(systemHomes({ root: shipped, systemDir: own }).map(({ id, shipped: ours }) => [id, ours])).toEqual([
      ['accounts', true],
      ['zebra', true],
      ['parcels', false],
    ])
    expect(onlySystem({ root: shipped })).toBe('accounts')
    expect(onlySystem({ root: shipped, systemDir: own })).toBe('parcels')
    expect(homeOf('zebra', { root: shipped, systemDir: own }).root).toBe(shipped)
  })

  test('a child process is told the same', () => {
    expect(systemArguments({ systemDir: own, allowCode: true })).toEqual(['--system-dir', own, '--allow-code'])
    expect(systemArguments({})).toEqual([])
  })
})

describe('what is wrong with a folder is told with the way to mend it', () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      'no folder',
      () => systemIds({ root: shipped, systemDir: join(folder.path, 'nowhere') }),
      /^system-dir: there is no/,
    ],
    [
      'a file',
      () => systemIds({ root: shipped, systemDir: join(own, 'scenarios/parcels/system.yaml') }),
      /^system-dir: /,
    ],
    ['no system in it', () => systemIds({ root: shipped, systemDir: folder.path }), /→ Give the folder .*system new/],
    [
      'the scenarios alone',
      () => systemIds({ root: shipped, systemDir: join(own, 'scenarios', 'parcels') }),
      /scenarios alone → Give the folder above scenarios\/: .*own$/,
    ],
    [
      'the name of a shipped system',
      () => systemIds({ root: shipped, systemDir: rootWith('clash', 'zebra') }),
      /^system-clash: «zebra»/,
    ],
    [
      'a name that is none',
      () => systemIds({ root: shipped, systemDir: rootWith('odd', 'Not_So') }),
      /^system-id: «Not_So»/,
    ],
    [
      'several and none named',
      () => onlySystem({ root: shipped, systemDir: rootWith('two', 'a', 'b') }),
      /^system-open: .* → Name one with --system/,
    ],
    ['an unknown id', () => homeOf('parcel', { root: shipped, systemDir: own }), /Did you mean «parcels»\?/],
    ['an unknown id, no folder', () => homeOf('parcels', { root: shipped }), /found by --system-dir/],
  ])('%s', (_, act, said) => {
    expect(problemOf(act)).toMatch(said)
  })
})

describe('a file of a system', () => {
  const home = { id: 'parcels', root: own, shipped: false }
  mkdirSync(join(own, 'mocks'))
  writeFileSync(join(own, 'mocks', 'openapi.yaml'), 'a: 1')
  writeFileSync(join(folder.path, 'secret.yaml'), 'b: 2')
  symlinkSync(join(folder.path, 'secret.yaml'), join(own, 'mocks', 'link.yaml'))
  const place = { file: 'system.yaml' }

  test('is found by its path', () => {
    expect(fileOfSystem(home, 'mocks/openapi.yaml', place)).toBe(join(own, 'mocks', 'openapi.yaml'))
    expect(fileOfSystem(home, 'mocks/missing.yaml', place)).toBe(join(own, 'mocks', 'missing.yaml'))
  })

  test.each(['../secret.yaml', 'mocks/../../secret.yaml', '/etc/passwd', 'mocks/link.yaml', '.'])(
    'is not taken from elsewhere: %s',
    (path) => {
      expect(problemOf(() => fileOfSystem(home, path, place))).toMatch(/^system-outside: /)
    },
  )
})
