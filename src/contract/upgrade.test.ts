import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import type { ContractInForce } from '../model/contract.js'
import { loadText, problemsOf } from './test-contract.js'

/** An OpenAPI 3.0 file whose operation \`read\` answers with schema \`A\`, which begins on line 13. */
const file = (schema: string) => `openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: read
      x-served-by: bank
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/A' }, example: { b: 1 } } } }
components:
  schemas:
    B: { type: string, maxLength: 3 }
    A:
${schema.replace(/^/gm, '      ')}
`

const schema = `type: object
properties:
  name: { type: string, nullable: true, example: A name }
  kind: { type: string, nullable: true, enum: [a, b, null] }
  above: { type: number, minimum: 1, exclusiveMinimum: true }
  from: { type: number, minimum: 1, exclusiveMinimum: false }
  below: { type: number, maximum: 9, exclusiveMaximum: true }
  short: { $ref: '#/components/schemas/B', description: beside a reference nothing counts, minLength: 2 }
  example: { type: object, properties: { nullable: { type: boolean } } }
  bytes: { type: string, format: byte }
`

describe('an OpenAPI 3.0 file', () => {
  let contract: ContractInForce
  beforeAll(async () => {
    contract = await loadText({ 'a.yaml': file(schema) })
  })

  const departures = (body: Json) =>
    contract
      .validateResponse('read', 200, { 'content-type': 'application/json' }, body)
      .map((d) => `${d.at} ${d.rule}: ${d.expected}, ${d.seen}`)

  test.each<[string, Json]>([
    ['null where it is nullable', { name: null, kind: null }],
    ['numbers within open limits', { above: 1.1, from: 1, below: 8.9 }],
    ['what stands beside a reference', { short: 'x' }],
    ['properties that are called like keywords', { example: { nullable: true } }],
    ['base64', { bytes: 'aGk=' }],
  ])('admits %s', (_, body) => {
    expect(departures(body)).toEqual([])
  })

  test.each<[string, Json, string[]]>([
    ['null where it is not', { short: null }, ['/short type: string, null']],
    ['another type than the nullable one', { name: 1 }, ['/name type: string or null, integer']],
    ['an excluded limit below', { above: 1 }, ['/above exclusiveMinimum: exclusiveMinimum 1, integer']],
    ['less than a limit', { from: 0 }, ['/from minimum: minimum 1, integer']],
    ['an excluded limit above', { below: 9 }, ['/below exclusiveMaximum: exclusiveMaximum 9, integer']],
    ['more than the reference allows', { short: 'long' }, ['/short maxLength: maxLength 3, string(4)']],
    [
      'a wrong type in a property called example',
      { example: { nullable: 1 } },
      ['/example/nullable type: boolean, integer'],
    ],
    ['no base64', { bytes: '*' }, ['/bytes format: format byte, string(1)']],
  ])('refuses %s', (_, body, expected) => {
    expect(departures(body)).toEqual(expected)
  })
})

test.each([
  [
    'a word that 3.0 does not have',
    'type: object\nproperties:\n  a: { type: string, const: x }',
    '16:28 contract-invalid «const» is not known in «components › schemas › A › properties › a».',
  ],
  [
    'an unknown format',
    'type: object\nproperties:\n  a: { type: string, nullable: true, format: datetime }',
    '16:44 contract-schema The format «datetime» is not known. Did you mean «date-time»?',
  ],
])('%s is refused at its place in the file as written', async (_, text, expected) => {
  expect(await problemsOf({ 'a.yaml': file(text) })).toEqual([expected])
})
