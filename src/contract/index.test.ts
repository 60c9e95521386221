import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { sha256 } from '../base/digest.js'
import type { Json } from '../base/json.js'
import type { ContractInForce } from '../model/contract.js'
import { loadContract } from './index.js'
import { loadSchema, loadText } from './test-contract.js'

const file = 'mocks/npck-accounts/openapi.yaml'
const uuid = '0b3e4f6e-2a0b-4e7b-9c1e-0123456789ab'
const json = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': uuid }
const account = {
  accountId: uuid,
  iban: 'KZ54125KZT1002300104',
  currency: 'KZT',
  type: 'current',
  status: 'enabled',
  openingDate: '2020-01-31',
}

let contract: ContractInForce
beforeAll(async () => {
  contract = await loadContract(file)
})

describe('the reference contract', () => {
  test('is known by title, version and digest', () => {
    expect([contract.title, contract.version, contract.file]).toEqual([
      expect.stringContaining('reference contract'),
      '0.1.0',
      file,
    ])
    expect(contract.digest).toBe(sha256(readFileSync(file)))
  })

  test('lists who serves what, with scopes, parameters and content type', () => {
    expect(contract.operations.get('listTransactions')).toEqual({
      id: 'listTransactions',
      method: 'GET',
      path: '/v3/accounts/{accountId}/transactions',
      servedBy: 'bank',
      scopes: ['account_transactions'],
      parameters: [
        { name: 'accountId', in: 'path', required: true, open: false },
        { name: 'pageNumber', in: 'query', required: false, open: true },
        { name: 'pageSize', in: 'query', required: false, open: true },
        { name: 'fromDate', in: 'query', required: false, open: true },
        { name: 'toDate', in: 'query', required: false, open: true },
        { name: 'x-request-id', in: 'header', required: false, open: true },
        { name: 'x-participant-id', in: 'header', required: false, open: true },
      ],
    })
    expect(contract.operations.get('token')).toMatchObject({
      method: 'POST',
      servedBy: 'platform',
      scopes: [],
      withoutToken: true,
      requestContentType: 'application/x-www-form-urlencoded',
    })
  })

  test('opens codes and states, and nothing of the client', () => {
    expect(contract.responseOpenness('listAccounts', 200)).toMatchObject({
      properties: { accounts: { items: { properties: { iban: false, accountId: false, currency: true } } } },
    })
    expect(contract.responseOpenness('listAccounts', 403)).toMatchObject({ properties: { code: true, message: false } })
    expect(contract.requestOpenness('token')).toMatchObject({ properties: { grant_type: true, code: false } })
    expect(contract.requestOpenness('listAccounts')).toBe(false)
  })

  test('does not know an operation that it does not have', () => {
    expect(() => contract.validateResponse('listAccount', 200, json, {})).toThrow('Did you mean «listAccounts»?')
  })
})

