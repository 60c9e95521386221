import { describe, expect, test } from '@jest/globals'
import { loadSchema, loadText } from '../test-contract.js'
import { declares, sampleBody, sampleParameters, sampleResponse, successStatus, wrongExamples } from './index.js'

const bodyOf = async (schema: string, components?: string) => {
  const contract = await loadSchema(schema, components)
  const sample = sampleResponse(contract, 'read', 200)
  return { body: sample?.body, departures: sample?.departures ?? [] }
}

describe('a value made of a schema meets it', () => {
  test.each<[string, string]>([
    ['formats', '{ type: array, items: { enum: [a] }, minItems: 1 }'],
    [
      'required and optional properties',
      '{ type: object, required: [a, b], properties: { a: { type: string, format: uuid }, b: { type: integer, minimum: 5 }, c: { type: [string, "null"] } } }',
    ],
    ['limits of numbers', '{ type: number, exclusiveMinimum: 0, exclusiveMaximum: 0.5 }'],
    ['multiples', '{ type: integer, minimum: 7, maximum: 12, multipleOf: 5 }'],
    ['lengths', '{ type: string, minLength: 40, maxLength: 41 }'],
    ['a pattern', "{ type: string, pattern: '^\\d{1,13}\\.\\d{1,5}$' }"],
    ['unique entries', '{ type: array, minItems: 3, uniqueItems: true, items: { type: integer } }'],
    [
      'an alternative',
      '{ oneOf: [{ type: object, required: [a], properties: { a: { const: 1 } } }, { type: string }] }',
    ],
    [
      'joined schemas',
      '{ allOf: [{ type: object, required: [a], properties: { a: { type: string, format: date } } }, { type: object, required: [b], properties: { b: { type: boolean } } }] }',
    ],
    ['what is required and not described', '{ type: object, required: [odd] }'],
    ['no words at all', '{}'],
  ])('%s', async (_, schema) => {
    const { body, departures } = await bodyOf(schema)
    expect(body).toBeDefined()
    expect(departures).toEqual([])
  })

  test('one that refers to itself comes to an end', async () => {
    const tree =
      '{ Tree: { type: object, required: [name], properties: { name: { type: string }, below: { type: array, items: { $ref: "#/components/schemas/Tree" } } } } }'
    const { body, departures } = await bodyOf('{ $ref: "#/components/schemas/Tree" }', tree)
    expect(body).toMatchObject({ name: 'text', below: [{ name: 'text' }] })
    expect(departures).toEqual([])
  })

  test('one that nothing can meet is told by its departures, and a bomb makes no gigabytes', async () => {
    expect((await bodyOf('{ type: string, pattern: "^(?=a)b$" }')).body).toBeUndefined()
    const wide = `{ type: array, minItems: 1000000000, items: { type: array, minItems: 1000000000, items: { type: string } } }`
    const { body, departures } = await bodyOf(wide)
    expect(JSON.stringify(body).length).toBeLessThan(10_000)
    expect(departures).not.toEqual([])
  })
})

const contract = `openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /items/{itemId}:
    parameters:
      - { name: itemId, in: path, required: true, schema: { type: string }, example: A-1 }
    get:
      operationId: read
      parameters:
        - { name: size, in: query, schema: { type: integer, minimum: 1, maximum: 100, default: 20 } }
        - { name: X-Trace, in: header, required: true, schema: { type: string, format: uuid } }
        - { name: session, in: cookie, schema: { type: string } }
      responses:
        '200':
          description: ok
          headers: { ETag: { required: true, schema: { type: string }, example: '"1"' } }
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: string, maxLength: 3 } } }
              examples:
                wrong: { value: { id: A-1-long } }
                right: { value: { id: A-1 } }
        4XX: { description: no, content: { application/problem+json: { schema: { type: object, required: [title], properties: { title: { type: string } } } } } }
    put:
      operationId: write
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [name], properties: { name: { type: string }, id: { type: string, readOnly: true } } } } } }
      responses: { '204': { description: done } }
  /text:
    get: { operationId: text, responses: { default: { description: any, content: { text/csv: { example: 'a;b' } } } } }
`

describe('messages of a contract', () => {
  test('an answer is the first example that meets its schema, with the headers that it needs', async () => {
    const loaded = await loadText({ 'a.yaml': contract })
    expect(sampleResponse(loaded, 'read', 200)).toEqual({
      status: 200,
      headers: { etag: '"1"' },
      body: { id: 'A-1' },
      from: 'example',
      departures: [],
    })
    expect(sampleResponse(loaded, 'read', 404)).toMatchObject({
      headers: { 'content-type': 'application/problem+json' },
      body: { title: 'text' },
      from: 'schema',
    })
    expect(sampleResponse(loaded, 'read', 500)).toBeUndefined()
    expect(sampleResponse(loaded, 'write', 204)).toMatchObject({ from: 'nothing', headers: {} })
    expect(sampleResponse(loaded, 'text', 200)).toMatchObject({ text: 'a;b', headers: { 'content-type': 'text/csv' } })
    expect(['read', 'write', 'text'].map((id) => successStatus(loaded, id))).toEqual([200, 204, 200])
    expect([declares(loaded, 'read', 404), declares(loaded, 'read', 503)]).toEqual([true, false])
  })

  test('examples that depart from their schema are found', async () => {
    const loaded = await loadText({ 'a.yaml': contract })
    expect(wrongExamples(loaded, 'read').map(({ path, departures }) => [path.slice(-2), departures[0]?.rule])).toEqual([
      [['wrong', 'value'], 'maxLength'],
    ])
  })

  test('parameters have the values that the contract shows, and a body without what only the server writes', async () => {
    const loaded = await loadText({ 'a.yaml': contract })
    const told = sampleParameters(loaded, 'read').map(({ name, in: where, shown, value }) => [
      where,
      name,
      shown,
      value,
    ])
    expect(told).toEqual([
      ['path', 'itemId', ['A-1'], 'A-1'],
      ['query', 'size', [20], 20],
      ['header', 'X-Trace', [], '3f2f5b1e-5d0a-4c8e-9a52-0d6a3f0c7b11'],
      ['cookie', 'session', [], 'text'],
    ])
    expect(sampleBody(loaded, 'write')).toMatchObject({ required: true, value: { name: 'text' } })
    expect(sampleBody(loaded, 'read')).toBeUndefined()
  })
})
