import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { packRun, unpackRun } from './run-pack.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

test('a run comes back as it was, to the byte, and takes a fraction of the room', async () => {
  const [from, to] = [join(folder.path, 'from'), join(folder.path, 'to')]
  mkdirSync(join(from, 'attempts'), { recursive: true })
  const line = `${JSON.stringify({ at: '2026-11-29T10:00:00.000Z', name: 'АО «Қызғалдақ»' })}\n`
  const files = { 'plan.json': '{}\n', 'run.ndjson': line, [join('attempts', '0001.ndjson')]: line.repeat(2000) }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(from, name), text)
  const pack = await packRun(from)
  expect(pack.length).toBeLessThan(2000)
  await unpackRun(pack, to)
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(to, name), 'utf8')).toBe(text)
  expect(readdirSync(to, { recursive: true })).toHaveLength(4)
})
