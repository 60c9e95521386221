import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../src/base/root.js'

const root = packageRoot()
const { importTable } = (await import(join(root, 'import-table.js'))) as { importTable: Record<string, string[]> }
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

const programs = sources.filter((file) => !file.endsWith('.test.ts'))
const readSource = (file: string) => readFileSync(join(root, 'src', file), 'utf8')
/** `app` for src/app.ts itself. */
const folderOf = (file: string) => file.split('/')[0]?.replace(/\.[jt]s$/, '') ?? ''

test('the import table has a row for every folder of src/, and no other', () => {
  const folders = new Set(sources.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''))
  expect(Object.keys(importTable).sort()).toEqual([...folders].sort())
})

test('the import table has no circle', () => {
  expect(Object.keys(importTable).filter((folder) => reaches(folder, folder))).toEqual([])
})

/** True where a folder may import another one, by way of others too. */
function reaches(from: string, to: string, seen = new Set<string>()): boolean {
  return (importTable[from] ?? []).some((next) => {
    if (next === to) return true
    if (seen.has(next)) return false
    seen.add(next)
    return reaches(next, to, seen)
  })
}

test('every import of src/, those made when needed too, keeps to the table', () => {
  const imports = programs.flatMap((file) =>
    [...readSource(file).matchAll(/(?:\bfrom |\bimport\()'(\.{1,2}\/[^']+)'/g)].map(([, path = '']) => ({
      from: folderOf(file),
      to: folderOf(normalize(join(dirname(file), path))),
    })),
  )
  const strays = imports.filter(({ from, to }) => from !== to && from !== 'app' && !importTable[from]?.includes(to))
  expect(imports.length).toBeGreaterThan(500)
  expect(strays).toEqual([])
})

test('nothing may import the command line, and nothing imports app.ts', () => {
  expect(Object.entries(importTable).filter(([, allowed]) => allowed.some((name) => /^(cli|app)$/.test(name)))).toEqual(
    [],
  )
})

test.each(['checks', 'steps'])('every kind of src/%s has a test in its folder', async (folder) => {
  const { [folder]: kinds } = (await import(join(root, 'dist', 'src', folder, 'index.js'))) as Record<
    string,
    ReadonlyMap<string, unknown>
  >
  const names = [...(kinds?.keys() ?? [])]
  const tests = sources
    .filter((file) => dirname(file) === folder && file.endsWith('.test.ts'))
    .map((file) => readSource(file))
    .join('\n')
  expect(names.length).toBeGreaterThan(5)
  expect(names.filter((name) => !tests.includes(`'${name}'`) && !tests.includes(camelCase(name)))).toEqual([])
})

/** `discloses-nothing-of` as its code is named. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

test('src/ names no system: what differs between systems is data', () => {
  const systems = readdirSync(join(root, 'scenarios'))
  const planned = ['npck-open-data', 'fincert', 'cbr-cabinet', 'gosuslugi']
  const naming = programs.filter((file) =>
    [...systems, ...planned].some((system) => readSource(file).toLowerCase().includes(system)),
  )
  expect(systems).toContain('npck-accounts')
  expect(naming).toEqual([])
})
