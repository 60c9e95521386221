import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { isProblemError } from '../base/problem.js'
import { loadContract } from './index.js'
import { loadText, problemsOf } from './test-contract.js'

const published = `openapi: 3.1.0
info: { title: Parcels, version: '2' }
paths:
  /parcels:
    get: { responses: { '200': { description: ok } } }
    post: { operationId: send, responses: { '201': { description: ok } } }
  /parcels/{parcelId}/events:
    parameters: [{ name: parcelId, in: path, required: true, schema: { type: string, format: parcel-code } }]
    get: { responses: { '200': { description: ok } } }
  /a-b/{c}:
    parameters: [{ name: c, in: path, required: true, schema: { type: string } }]
    get: { responses: { '200': { description: ok } } }
  /aB/by-c:
    get: { responses: { '200': { description: ok } } }
components: { schemas: { Odd: { type: string, strange: true } } }
`

describe('a contract that was not written for us', () => {
  test('is the provider’s as a whole, and operations without an id get one', async () => {
    const { operations, notes } = await loadText({ 'a.yaml': published })
    expect([...operations.values()].map(({ id, servedBy }) => `${id} ${servedBy}`)).toEqual([
      'getParcels bank',
      'send bank',
      'getParcelsByParcelIdEvents bank',
      'getABByC bank',
      'getABByC2 bank',
    ])
    expect(notes.map(({ what }) => what)).toEqual([
      'The format «parcel-code» is not known.',
      '«strange» is no word of JSON Schema.',
    ])
  })

  test('is strict again as soon as it says anywhere who serves', async () => {
    const told = published.replace("get: { responses: { '200'", "get: { x-served-by: bank, responses: { '200'")
    expect((await problemsOf({ 'a.yaml': told }))[0]).toContain('contract-schema The format «parcel-code»')
  })

  test('may not use an id twice', async () => {
    const twice = published.replace("get: { responses: { '200'", "get: { operationId: send, responses: { '200'")
    expect(await problemsOf({ 'a.yaml': twice })).toEqual([
      '6:13 contract-operation The operationId «send» is used twice.',
    ])
  })
})

describe('a bomb in place of a contract is refused in words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'))
  const problemOf = async (text: string): Promise<string> => {
    const file = join(folder, 'a.yaml')
    writeFileSync(file, text)
    const error: unknown = await loadContract(file).catch((thrown: unknown) => thrown)
    return isProblemError(error) ? error.problems[0].what : String(error)
  }

  test.each<[string, () => string, string]>([
    ['aliases', aliases, 'The file repeats itself by aliases too often.'],
    ['nesting', () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'The file is nested too deeply.'],
    ['size', () => `# ${'x'.repeat(11 * 1024 * 1024)}`, 'The contract is larger than 10 MB.'],
  ])('%s', async (_, text, what) => {
    expect(await problemOf(text())).toBe(what)
  })

  test('nothing is left of it', () => rmSync(folder, { recursive: true }))
})

function aliases(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
  return ['openapi: 3.1.0', 'l0: &l0 [x, x, x]', ...levels].join('\n')
}
