import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { isProblemError, placeText } from '../base/problem.js'
import { packageRoot } from '../base/root.js'
import { loadContract, type LoadedContract } from '../contract/index.js'
import { refusal } from '../system/index.js'
import type { Call, Reply } from '../system/index.js'
import type { Json } from '../base/json.js'
import { readAnswers } from './answers.js'
import { completed } from './contract-mock.js'
import { loadWorld } from './fixtures.js'
import { refusalsOf } from './refusal-shape.js'

const parcels = join(packageRoot(), 'tests', 'systems', 'parcels')
const folder = temporaryFolder()
afterAll(() => folder.remove())
let contract: LoadedContract

beforeAll(async () => {
  contract = await loadContract(join(parcels, 'mocks', 'parcels', 'openapi.yaml'))
  cpSync(join(parcels, 'fixtures', 'parcels'), folder.path, { recursive: true })
})

/** The mock of the parcels with this text of answers.yaml, or with none. */
function mockWith(answers?: string) {
  if (answers !== undefined) writeFileSync(join(folder.path, 'answers.yaml'), answers)
  const world = loadWorld(folder.path)
  const read = answers === undefined ? new Map() : readAnswers(folder.path, contract, world)
  return completed(undefined, { contract, answers: read, shape: refusalsOf(contract) })
}

const call = (changes: Partial<Call<Json>>): Call<Json> => ({
  state: null,
  operation: 'getParcel',
  provider: 'PARC01',
  client: '',
  user: 'SHOP01',
  scopes: [],
  requestId: 'r',
  path: {},
  query: {},
  headers: {},
  body: undefined,
  now: '2026-01-31T10:00:00.000Z',
  ...changes,
})

async function answerOf(
  mock: ReturnType<typeof mockWith>,
  operation: string,
  changes: Partial<Call<Json>> = {},
): Promise<Reply> {
  const handler = mock.operations[operation]
  if (!handler) throw new Error(`no ${operation}`)
  return handler(call({ operation, ...changes }))
}

describe('a mock without code', () => {
  test('answers every operation by the contract’s examples, else by its schemas', async () => {
    const mock = mockWith()
    expect(await answerOf(mock, 'listParcels')).toMatchObject({
      status: 200,
      body: { parcels: [{ parcelId: 'PK-1001' }, { parcelId: 'PK-1002' }] },
    })
    const one = await answerOf(mock, 'getParcel', { path: { parcelId: 'PK-7777' } })
    expect(
      contract.validateResponse('getParcel', one.status, { 'content-type': 'application/json' }, one.body),
    ).toEqual([])
    expect(await answerOf(mock, 'registerParcel')).toMatchObject({
      status: 201,
      headers: { location: '/v2/parcels/PK-1003' },
    })
  })

  test('answers what the fixtures say for what is asked, and refuses the rest as the contract has it', async () => {
    const mock = mockWith(`getParcel:
  - when: { parcelId: PK-0001 }
    headers: { ETag: '"7"' }
    body: { parcelId: PK-0001, state: delivered, weight: 2, acceptedAt: '2026-01-31T10:00:00+05:00' }
  - when: { parcelId: PK-0002 }
    provider: PARC01
  - when: { parcelId: PK-0003 }
    status: 410
    body: { title: Gone, status: 410 }
`)
    const at = (parcelId: string, provider = 'PARC01') => answerOf(mock, 'getParcel', { path: { parcelId }, provider })
    expect(await at('PK-0001')).toMatchObject({ status: 200, headers: { etag: '"7"' }, body: { weight: 2 } })
    expect(await at('PK-0002')).toMatchObject({ status: 200, body: { parcelId: 'PK-0000' } })
    expect(await at('PK-0003')).toMatchObject({ status: 410, body: { title: 'Gone' } })
    for (const reply of [await at('PK-0002', 'OTHR01'), await at('PK-9999')])
      expect(reply).toMatchObject({
        status: 404,
        headers: { 'content-type': 'application/problem+json' },
        body: { status: 404, detail: 'There is nothing of that name here' },
      })
  })

  test('gives another type than is asked for to nobody', async () => {
    const mock = mockWith()
    const headers = { accept: 'text/csv' }
    expect(await answerOf(mock, 'listParcels', { headers })).toMatchObject({ status: 406 })
    expect(await answerOf(mock, 'listParcels', { headers: { accept: 'application/*;q=0.5' } })).toMatchObject({
      status: 200,
    })
  })

  test('leaves what a mock with code has to that', async () => {
    const own = { initial: () => 'state', operations: { getParcel: () => ({ status: 204 }) }, defects: [] }
    const mock = completed(own, { contract, answers: new Map(), shape: refusalsOf(contract) })
    expect(mock.initial({ providers: [], clients: [], data: {} })).toBe('state')
    expect(await answerOf(mock, 'getParcel')).toEqual({ status: 204 })
    expect(await answerOf(mock, 'listParcels')).toMatchObject({ status: 200 })
  })
})

describe('answers that are wrong are refused with line and remedy', () => {
  test.each<[string, string, string]>([
    ['an unknown operation', 'getParcels:\n  - status: 200\n', '1:1 There is no operation «getParcels». Did you mean'],
    [
      'an unknown parameter',
      'getParcel:\n  - when: { parcel: PK-1 }\n',
      '2:13 There is no parameter of path or query «parcel»',
    ],
    ['an unknown client', 'getParcel:\n  - client: aigerim\n', '2:13 There is no client «aigerim».'],
    [
      'an unknown provider',
      'getParcel:\n  - provider: PARC02\n',
      '2:15 There is no provider «PARC02». Did you mean «PARC01»?',
    ],
    [
      'a body that departs',
      'getParcel:\n  - body: { parcelId: PK-1 }\n',
      '2:5 The answer departs from the contract at «/state»: required property state expected',
    ],
    ['an unknown key', 'getParcel:\n  - body: {}\n    colour: red\n', '2:5 getParcel.0: '],
    ['a status that is none', 'getParcel:\n  - status: 99\n', '2:13 getParcel.0.status: '],
    ['no list', 'getParcel: { status: 200 }\n', '1:1 getParcel: expected a list of answers'],
  ])('%s', (_, text, said) => {
    try {
      mockWith(text)
    } catch (error) {
      if (!isProblemError(error)) throw error
      const [{ place, what, remedy }] = error.problems
      expect(`${placeText(place).split('answers.yaml:')[1] ?? ''} ${what}`).toContain(said)
      expect(remedy).not.toBe('')
      return
    }
    throw new Error('nothing was refused')
  })
})

describe('a refusal of the sandbox', () => {
  const shaped = (reply: Reply, operation?: string) => refusalsOf(contract)(operation, reply)

  test('has the shape that the contract declares, with our words where there is a place for them', () => {
    expect(shaped(refusal({ requestId: 'r' }, 400, 'invalid_request', 'Too heavy'), 'registerParcel')).toEqual({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: { title: 'text', status: 400, detail: 'Too heavy' },
    })
  })

  test('keeps its header fields; an unknown address is refused as the first operation is', () => {
    const reply = { ...refusal({ requestId: 'r' }, 405, 'x', 'No'), headers: { allow: 'GET' } }
    expect(shaped(reply)).toMatchObject({ status: 405, headers: { allow: 'GET' }, body: { status: 405, detail: 'No' } })
  })

  test('what is no refusal, or has no body, stays as it is', () => {
    for (const reply of [{ status: 200, body: {} }, { status: 404 }]) expect(shaped(reply, 'getParcel')).toBe(reply)
  })
})
