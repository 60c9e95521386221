import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { isProblemError } from '../base/problem.js'
import type { Problem } from '../base/problem.js'
import { loadWorld } from './fixtures.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synaq-fixtures-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const participants = (id: string, bin: string) => `
title: { ru: Тест, kk: Тест, en: Test }
participants:
  - { id: ${id}, name: Bank, bin: '${bin}', provider: true }
applications: {}
`
const clients = (iin: string, phone: string) => `
clients:
  - { name: one, fullName: One, iin: '${iin}', phone: '${phone}', has: [accounts] }
`

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

function problems(): readonly Problem[] {
  try {
    loadWorld(folder)
  } catch (error) {
    if (isProblemError(error)) return error.problems
    throw error
  }
  return []
}

test('other files are handed to the mock', () => {
  write({
    'participants.yaml': participants('TEST01', '260140000015'),
    'clients.yaml': clients('930218450130', '+77000000101'),
    'rates.yaml': 'usd: 500',
  })
  expect(loadWorld(folder).forMock.data).toEqual({ rates: { usd: 500 } })
})

test('every wrong number is told with its place', () => {
  write({
    'participants.yaml': participants('TEST1', '260140000016'),
    'clients.yaml': clients('930218450130', '+77000000101'),
  })
  expect(problems()).toMatchObject([
    { code: 'fixtures-wrong', place: { line: 4, column: 11 } },
    { code: 'fixtures-wrong', place: { line: 4, column: 35 } },
  ])
})

test.each([
  ['930218450131', '+77000000101'],
  ['930218450130', '87000000101'],
])('a client with IIN %s and telephone %s is refused', (iin, phone) => {
  write({ 'participants.yaml': participants('TEST01', '260140000015'), 'clients.yaml': clients(iin, phone) })
  expect(problems()).toHaveLength(1)
})

test('a missing file is named', () => {
  write({ 'clients.yaml': clients('930218450130', '+77000000101') })
  expect(problems()).toMatchObject([{ code: 'fixtures-missing', what: 'There is no participants.yaml.' }])
})
