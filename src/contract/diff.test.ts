import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { changeText } from './change-text.js'
import { contractChanges } from './diff.js'
import { loadContract, loadOperatorsContract } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'diff-'))
afterAll(() => rmSync(folder, { recursive: true }))

const first = `openapi: 3.1.0
info: { title: A, version: '1' }
paths:
  /list:
    get:
      operationId: list
      x-served-by: bank
      parameters:
        - { name: page, in: query, schema: { type: integer } }
        - { name: x-id, in: header, schema: { type: string } }
      responses:
        '200':
          description: ok
          headers: { x-id: { required: true, schema: { type: string } } }
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: { type: array, items: { $ref: '#/components/schemas/Item' } }
                  total: { type: integer }
        '401': { $ref: '#/components/responses/No' }
        '403': { $ref: '#/components/responses/No' }
  /old:
    get: { operationId: old, x-served-by: bank, responses: { '200': { description: ok } } }
components:
  responses:
    No: { description: no, content: { application/json: { schema: { type: object, properties: { code: { type: string } } } } } }
  schemas:
    Item:
      type: object
      properties: { id: { type: string, pattern: '^a' }, child: { $ref: '#/components/schemas/Item' }, kind: { type: string, enum: [x, y] } }
`

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** The differences between the first contract and the same text with replacements, in words. */
async function differences(...replacements: [from: string, to: string][]): Promise<string[]> {
  const second = replacements.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replaceAll(from, to)
  }, first)
  const [a, b] = [await loadContract(file('a.yaml', first)), await loadContract(file('b.yaml', second))]
  return contractChanges(a, b).map((change) => `${change.operation}: ${changeText(change).en}`)
}

describe('between two versions', () => {
  test.each<[string, [string, string][], string[]]>([
    ['nothing but words differs', [['description: ok', 'description: fine']], []],
    [
      'an operation went, another came',
      [['old', 'new']],
      ['old: the operation is gone (GET /old)', 'new: the operation is new (GET /new)'],
    ],
    ['an operation moved', [['  /list:', '  /v2/list:']], ['list: address GET /list → GET /v2/list']],
    [
      'parameters came, went and became necessary',
      [
        ['{ name: page, in: query,', '{ name: size, in: query, required: true,'],
        ['{ name: x-id, in: header,', '{ name: x-id, in: header, required: true,'],
      ],
      [
        'list: query parameter page: removed',
        'list: header parameter x-id: now required',
        'list: query parameter size: added, required',
      ],
    ],
    [
      'a property became necessary',
      [['required: [items]', 'required: [items, total]']],
      ['list: answer 200, /total: now required'],
    ],
    ['a property became optional', [['required: [items]', 'required: []']], ['list: answer 200, /items: now optional']],
    [
      'a branch came as one change',
      [
        [
          'total: { type: integer }',
          'total: { type: integer }\n                  meta: { type: object, properties: { a: { type: string } } }',
        ],
      ],
      ['list: answer 200, /meta: added'],
    ],
    [
      'a type changed',
      [['total: { type: integer }', 'total: { type: string }']],
      ['list: answer 200, /total: type integer → string'],
    ],
    ['a pattern changed', [["'^a'", "'^b'"]], ['list: answer 200, /items/*/id: pattern ^a → ^b']],
    ['values changed', [['[x, y]', '[x, y, z]']], ['list: answer 200, /items/*/kind: values x, y → x, y, z']],
    ['a status went', [["        '403': { $ref: '#/components/responses/No' }\n", '']], ['list: answer 403: removed']],
    [
      'refusals changed alike',
      [['code: { type: string }', 'code: { type: integer }']],
      ['list: answer 401, 403, /code: type string → integer'],
    ],
    [
      'headers of answers changed',
      [['headers: { x-id: { required: true,', 'headers: { x-id: { required: false,']],
      ['list: answer 200, header x-id: now optional'],
    ],
    [
      'the content type changed',
      [['content: { application/json:', 'content: { application/problem+json:']],
      ['list: answer 401, 403: content type application/json → application/problem+json'],
    ],
  ])('%s', async (_, replacements, expected) => {
    expect(await differences(...replacements)).toEqual(expected)
  })

  test('Russian says the same', async () => {
    const second = first.replace("'^a'", "'^b'")
    const changes = contractChanges(
      await loadContract(file('a.yaml', first)),
      await loadContract(file('b.yaml', second)),
    )
    expect(changes.map((change) => changeText(change).ru)).toEqual(['ответ 200, /items/*/id: образец ^a → ^b'])
  })
})

test('overlays make two contracts comparable: what is only called otherwise is a renaming', async () => {
  const reference = await loadContract(file('a.yaml', first))
  const operators = first
    .replace('operationId: list', 'operationId: getAll')
    .replaceAll('total: ', 'count: ')
    .replaceAll('x-id', 'x-trace')
    .replace('type: integer', 'type: number')
  const overlay = `operations: { list: { operationId: getAll } }\nproperties: { total: count }\nheaders: { x-id: x-trace }\n`
  const contract = await loadOperatorsContract(file('b.yaml', operators), file('overlay.yaml', overlay), reference)
  expect(contractChanges(reference, contract).map((change) => changeText(change).en)).toEqual([
    'query parameter page: type integer → number',
    'header parameter x-id: name x-id → x-trace',
    'answer 200, header x-id: name x-id → x-trace',
    'answer 200, /total: name total → count',
  ])
})
