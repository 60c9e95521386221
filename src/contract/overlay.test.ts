import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { Problem } from '../base/problem.js'
import { loadContract, loadOperatorsContract, type LoadedContract } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'overlay-'))
afterAll(() => rmSync(folder, { recursive: true }))

const reference = `openapi: 3.1.0
info: { title: Reference, version: '1' }
paths:
  /list:
    get:
      operationId: list
      x-served-by: bank
      parameters:
        - { name: page, in: query, x-open: true, schema: { type: integer } }
        - { name: x-request-id, in: header, schema: { type: string } }
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: { type: array, items: { $ref: '#/components/schemas/Item' } }
                  total: { type: integer, x-open: true }
                  state: { type: string, x-open: true }
        default: { description: no, content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } } }
  /one/{id}:
    get:
      operationId: one
      x-served-by: bank
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Item' } } } } }
components:
  schemas:
    Item: { type: object, properties: { id: { type: string }, name: { type: string }, kind: { type: string, x-open: true } } }
    Error: { type: object, properties: { code: { type: string, x-open: true }, message: { type: string } } }
`

const operators = `openapi: 3.0.3
info: { title: Operator, version: '7' }
paths:
  /v9/items:
    get:
      operationId: getItems
      parameters:
        - { name: p, in: query, schema: { type: integer } }
        - { name: X-Correlation-Id, in: header, schema: { type: string } }
        - { name: purpose, in: query, required: true, schema: { type: string } }
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: { type: object, properties: { elements: { type: array, items: { $ref: '#/components/schemas/Element' } } } }
                  meta: { type: object, properties: { count: { type: integer } } }
                  state: { type: object, properties: { text: { type: string } } }
        '400': { description: no, content: { application/json: { schema: { $ref: '#/components/schemas/Fault' } } } }
  /v9/items/{key}:
    get:
      parameters: [{ name: key, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Element' } } } } }
components:
  schemas:
    Element: { type: object, properties: { key: { type: string }, title: { type: string }, sort: { type: string, enum: [a, b] } } }
    Fault: { type: object, properties: { fault: { type: object, properties: { errorCode: { type: string }, text: { type: string } } } } }
`

const good = `operations:
  list:
    operationId: getItems
    parameters: { page: p }
    properties: { items: elements, total: /meta/count }
    body: /data
  one:
    path: GET /v9/items/{key}
    parameters: { id: key }
properties: { id: key, name: title, kind: sort }
headers: { X-Request-Id: X-Correlation-Id }
error: { body: /fault, properties: { code: errorCode, message: text } }
statuses: { 403: 400 }
send: { purpose: test }
`

let known: LoadedContract

/** The contract in force of the operator's file under an overlay. */
function load(overlay: string | undefined, contract = operators): Promise<LoadedContract> {
  writeFileSync(join(folder, 'operators.yaml'), contract)
  if (overlay === undefined) return loadOperatorsContract(join(folder, 'operators.yaml'), undefined, known)
  writeFileSync(join(folder, 'overlay.yaml'), overlay)
  return loadOperatorsContract(join(folder, 'operators.yaml'), join(folder, 'overlay.yaml'), known)
}

/** What is said of it, each as `file:line what → remedy`. */
async function problemsOf(overlay: string | undefined, contract?: string): Promise<string[]> {
  try {
    await load(overlay, contract)
    return []
  } catch (error) {
    return (error as { problems: readonly Problem[] }).problems.map(({ place, what, remedy }) => {
      const at = place && 'file' in place ? `${place.file.slice(folder.length + 1)}:${place.line}` : 'nowhere'
      return `${at} ${what} → ${remedy}`
    })
  }
}

beforeAll(async () => {
  writeFileSync(join(folder, 'reference.yaml'), reference)
  known = await loadContract(join(folder, 'reference.yaml'))
})