describe('validateResponse', () => {
  const departures = (body: Json | undefined, headers: Readonly<Record<string, string>> = json, status = 200) =>
    contract
      .validateResponse('listAccounts', status, headers, body)
      .map((d) => `${d.at} ${d.rule}: ${d.expected}, ${d.seen}`)

  test('finds nothing in a sound answer', () => {
    expect(departures({ accounts: [account] })).toEqual([])
    expect(departures({ code: 'not_found', message: 'No.', requestId: uuid }, json, 404)).toEqual([])
  })

  test('names what departs, once for each rule of an array', () => {
    const wrong = { ...account, iban: 1, openingDate: 'yesterday', currency: 'tenge', status: 'open', extra: [1] }
    expect(departures({ accounts: [account, wrong, wrong] })).toEqual([
      '/accounts/1/extra additionalProperties: no such property, array(1)',
      '/accounts/1/iban type: string, integer',
      '/accounts/1/currency pattern: pattern ^[A-Z]{3}$, string(5)',
      '/accounts/1/status enum: one of "enabled", "closed", "blocked", string(4)',
      '/accounts/1/openingDate format: format date, string(9)',
    ])
  })

  test('names what is missing', () => {
    expect(departures({})).toEqual(['/accounts required: required property accounts, absent'])
    expect(departures(undefined)).toEqual([' required: a body of application/json, absent or not readable'])
    expect(departures({ accounts: [] }, { 'content-type': 'application/json' })).toEqual([
      'header:x-request-id required: required header x-request-id, absent',
    ])
  })

  test('looks at headers and content type', () => {
    expect(departures({ accounts: [] }, { ...json, 'x-request-id': 'abc' })).toEqual([
      'header:x-request-id format: format uuid, string(3)',
    ])
    expect(departures(undefined, { ...json, 'content-type': 'text/html' })).toEqual([
      'content-type undeclared: application/json, text/html',
    ])
    expect(departures(undefined, { 'x-request-id': uuid })).toEqual([
      'content-type undeclared: application/json, absent',
    ])
  })

  test('says nothing of a body where the contract does not', () => {
    expect(contract.validateResponse('authorize', 303, { location: '/x' }, undefined)).toEqual([])
  })

  test('never repeats a value or a name that could be one', () => {
    const secrets = { KZ54125KZT1002300104: 1, 'Анна Ким': 1, '960440000151': 1, ['a'.repeat(41)]: 1 }
    const found = departures(
      { accounts: [{ ...account, iban: 'KZ-secret', ...secrets }] },
      { ...json, 'x-request-id': 'secret' },
    )
    const text = found.join()
    for (const secret of ['secret', ...Object.keys(secrets)]) expect(text).not.toContain(secret)
    expect(found).toContain('/accounts/0/(name hidden) additionalProperties: no such property, integer')
  })

  test('stops at fifty departures', async () => {
    const names = Array.from({ length: 80 }, (_, i) => `p${i}`)
    const many = await loadSchema(`{ type: object, required: [${names.join()}] }`)
    expect(many.validateResponse('read', 200, json, {})).toHaveLength(50)
  })

  test('speaks of alternatives, lengths and numbers', async () => {
    const schema = `{ properties: { a: { oneOf: [{ const: x }, { const: y }] }, b: { maxLength: 2 }, c: { minimum: 1 }, d: { type: [string, 'null'] },
      e: { uniqueItems: true }, f: { not: { type: string } }, g: false, h: { if: { type: string }, then: { minLength: 3 } } }, unevaluatedProperties: false }`
    const body = { a: 'z', b: 'abc', c: 0.5, d: true, e: [1, 1], f: 'f', g: null, h: 'h', i: {} }
    const found = (await loadSchema(schema)).validateResponse('read', 200, json, body)
    expect(found.map((d) => `${d.at} ${d.expected}, ${d.seen}`)).toEqual([
      '/a "x", string(1)',
      '/a "y", string(1)',
      '/a exactly one of 2 alternatives, string(1)',
      '/b maxLength 2, string(3)',
      '/c minimum 1, number',
      '/d string or null, boolean',
      '/e uniqueItems true, array(2)',
      '/f not what the contract excludes, string(1)',
      '/g nothing here, null',
      '/h minLength 3, string(1)',
      '/i no such property, object',
    ])
  })
})

