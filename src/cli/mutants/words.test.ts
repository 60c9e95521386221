import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { emptySystem } from '../../language/system-file.js'
import type { Plantable } from './bench.js'
import { inWords } from './words.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const defects: Plantable[] = [
  { subject: 'example-bank', defect: { id: 'ignores-scope', of: 'provider' } },
  { subject: 'platform', defect: { id: 'forgets', of: 'platform' } },
]

function worded(text: string | undefined): Plantable[] {
  const contract = `mocks/${text === undefined ? 'without' : 'with'}/openapi.yaml`
  const file = join(folder.path, contract, '..', 'defects.yaml')
  mkdirSync(join(file, '..'), { recursive: true })
  if (text !== undefined) writeFileSync(file, text)
  return inWords(defects, { ...emptySystem('sample'), contract }, folder.path)
}

test('a defect that the file names gets its words, another one and a system without the file none', () => {
  expect(worded('ignores-scope: { ru: по-русски, en: in English }').map(({ defect }) => defect.about)).toEqual([
    { ru: 'по-русски', en: 'in English' },
    undefined,
  ])
  expect(worded(undefined)).toEqual(defects)
})

test.each([
  [
    'ignores-scopes: { ru: а, en: a }',
    'nobody can be given the defect «ignores-scopes». Did you mean «ignores-scope»?',
  ],
  ['ignores-scope: { ru: а }', 'expected a text'],
  ['ignores-scope: words', 'expected { ru: …, en: … }'],
  ['- ignores-scope', 'expected the names of defects, each with { ru: …, en: … }'],
])('«%s» is refused with its place', (text, what) => {
  const place: unknown = expect.objectContaining({ line: 1, column: expect.any(Number) as unknown })
  const remedy = expect.any(String) as unknown
  expect(() => worded(text)).toThrow(
    expect.objectContaining({ problems: [{ code: expect.any(String) as unknown, place, what, remedy }] }),
  )
})
