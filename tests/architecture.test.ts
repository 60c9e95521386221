import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../src/base/root.js'

const root = packageRoot()
const { importTable } = (await import(join(root, 'import-table.js'))) as { importTable: Record<string, string[]> }
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

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

test('src/ names no system: what differs between systems is data', () => {
  const systems = readdirSync(join(root, 'scenarios'))
  const naming = sources
    .filter((file) => !file.endsWith('.test.ts'))
    .filter((file) => systems.some((system) => readFileSync(join(root, 'src', file), 'utf8').includes(system)))
  expect(systems.length).toBeGreaterThan(0)
  expect(naming).toEqual([])
})