describe('which declaration counts', () => {
  const several = (media = 'application/json') =>
    loadText({
      'a.yaml': `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    parameters:
      - { name: p, in: query, x-open: true, schema: { type: string } }
      - { name: q, in: query, schema: { type: string } }
    get:
      operationId: read
      x-served-by: bank
      security: [{ a: [one, two] }, { b: [two, three] }]
      parameters: [{ name: p, in: query, required: true, schema: { type: string } }, { name: c, in: cookie, schema: { type: string } }]
      responses:
        '404': { description: exact, content: { ${media}: { schema: { const: exact } } } }
        4XX: { description: class, content: { application/*: { schema: { const: class } } } }
        '200':
          description: ok
          headers: { X-Count: { schema: { type: integer, maximum: 9 } }, Content-Type: { required: true, schema: { const: never } } }
  /b: { post: { operationId: send, x-served-by: bank, requestBody: { content: { application/json: { schema: { type: array } } } }, responses: { default: { description: any } } } }
components: { securitySchemes: { a: { type: oauth2, flows: {} }, b: { type: oauth2, flows: {} } } }`,
    })

  test('is the exact status, then its class; without a default the rest is not declared', async () => {
    const one = await several()
    expect(one.validateResponse('read', 404, json, 'exact')).toEqual([])
    expect(one.validateResponse('read', 400, json, 'class')).toEqual([])
    expect(one.validateResponse('read', 500, json, 'any')).toEqual([
      { at: 'status', rule: 'undeclared', expected: '200 or 404 or 4XX', seen: '500' },
    ])
    expect(one.responseOpenness('read', 500)).toBe(false)
  })

  test('is the media type, also of a JSON kind', async () => {
    const problemJson = { 'content-type': 'application/problem+json' }
    const one = await several('application/problem+json')
    expect(one.validateResponse('read', 404, problemJson, 'exact')).toEqual([])
    expect(one.validateResponse('read', 404, problemJson, 'other')).toHaveLength(1)
    expect(one.validateResponse('read', 404, { 'content-type': 'a secret' }, undefined)).toEqual([
      { at: 'content-type', rule: 'undeclared', expected: 'application/problem+json', seen: 'no media type' },
    ])
  })

  test('reads headers as the type that the schema names', async () => {
    const one = await several()
    expect(one.validateResponse('read', 200, { 'x-count': '9' }, undefined)).toEqual([])
    expect(one.validateResponse('read', 200, { 'x-count': '10' }, undefined)).toEqual([
      { at: 'header:x-count', rule: 'maximum', expected: 'maximum 9', seen: 'integer' },
    ])
    expect(one.validateResponse('read', 200, { 'x-count': 'many' }, undefined)).toHaveLength(1)
  })

  test('is the parameter of the operation before that of the path; scopes are those of all schemes', async () => {
    const read = (await several()).operations.get('read')
    expect(read?.scopes).toEqual(['one', 'two', 'three'])
    expect(read?.parameters).toEqual([
      { name: 'p', in: 'query', required: true, open: false },
      { name: 'q', in: 'query', required: false, open: false },
    ])
  })

  test('lets an optional request body be absent, not wrong', async () => {
    const one = await several()
    expect(one.validateRequest('send', undefined)).toEqual([])
    expect(one.validateRequest('send', {})).toHaveLength(1)
  })
})

describe('validateRequest', () => {
  test('compares a body of JSON', () => {
    expect(contract.validateRequest('revokeAccess', { userConsentHistoryId: uuid })).toEqual([])
    expect(contract.validateRequest('revokeAccess', { userConsentHistoryId: 1 })).toMatchObject([
      { at: '/userConsentHistoryId', rule: 'type' },
    ])
    expect(contract.validateRequest('revokeAccess', undefined)).toMatchObject([
      { at: '', seen: 'absent or not readable' },
    ])
  })

  test('compares a form as an object of texts and leaves it as it was', () => {
    const form = { grant_type: 'authorization_code', client_id: 'a', client_assertion_type: 'b', client_assertion: 'c' }
    expect(contract.validateRequest('token', form)).toEqual([])
    expect(contract.validateRequest('token', { ...form, client_id: undefined as never })).toHaveLength(1)
  })

  test('expects no body where none is declared', () => {
    expect(contract.validateRequest('listAccounts', undefined)).toEqual([])
    expect(contract.validateRequest('listAccounts', {})).toEqual([
      { at: '', rule: 'undeclared', expected: 'no body', seen: 'object' },
    ])
  })
})