describe('an overlay that fits', () => {
  test('finds operations, parameters and what is sent beside them', async () => {
    const contract = await load(good)
    expect(contract.operations.get('list')).toMatchObject({ method: 'GET', path: '/v9/items', servedBy: 'bank' })
    expect(contract.operations.get('one')).toMatchObject({ path: '/v9/items/{key}' })
    expect(contract.operations.get('list')?.parameters.map(({ name, open }) => [name, open])).toEqual([
      ['p', true],
      ['X-Correlation-Id', false],
      ['purpose', false],
    ])
    expect([...contract.wire.sent('list')]).toEqual([['purpose', 'test']])
    expect([contract.title, contract.version]).toEqual(['Operator', '7'])
    expect(contract.overlay?.digest).toMatch(/^[0-9a-f]{64}$/)
  })

  test('reads its answers and refusals', async () => {
    const { wire } = await load(good)
    const message = { data: { elements: [{ key: '1', title: 'A', sort: 'a' }] }, meta: { count: 1 } }
    expect(wire.bodyFromWire('list', 200, message)).toEqual({ items: [{ id: '1', name: 'A', kind: 'a' }], total: 1 })
    expect(wire.bodyFromWire('list', 400, { fault: { errorCode: 'x', text: 'y' } })).toEqual({
      code: 'x',
      message: 'y',
    })
  })

  test('opens what the reference opens, under its names and only where the operator has a plain value', async () => {
    const contract = await load(good)
    expect(contract.responseOpenness('list', 200)).toEqual({
      properties: {
        data: {
          properties: {
            elements: { properties: {}, items: { properties: { key: false, title: false, sort: true } } },
            state: false,
          },
        },
        meta: { properties: { count: true } },
      },
    })
    expect(contract.responseOpenness('list', 400)).toEqual({
      properties: { fault: { properties: { errorCode: true, text: false } } },
    })
  })

  test('leaves it to an operator who says what is open', async () => {
    const own = operators.replace('title: { type: string }', 'title: { type: string, x-open: true }')
    expect((await load(good, own)).responseOpenness('one', 200)).toEqual({
      properties: { key: false, title: true, sort: false },
    })
  })
})

describe('is refused with the place and a way out:', () => {
  test.each<[name: string, from: string, to: string, expected: string]>([
    [
      'two names that become one',
      'name: title, kind: sort',
      'name: title, kind: title',
      'overlay.yaml:10 «name» and «kind» would both be «title» (properties in answers of list) → Give each a name of its own.',
    ],
    [
      'a name that meets one that stays',
      'name: title, kind: sort',
      'name: kind',
      'overlay.yaml:10 «name» becomes «kind», which is a name of the reference itself (properties in answers of list) → Rename «kind» too, or write «kind: null» where the contract has no such thing.',
    ],
    [
      'errors that meet',
      'message: text',
      'message: errorCode',
      'overlay.yaml:12 «code» and «message» would both be «errorCode»',
    ],
    [
      'an unknown operation',
      '  one:\n',
      '  ones:\n',
      'overlay.yaml:7 the reference contract has no operation «ones». Did you mean «one»? → Keys of «operations» are those of the reference: list, one.',
    ],
    [
      'an unknown parameter',
      'page: p',
      'pages: p',
      "overlay.yaml:4 «pages» is no parameter of the reference's list. Did you mean «page»? → There are: page.",
    ],
    [
      'an unknown property',
      'items: elements',
      'itms: elements',
      "overlay.yaml:5 «itms» is no property of the reference's list. Did you mean «items»? → There are: id, items, kind, name, state, total.",
    ],
    [
      'an unknown header',
      'X-Request-Id: ',
      'x-requestid: ',
      'overlay.yaml:11 «x-requestid» is no header of the reference. Did you mean «x-request-id»?',
    ],
    [
      'a refusal that would count as an answer',
      '403: 400',
      '403: 200',
      'overlay.yaml:13 403 may not become 200: a status keeps its class (RFC 9110, section 15) → Name a status from 400 to 499.',
    ],
    [
      'a pointer to what stands in a list',
      'items: elements,',
      'items: elements, kind: /sort,',
      "overlay.yaml:5 «kind» does not stand at the top of the reference's answer: a pointer can move nothing else → Write its name on the wire, without a slash.",
    ],
    [
      'a pointer for all operations',
      'kind: sort',
      'kind: /sort',
      'overlay.yaml:10 «kind» is found by a pointer, which depends on the operation → Write it under operations › … › properties.',
    ],
    [
      'an operation that the file does not have',
      'operationId: getItems',
      'operationId: getItem',
      "overlay.yaml:3 the operator's contract has no operation «getItem». Did you mean «getItems»? → It has: getItems.",
    ],
    [
      'a path that the file does not have',
      'GET /v9/items/{key}',
      'GET /v9/item/{key}',
      "overlay.yaml:8 the operator's contract has no operation «GET /v9/item/{key}». Did you mean «GET /v9/items/{key}»? → It has: GET /v9/items, GET /v9/items/{key}.",
    ],
    [
      'a parameter that the operation does not have',
      'page: p',
      'page: q',
      'overlay.yaml:4 GET /v9/items has no parameter «q». → It has: p, purpose.',
    ],
    [
      'a property that the operation does not have',
      'items: elements',
      'items: element',
      "overlay.yaml:5 the operator's contract has no property «element» in messages of list. Did you mean «elements»? → It has: count, data, elements, key, meta, sort, state, text, title; null says that there is none.",
    ],
    [
      'a wrapper that nothing stands at',
      'body: /data',
      'body: /date',
      "overlay.yaml:6 nothing stands at «/date» in answers of list. Did you mean «data»? → Mend the pointer after the schema of the operator's contract.",
    ],
    [
      'a header that the file does not have',
      ': X-Correlation-Id',
      ': X-Correlation',
      "overlay.yaml:11 the operator's contract has no header «X-Correlation». Did you mean «x-correlation-id»?",
    ],
    [
      'a header that nothing is said of',
      'headers: { X-Request-Id: X-Correlation-Id }\n',
      '',
      "operators.yaml:5 the operator's contract has no header «x-request-id», which scenarios send → Write in the overlay `headers: { x-request-id: … }`: its name here, or null where there is none.",
    ],
    [
      'a parameter that is demanded and nobody gives',
      'send: { purpose: test }\n',
      '',
      'operators.yaml:5 GET /v9/items demands the query parameter «purpose», which no scenario knows → Write «send: { purpose: … }» in the overlay, or map a parameter of the reference to it.',
    ],
    [
      'a part of the path that nobody fills',
      'parameters: { id: key }',
      'parameters: {}',
      'operators.yaml:24 GET /v9/items/{key} demands the path parameter «key», which no scenario knows → Map a parameter of the reference to it: operations.one.parameters.',
    ],
    [
      'what is sent to nobody',
      'send: { purpose: test }',
      'send: { purpose: test, porpoise: a }',
      'overlay.yaml:14 no operation has a parameter «porpoise». Did you mean «purpose»? → Remove the line or mend the name.',
    ],
    [
      'an unknown setting',
      'send: {',
      'sent: {',
      'overlay.yaml:14 «sent» is no setting of an overlay. Did you mean «send»? → Write one of: operations, headers, properties, error, statuses, send.',
    ],
    [
      'an unknown setting of an operation',
      'operationId:',
      'operation:',
      'overlay.yaml:3 «operation» is no setting of «operations.list». Did you mean «operationId»? → Write one of: operationId, path, parameters, properties, body, request, send.',
    ],
    ['a status that is none', '403: 400', '403: 4000', 'overlay.yaml:13 «statuses.403»: expected an HTTP status'],
    [
      'a wrapper that is no pointer',
      'body: /data',
      'body: data',
      'overlay.yaml:6 «operations.list.body»: expected a JSON Pointer such as /data',
    ],
  ])('%s', async (_, from, to, expected) => {
    expect(good).toContain(from)
    expect((await problemsOf(good.replace(from, to)))[0]).toContain(expected)
  })

  test('every problem of an overlay is named at once', async () => {
    const bad = good.replace('page: p', 'pages: p').replace('403: 400', '403: 200').replace('  one:\n', '  ones:\n')
    expect((await problemsOf(bad)).map((line) => line.split(' ')[0])).toEqual([
      'overlay.yaml:4',
      'overlay.yaml:7',
      'overlay.yaml:13',
    ])
  })
})

