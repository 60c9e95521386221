import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../base/root.js'
import { loadContract, type LoadedContract } from '../contract/index.js'
import { draftSystem, grouped, groupText, slugOf, type Draft } from './index.js'
import { unknownId } from './unknown-id.js'
import { wrongValues } from './wrong-value.js'
import { yamlText } from './yaml.js'

let contract: LoadedContract
let draft: Draft
beforeAll(async () => {
  contract = await loadContract(join(packageRoot(), 'tests', 'system-new', 'bank.yaml'))
  draft = of([...contract.operations.keys()])
})

const of = (operations: readonly string[]) =>
  draftSystem({ name: 'pocket', contract, contractFile: 'mocks/pocket/openapi.yaml', operations })
const fileOf = (path: string): unknown => parse(draft.files.get(path) ?? 'null')
const scripts = () =>
  [...draft.files.keys()]
    .filter((path) => path.includes('/provider/'))
    .map((path) => path.replace(/^.*\/(.*)\.yaml$/, '$1'))
    .sort()

describe('the first set of a contract', () => {
  test('has a script of success for every operation that can be asked, and one for each refusal that follows', () => {
    expect(scripts()).toEqual([
      'close-pocket',
      'close-pocket-no-credentials',
      'close-pocket-wrong-parameters',
      'get-pockets-by-pocket-id',
      'get-pockets-by-pocket-id-no-credentials',
      'get-pockets-by-pocket-id-unknown-id',
      'get-pockets-by-pocket-id-wrong-method',
      'get-pockets-by-pocket-id-wrong-parameters',
      'list-pockets',
      'list-pockets-missing-parameters',
      'list-pockets-no-credentials',
      'list-pockets-not-acceptable',
      'list-pockets-wrong-method',
      'list-pockets-wrong-parameters',
      'list-rates',
      'list-rates-no-credentials',
      'list-rates-wrong-method',
      'open-pocket',
      'open-pocket-no-credentials',
      'open-pocket-unsupported-media',
      'open-pocket-wrong-body',
    ])
    expect(draft.counts).toMatchObject({ success: 5, failure: 16 })
  })

  test('takes ids from the list that bears them, so that a real server is asked for its own', () => {
    expect(fileOf('scenarios/pocket/provider/get-pockets-by-pocket-id-unknown-id.yaml')).toMatchObject({
      id: 'pocket/provider/get-pockets-by-pocket-id-unknown-id',
      script: 'failure',
      modes: ['direct'],
      requires: ['getPocketsByPocketId.unknown', 'getPocketsByPocketId.refusal'],
      catches: ['contract/refusal', 'contract/refusal-status'],
      client: { has: ['data'] },
      steps: [
        { access: { client: '${client}', scopes: ['pockets'], as: 'access' } },
        { request: { operation: 'List pockets', with: 'access', as: 'list' } },
        {
          request: { operation: 'getPocketsByPocketId', pocketId: '${list.body.items[0].pocketId}' },
          checks: [{ status: 200 }],
        },
        {
          request: { operation: 'getPocketsByPocketId', pocketId: 'p-9' },
          checks: [{ refused: { status: 404 } }, { conforms: 'refusal', requirement: 'getPocketsByPocketId.refusal' }],
        },
      ],
    })
  })

  test('leaves out what is required, and sends what is not allowed', () => {
    expect(fileOf('scenarios/pocket/provider/list-pockets-missing-parameters.yaml')).toMatchObject({
      steps: [
        {},
        { request: { 'X-Trace': '3f2f5b1e-5d0a-4c8e-9a52-0d6a3f0c7b11' } },
        { request: { operation: 'List pockets', with: 'access' }, checks: [{ refused: { status: 400 } }, {}] },
      ],
    })
    const { steps } = fileOf('scenarios/pocket/provider/list-pockets-wrong-parameters.yaml') as {
      steps: { request?: Record<string, unknown> }[]
    }
    expect(steps.slice(2).map(({ request = {} }) => [request.page, request.kind, request['X-Trace']])).toEqual([
      ['not-a-number', undefined, expect.anything()],
      [0, undefined, expect.anything()],
      [undefined, 'outside-the-list', expect.anything()],
      [undefined, undefined, 'not-a-uuid'],
    ])
    expect(fileOf('scenarios/pocket/provider/open-pocket-wrong-body.yaml')).toMatchObject({
      steps: [
        {},
        { request: { body: { name: 'Holidays', goal: 1 } }, checks: [{ status: 201 }] },
        { request: { body: { goal: 1 } }, checks: [{ refused: { status: 422 } }, {}] },
        { request: { body: { name: 1, goal: 1 } } },
        { request: { body: { name: 'Holidays', goal: 'text' } } },
        { request: { body: { name: 'Holidays', goal: 1, undeclared: 'x' } } },
      ],
    })
  })

  test('tries credentials by the kind that the contract wants', () => {
    expect(fileOf('scenarios/pocket/provider/list-rates-no-credentials.yaml')).toMatchObject({
      steps: [
        { request: { operation: 'listRates' }, checks: [{ status: 200 }] },
        { request: { authorization: 'none' } },
        { request: { headers: { 'x-api-key': 'worthless' } } },
      ],
    })
    expect(fileOf('scenarios/pocket/provider/close-pocket-no-credentials.yaml')).toMatchObject({
      steps: [{}, {}, {}, { request: { authorization: 'none' } }, { request: { authorization: 'Bearer worthless' } }],
    })
  })

  test('rests on requirements with pointers into the contract; sentences that say MUST stand there untested', () => {
    const requirements = fileOf('scenarios/pocket/requirements.yaml') as {
      id: string
      clause: { en: string }
      text: { en: string }
      keyword: string
      untested?: unknown
    }[]
    expect(requirements.find(({ id }) => id === 'List pockets.parameters')?.clause.en).toBe(
      'Contract, /paths/~1pockets/get/parameters',
    )
    expect(requirements.filter(({ untested }) => untested).map(({ keyword, text }) => [keyword, text.en])).toEqual([
      ['MUST', 'Clients MUST send a request id.'],
      ['SHOULD', 'A card number SHOULD be masked.'],
    ])
  })

  test('brings fixtures: who takes part, a client, and answers to the ids that the scripts know', () => {
    expect(fileOf('fixtures/pocket/participants.yaml')).toMatchObject({
      participants: [{ id: 'POCK01', provider: true }, { id: 'POCK02' }],
    })
    expect(fileOf('fixtures/pocket/clients.yaml')).toMatchObject({ clients: [{ has: ['data'] }] })
    expect(fileOf('fixtures/pocket/answers.yaml')).toEqual({
      getPocketsByPocketId: [{ when: { pocketId: 'p-1' } }],
      closePocket: [{ when: { pocketId: 'p-1' } }],
    })
  })

  test('says what it could not derive, once for all operations that it concerns', () => {
    const told = grouped(draft.notes).map(groupText)
    expect(told[0]).toBe('no scripts were written: the required parameter «where» is no single value (impossible)')
    expect(told).toContain('the cookie «session» is not sent (List pockets)')
    expect(told).toContain('no wrong value is known of parameters whose schema allows any text: note')
    expect(told).toContain(
      'the example /paths/~1pockets/get/responses/200/content/application~1json/examples/wrong/value departs from its own schema at «/items/0/balance»: pattern ^[0-9]{1,9}\\.[0-9]{2}$ expected, string(3) shown (List pockets)',
    )
    expect(told).toContain(
      'what it answers to an unknown id is not declared (404), so that no script asks for one (closePocket)',
    )
    const notes = draft.files.get('NOTES.md') ?? ''
    for (const line of told) expect(notes).toContain(line.replaceAll('<', '&lt;'))
    expect(notes).toContain('`/open/v4`')
    expect(notes).toContain(contract.digest)
  })

  test('is the same every time, and only of the operations that were chosen', () => {
    expect(of([...contract.operations.keys()])).toEqual(draft)
    const part = of(['listRates'])
    expect([...part.files.keys()].filter((path) => path.includes('/provider/'))).toHaveLength(3)
    expect([...part.files.keys()]).not.toContain('fixtures/pocket/clients.yaml')
  })
})

