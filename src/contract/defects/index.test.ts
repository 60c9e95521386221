import { expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import type { LoadedContract } from '../loaded.js'
import { loadText } from '../test-contract.js'
import { contractDefects } from './index.js'

/** A contract whose bank serves `read`; the platform serves the same under another name. */
function load(read: Record<string, unknown>, components: Record<string, unknown> = {}): Promise<LoadedContract> {
  const operation = { 'x-served-by': 'bank', ...read }
  return loadText({
    'openapi.yaml': stringify({
      openapi: '3.1.0',
      info: { title: 'Test', version: '1' },
      paths: {
        '/a': { get: { operationId: 'read', ...operation } },
        '/b': { get: { operationId: 'ours', ...operation, 'x-served-by': 'platform' } },
      },
      components,
    }),
  })
}

const json = (schema: Record<string, unknown>) => ({ description: 'd', content: { 'application/json': { schema } } })
const answering = (schema: Record<string, unknown>, components = {}) =>
  load({ responses: { 200: json(schema) } }, components)

/** What is done at which place, for the flaws of an answer's schema. */
async function flawsOf(schema: Record<string, unknown>, components = {}): Promise<Record<string, unknown>> {
  const defects = contractDefects(await answering({ type: 'object', ...schema }, { schemas: components }))
  const ofMessage = ['wrong-content-type', 'html-page', 'half-json', 'empty-body', 'undeclared-status']
  const flaws = defects.map(({ id, by }) => [id.replace('read:', ''), by.get('read')] as const)
  return Object.fromEntries(flaws.filter(([name]) => !ofMessage.includes(name)))
}

test('every rule of a schema is broken in one way, in what every answer holds', async () => {
  const text = (more: Record<string, unknown>) => ({ type: 'string', ...more })
  const properties = {
    id: text({ format: 'uuid' }),
    at: text({ format: 'date-time' }),
    day: text({ format: 'date' }),
    kind: text({ enum: ['a'] }),
    amount: text({ pattern: '^\\d+\\.\\d{2}$' }),
    name: text({ maxLength: 3 }),
    number: { type: 'integer', minimum: 1 },
    perhaps: text({ format: 'uri' }),
  }
  const required = Object.keys(properties).filter((name) => name !== 'perhaps')
  expect(await flawsOf({ properties, required, additionalProperties: false })).toEqual({
    'missing-property': { kind: 'leave-out', way: ['number'] },
    'null-value': { kind: 'put', way: ['number'], value: null },
    'wrong-type': { kind: 'put', way: ['number'], value: 'one' },
    'undeclared-property': { kind: 'put', way: ['undeclared'], value: 'x' },
    'outside-enum': { kind: 'put', way: ['kind'], value: 'outside-enum' },
    'malformed-uuid': { kind: 'put', way: ['id'], value: 'not-a-uuid' },
    'no-offset': { kind: 'cut-text', way: ['at'], length: 19 },
    'malformed-date': { kind: 'put', way: ['day'], value: '31.01.2026' },
    'outside-pattern': { kind: 'put', way: ['amount'], value: '1,50' },
    'too-long': { kind: 'put', way: ['name'], value: 'xxxx' },
    'out-of-range': { kind: 'put', way: ['number'], value: 0 },
  })
})

test('the deepest place is taken, and what a contract does not forbid is no flaw', async () => {
  const properties = {
    id: { type: 'string' },
    list: { type: 'array', items: { $ref: '#/components/schemas/Entry' } },
    last: { type: ['string', 'null'] },
  }
  const Entry = {
    allOf: [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { b: { type: ['boolean', 'null'] } }, required: ['b'] },
    ],
  }
  expect(await flawsOf({ properties, required: ['id', 'list', 'last'] }, { Entry })).toEqual({
    'missing-property': { kind: 'leave-out', way: ['list', '*', 'b'] },
    'null-value': { kind: 'put', way: ['list', '*', 'a'], value: null },
    'wrong-type': { kind: 'put', way: ['list', '*', 'b'], value: 'one' },
  })
})

test('a schema that holds itself comes to an end', async () => {
  const Node = {
    type: 'object',
    properties: { next: { $ref: '#/components/schemas/Node' } },
    required: ['next'],
  }
  const flaws = await flawsOf(
    { properties: { node: { $ref: '#/components/schemas/Node' } }, required: ['node'] },
    { Node },
  )
  expect(flaws).toHaveProperty('missing-property')
})

test('messages as a whole: headers, content types, statuses, bodies', async () => {
  const response = { ...json({ type: 'string' }), headers: { 'X-Id': { required: true, schema: {} } } }
  const defects = contractDefects(await load({ responses: { 201: response, '4XX': json({ type: 'string' }) } }))
  expect(defects.map(({ id, family }) => `${id} ${family}`)).toEqual([
    'read:null-value contract/answer',
    'read:wrong-type contract/answer',
    'read:missing-header contract/answer',
    'read:wrong-content-type contract/answer',
    'read:html-page contract/answer',
    'read:half-json contract/answer',
    'read:empty-body contract/answer',
    'read:undeclared-status contract/answer',
    'refusal:null-value contract/refusal',
    'refusal:wrong-type contract/refusal',
    'refusal:wrong-content-type contract/refusal',
    'refusal:html-page contract/refusal',
    'refusal:half-json contract/refusal',
    'refusal:empty-body contract/refusal',
    'refusal:as-success contract/refusal-status',
    'refusal:as-server-error contract/refusal-status',
  ])
  expect(defects.find(({ id }) => id === 'read:missing-header')?.by.get('read')).toEqual({
    kind: 'leave-header-out',
    header: 'x-id',
  })
})

test('where any type or success is allowed, none is wrong', async () => {
  const any = { description: 'd', content: { 'application/json': { schema: {} }, '*/*': {} } }
  const ids = contractDefects(await load({ responses: { '2XX': any } })).map(({ id }) => id)
  expect(ids).toEqual(['read:html-page', 'read:half-json', 'read:empty-body'])
})

test('a page is told by a number that is asked for and comes back beside one list', async () => {
  const integer = { type: 'integer' }
  const properties = { rows: { type: 'array', items: {} }, page: integer, all: integer }
  const parameters = [{ name: 'page', in: 'query', schema: integer }]
  const schema = { type: 'object', properties, required: Object.keys(properties) }
  const ofPages = async (read: Record<string, unknown>) =>
    contractDefects(await load({ responses: { 200: json(schema) }, ...read }))
      .filter(({ family }) => family === 'contract/paging')
      .map(({ id, by }) => [id, by.get('read')])
  expect(await ofPages({ parameters })).toEqual([
    ['read:cut-page', { kind: 'cut-list', way: ['rows'] }],
    ['read:false-count', { kind: 'add-one', way: ['all'] }],
  ])
  expect(await ofPages({})).toEqual([])
})

test('an answer that is no JSON has none', async () => {
  expect(contractDefects(await load({ responses: { 204: { description: 'd' } } }))).toEqual([])
})