describe('an API key of the operator', () => {
  const keyed = operators
    .replace('      operationId: getItems\n', '      operationId: getItems\n      security: [{ key: [] }]\n')
    .replace(
      'components:\n',
      'components:\n  securitySchemes: { key: { type: apiKey, name: Client-Key, in: header } }\n',
    )
  const withKey = good.replace(
    'send: { purpose: test }',
    'send: { purpose: test, Client-Key: { env: OVERLAY_TEST_KEY } }',
  )
  afterEach(() => {
    delete process.env.OVERLAY_TEST_KEY
  })

  test('has to be sent', async () => {
    expect(await problemsOf(good, keyed)).toEqual([
      'operators.yaml:5 GET /v9/items demands the header parameter «Client-Key», which no scenario knows → Write «send: { Client-Key: … }» in the overlay, or map a parameter of the reference to it.',
    ])
  })

  test('is read from the environment', async () => {
    process.env.OVERLAY_TEST_KEY = 'k'
    expect((await load(withKey, keyed)).wire.sent('list').get('Client-Key')).toBe('k')
  })

  test('that is not in the environment is asked for', async () => {
    expect(await problemsOf(withKey, keyed)).toEqual([
      'overlay.yaml:14 the environment variable OVERLAY_TEST_KEY is not set → Set it before you start Synaq.',
    ])
  })
})

test('what only the author can mend is noted, not refused', async () => {
  const odd = operators.replace('sort: { type: string,', 'sort: { type: string, format: kind,')
  expect((await load(good, odd)).notes.map(({ what }) => what)).toEqual(['The format «kind» is not known.'])
})

test('a file with the names of the reference needs no overlay', async () => {
  expect(await problemsOf(undefined, reference.replace(/ +x-served-by: bank\n/g, ''))).toEqual([])
})

test('operations that the file does not have are not there', async () => {
  const contract = await load('headers: { x-request-id: null }\n')
  expect([...contract.operations.keys()]).toEqual([])
})