describe('small parts', () => {
  test.each([
    ['getAccountBalances', 'get-account-balances'],
    ['GetAccountsAccountIdBalances', 'get-accounts-account-id-balances'],
    ['create EUA v2', 'create-eua-v2'],
    ['payments/../../x', 'payments-x'],
    ['ёлка', 'operation'],
  ])('%s names a file %s', (id, slug) => {
    expect(slugOf(id)).toBe(slug)
  })

  test.each<[object, unknown[]]>([
    [{ type: 'string' }, []],
    [{ type: 'integer', minimum: 1, maximum: 9 }, ['not-a-number', 10]],
    [{ type: 'boolean' }, ['not-a-boolean']],
    [{ type: 'string', enum: ['a'] }, ['outside-the-list']],
    [{ type: 'string', format: 'date', maxLength: 3 }, ['not-a-date', 'xxxx']],
    [{ type: 'string', pattern: '.*' }, []],
    [{ type: 'string', pattern: '(' }, []],
    [{ type: 'string', maxLength: 1_000_000 }, []],
  ])('values against %j: %j', (schema, values) => {
    expect(wrongValues(schema as Record<string, unknown>).map(({ value }) => value)).toEqual(values)
  })

  test.each<[object, unknown, unknown]>([
    [{ type: 'string', format: 'uuid' }, 'x', { fresh: 'uuid' }],
    [{ type: 'string', pattern: '^PK-[0-9]{4}$' }, 'PK-1001', { value: 'PK-9999' }],
    [{ type: 'string', pattern: '^PK-[0-9]{4}$' }, 'PK-9999', { value: 'PK-8888' }],
    [{ type: 'string' }, 'abc', { value: 'zzz' }],
    [{ type: 'integer', maximum: 50 }, 7, { value: 50 }],
    [{ type: 'string', enum: ['a', 'b'] }, 'a', undefined],
    [{ type: 'string', const: 'a' }, 'a', undefined],
  ])('an id of %j that is not %j: %j', (schema, value, unknown) => {
    const parameter = { name: 'id', in: 'path' as const, required: true, path: [], shown: [], value: value as string }
    expect(unknownId({ ...parameter, schema: schema as Record<string, unknown> })).toEqual(unknown)
  })

  test('files are written as a person would write them', () => {
    const step = { request: { operation: 'a', id: '${list.body[0].id}' }, checks: [{ status: 200 }, { a: 1, b: 2 }] }
    expect(yamlText({ modes: ['direct'], steps: [step] }, 'Above')).toBe(`# Above
modes: [ direct ]
steps:
  - request: { operation: a, id: '\${list.body[0].id}' }
    checks:
      - status: 200
      - { a: 1, b: 2 }
`)
  })
})
