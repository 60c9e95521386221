import { describe, expect, test } from '@jest/globals'
import { loadContract } from './index.js'
import { loadText, problemsOf } from './test-contract.js'

const head = `openapi: 3.1.0
info: { title: T, version: '1' }
`
const operation = (inner: string) => `${head}paths:
  /a:
    get:
      operationId: read
      x-served-by: bank
      responses: { '200': { description: ok } }
${inner}`

/** A sound contract whose schema \`A\` stands on line 11. */
const schema = (text: string) =>
  operation(`components:
  schemas:
    A: ${text}
`)

describe('a sound contract', () => {
  test('passes the gate', async () => {
    expect(await problemsOf({ 'a.yaml': schema('{ type: string, x-anything: 1 }') })).toEqual([])
  })

  test('may refer to files of its folder', async () => {
    const contract = await loadText({
      'a.yaml': `${head}paths: { /a: { $ref: 'parts/paths.yaml#/a' } }`,
      'parts/paths.yaml': `a:
  get:
    operationId: read
    x-served-by: platform
    responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'schemas.json' } } } } }`,
      'parts/schemas.json':
        '{ "type": "object", "required": ["b"], "properties": { "b": { "type": "string", "x-open": true } } }',
    })
    expect(contract.validateResponse('read', 200, { 'content-type': 'application/json' }, {})).toHaveLength(1)
    expect(contract.responseOpenness('read', 200)).toEqual({ properties: { b: true } })
  })

  test('may be recursive', async () => {
    expect(
      await problemsOf({
        'a.yaml': schema("{ type: object, properties: { next: { $ref: '#/components/schemas/A' } } }"),
      }),
    ).toEqual([])
  })
})

test.each([
  [
    'no YAML',
    `openapi: 3.1.0\ninfo: [`,
    ['2:8 contract-yaml Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  ['a key twice', `openapi: 3.1.0\nopenapi: 3.1.0`, ['2:1 contract-yaml Map keys must be unique']],
  ['no object', '- a', ['1:1 contract-yaml The file does not hold an object.']],
  ['no version', 'info: {}', ['1:1 contract-version The file does not say which OpenAPI it is.']],
  ['an old version', `info: {}\nswagger: '2.0'`, ['2:1 contract-version The contract is neither OpenAPI 3.0 nor 3.1.']],
  [
    'a version to come',
    `info: {}\nopenapi: 3.2.0`,
    ['2:1 contract-version The contract is neither OpenAPI 3.0 nor 3.1.'],
  ],
  ['no paths in 3.0', `info: {}\nopenapi: 3.0.3`, ['1:1 contract-invalid The file has no «paths».']],
  [
    'no title',
    `openapi: 3.1.0\ninfo: { version: '1' }\npaths: {}`,
    ["2:1 contract-invalid In «info»: must have required property 'title'."],
  ],
  [
    'a comma that is not quoted',
    `${head}paths: {}\ntags:\n  - { name: a, description: This, that }`,
    ['5:35 contract-invalid «that» is not known in «tags › 0».'],
  ],
  [
    'no operationId',
    `${head}paths:\n  /a:\n    get: { x-served-by: bank, responses: { '200': { description: ok } } }`,
    ['5:5 contract-operation GET /a has no operationId.'],
  ],
  [
    'nobody who serves',
    `${head}paths:\n  /a:\n    get: { operationId: a, responses: { '200': { description: ok } } }\n    put:\n      operationId: b\n      x-served-by: banks\n      responses: { '200': { description: ok } }`,
    [
      '5:5 contract-served-by GET /a does not say who answers it.',
      '8:7 contract-served-by PUT /a does not say who answers it.',
    ],
  ],
  [
    'an operationId twice',
    operation(
      `    put:\n      operationId: read\n      x-served-by: bank\n      responses: { '200': { description: ok } }`,
    ),
    ['10:7 contract-operation The operationId «read» is used twice.'],
  ],
  [
    'a misspelt word',
    schema('{ type: object, requried: [a] }'),
    ['11:24 contract-schema «requried» is no word of JSON Schema. Did you mean «required»?'],
  ],
  [
    'a wrong value of a word',
    schema('{ type: text }'),
    ['11:10 contract-invalid In «components › schemas › A › type»: must be equal to one of the allowed values.'],
  ],
  [
    'an unknown format',
    schema('{ type: string, format: datetime }'),
    ['11:24 contract-schema The format «datetime» is not known. Did you mean «date-time»?'],
  ],
  [
    'a wrong pattern',
    schema("{ type: string, pattern: '(' }"),
    ['11:24 contract-schema The pattern is no regular expression.'],
  ],
  [
    'a reference to nothing',
    schema("{ $ref: '#/components/schemas/a' }"),
    ['11:10 contract-reference «#/components/schemas/a» leads nowhere. Did you mean «A»?'],
  ],
  [
    'a reference to the network',
    schema("{ $ref: 'https://example.com/a.yaml' }"),
    ['11:10 contract-reference «https://example.com/a.yaml» is on the network; contracts are read from files only.'],
  ],
  [
    'a reference out of the folder',
    schema("{ $ref: '../../etc/passwd' }"),
    ["11:10 contract-reference «../../etc/passwd» lies outside the contract's folder."],
  ],
  [
    'a reference to a missing file',
    schema("{ $ref: 'b.yaml' }"),
    ['11:10 contract-reference «b.yaml»: there is no such file.'],
  ],
])('%s is refused', async (_, text, expected) => {
  const found = await problemsOf({ 'a.yaml': text })
  expect(found).toEqual(expected)
})

test('a referenced file may not lead out of the folder either', async () => {
  const [found] = await problemsOf({
    'a.yaml': schema("{ $ref: 'b.yaml' }"),
    'b.yaml': 'properties: { a: { $ref: ../../../../../../etc/hostname } }',
  })
  expect(found).toMatch(/^-:- contract-invalid /)
})

test('a missing file is named', async () => {
  await expect(loadContract('/nowhere/openapi.yaml')).rejects.toMatchObject({
    problems: [
      {
        code: 'contract-unreadable',
        place: { file: '/nowhere/openapi.yaml' },
        what: expect.stringContaining('ENOENT'),
      },
    ],
  })
})
