import { beforeAll, describe, expect, test } from '@jest/globals'
import type { ReceivedRequest } from '../model/contract.js'
import type { LoadedContract } from './loaded.js'
import { loadText } from './test-contract.js'

/** What an application sends is compared with the contract: each departure as `place rule: seen`. */
const openapi = `
openapi: 3.1.0
info: { title: Test, version: '1' }
paths:
  /accounts/{accountId}/entries:
    parameters:
      - { name: accountId, in: path, required: true, schema: { type: string, format: uuid } }
      - { name: pageSize, in: query, schema: { type: string } }
    get:
      operationId: entries
      x-served-by: bank
      parameters:
        - { name: pageSize, in: query, schema: { type: integer, maximum: 100 } }
        - { name: since, in: query, required: true, schema: { type: string, format: date } }
        - { name: kind, in: query, schema: { type: array, items: { enum: [in, out] } } }
        - { name: X-Request-Id, in: header, required: true, schema: { type: string, format: uuid } }
        - { name: Accept, in: header, required: true, schema: { type: string } }
      responses: { '200': { description: ok } }
  /token:
    post:
      operationId: token
      x-served-by: platform
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [grant_type, code]
              properties:
                grant_type: { const: authorization_code }
                code: { type: string }
                n: { type: integer }
                resource: { type: array, items: { type: string } }
      responses: { '200': { description: ok } }
  /revoke:
    post:
      operationId: revoke
      x-served-by: platform
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [id], additionalProperties: false, properties: { id: { type: string } } }
      responses: { '200': { description: ok } }
`
const uuid = '0b3e4f6e-2a0b-4e7b-9c1e-0123456789ab'
let contract: LoadedContract
beforeAll(async () => {
  contract = await loadText({ 'openapi.yaml': openapi })
})

const departures = (operation: string, request: ReceivedRequest): string[] =>
  contract.validateReceived(operation, request).map(({ at, rule, seen }) => `${at} ${rule}: ${seen}`)

describe('parameters', () => {
  const entries = (query: string, headers: Record<string, string> = { 'x-request-id': uuid }, account = uuid) =>
    departures('entries', { url: `https://api.example/open/accounts/${account}/entries?${query}`, headers })

  test.each<[string, string[]]>([
    ['since=2026-01-01&pageSize=100&kind=in&kind=out&unknown=1', []],
    ['pageSize=5', ['query:since required: absent']],
    ['since=01.01.2026', ['query:since format: string(10)']],
    ['since=2026-01-01&pageSize=101', ['query:pageSize maximum: integer']],
    ['since=2026-01-01&pageSize=many', ['query:pageSize type: string(4)']],
    ['since=2026-01-01&since=2026-01-02', ['query:since repeated: 2 times']],
    ['since=2026-01-01&kind=up', ['query:kind enum: string(2)']],
  ])('%s', (query, so) => expect(entries(query)).toEqual(so))

  test('of the path and of headers', () => {
    expect(entries('since=2026-01-01', {}, '17')).toEqual([
      'path:accountId format: string(2)',
      'header:x-request-id required: absent',
    ])
    expect(entries('since=2026-01-01', { 'x-request-id': 'r-1' })).toEqual(['header:x-request-id format: string(3)'])
    expect(entries('since=2026-01-01', { 'x-request-id': uuid }, '%zz')).toEqual(['path:accountId format: string(3)'])
  })
})

describe('a form', () => {
  const token = (body: string, type: string | undefined = 'application/x-www-form-urlencoded; charset=utf-8') =>
    departures('token', {
      url: 'https://api.example/token',
      headers: type === '' ? {} : { 'content-type': type },
      body,
    })

  test.each<[string, string[]]>([
    ['grant_type=authorization_code&code=c&n=5&resource=a', []],
    ['grant_type=password', ['/code required: absent', '/grant_type const: string(8)']],
    ['grant_type=authorization_code&code=c&code=d', ['/code repeated: more than once']],
    ['grant_type=authorization_code&code=c&n=five', ['/n type: string(4)']],
    ['', [' required: absent or not readable']],
  ])('%s', (body, so) => expect(token(body)).toEqual(so))

  test('has its content type', () => {
    expect(token('code=c', 'application/json')).toEqual(['content-type undeclared: application/json'])
    expect(token('code=c', '')).toEqual(['content-type undeclared: absent'])
  })
})

test('a JSON body', () => {
  const revoke = (body?: string) =>
    departures('revoke', {
      url: 'https://api.example/revoke',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
  expect(revoke('{"id":"c-1"}')).toEqual([])
  expect(revoke()).toEqual([])
  expect(revoke('{"id":1,"more":2}')).toEqual(['/more additionalProperties: integer', '/id type: integer'])
  expect(revoke('{')).toEqual([' required: absent or not readable'])
})
