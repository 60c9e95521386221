import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { isProblemError } from '../base/problem.js'
import { lockRun } from './run-lock.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-lock-'))
  file = join(folder, 'run.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

function refusal(): string {
  try {
    lockRun(folder)()
  } catch (error) {
    if (isProblemError(error)) return `${error.problems[0].code}: ${error.problems[0].what}`
    throw error
  }
  return 'none'
}

test('a run is written by one process at a time, and free when that lets go of it', () => {
  const release = lockRun(folder)
  expect(refusal()).toBe(`run-locked: this run is being written by process ${process.pid}`)
  release()
  expect(existsSync(file)).toBe(false)
  expect(refusal()).toBe('none')
})

test('a process that is dead holds nothing', async () => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(child, 'exit')
  writeFileSync(file, JSON.stringify({ host: hostname(), pid: child.pid, began: null }))
  expect(refusal()).toBe('none')
})

test('nor does one whose number another process has now, where the system tells when it began', () => {
  lockRun(folder)
  const mine = JSON.parse(readFileSync(file, 'utf8')) as { began: string | null }
  writeFileSync(file, JSON.stringify({ ...mine, began: `${mine.began ?? ''}0` }))
  expect(refusal()).toMatch(mine.began === null ? /run-locked/ : /none/)
})

test('of another machine nobody can tell from here', () => {
  writeFileSync(file, JSON.stringify({ host: 'elsewhere', pid: 1, began: null }))
  expect(refusal()).toBe('run-locked: this run is being written by process 1 on elsewhere')
})

test('a lock that was cut off while it was written holds nothing', () => {
  writeFileSync(file, '{"host":')
  expect(refusal()).toBe('none')
})

test('makes the folder where there is none', () => {
  const release = lockRun(join(folder, 'a', 'run'))
  expect(existsSync(join(folder, 'a', 'run', 'run.lock'))).toBe(true)
  release()
})
