import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/base/root.js'
import { readYamlFile } from '../../src/base/yaml-file.js'
import { loadContract } from '../../src/contract/index.js'
import { loadWorld } from '../../src/sandbox/fixtures.js'
import { platformDefectsOf } from '../../src/sandbox/platform-defects.js'
import type { Call, Json } from '../../src/system/index.js'
import { mock } from '../../mocks/npck-open-data/handlers.js'
import type { State } from '../../mocks/npck-open-data/state.js'

const root = packageRoot()
const contract = await loadContract(join(root, 'mocks', 'npck-open-data', 'openapi.yaml'))
const world = loadWorld(join(root, 'fixtures', 'npck-open-data'))
const state = mock.initial(world.forMock)
const bankOperations = [...contract.operations.values()]
  .filter(({ servedBy }) => servedBy === 'bank')
  .map(({ id }) => id)

async function ask(operation: string, changes: Partial<Call<State>> = {}) {
  const reply = await mock.operations[operation]?.({
    state,
    operation,
    provider: 'KZGL01',
    client: '',
    user: 'AKSH01',
    scopes: [],
    requestId: '00000000-0000-4000-8000-000000000000',
    path: { branchId: 'KZGL01-B001' },
    query: {},
    headers: {},
    body: undefined,
    now: new Date().toISOString(),
    ...changes,
  })
  if (!reply) throw new Error(`the mock does not serve ${operation}`)
  return { ...reply, body: reply.body as { data: Json; meta: Record<string, Json> } }
}

describe.each(world.forMock.providers)('%s', (provider) => {
  test.each(bankOperations.flatMap((id) => ['ru', 'kk', 'en'].map((language) => [id, language] as const)))(
    '%s in %s conforms to the contract',
    async (operation, language) => {
      const branchId = `${provider}-B001`
      const {
        status,
        headers = {},
        body,
      } = await ask(operation, {
        provider,
        path: { branchId },
        headers: { 'accept-language': language },
      })
      const sent = {
        ...headers,
        'content-type': 'application/json',
        'x-request-id': '00000000-0000-4000-8000-000000000000',
      }
      expect(contract.validateResponse(operation, status, sent, body)).toEqual([])
      expect(headers['content-language']).toBe(language)
    },
  )
})

test('data stay the same for hours, and are never stale', async () => {
  const startedAt = Date.parse(state.startedAt)
  const at = async (hours: number) =>
    (await ask('getStatus', { now: new Date(startedAt + hours * 3_600_000).toISOString() })).body
  expect((await at(11)).meta.lastUpdated).toBe((await at(1)).meta.lastUpdated)
  const { lastUpdated = null } = (await at(50)).meta
  const later = Date.parse(lastUpdated as string)
  expect(startedAt + 50 * 3_600_000 - later).toBeLessThan(12 * 3_600_000)
})

test('a bank with an outage under way is degraded, another is available', async () => {
  expect((await ask('getStatus', { provider: 'ARKA02' })).body.data).toMatchObject({ status: 'degraded' })
  expect((await ask('getStatus')).body.data).toMatchObject({ status: 'available' })
  const outages = await ask('listOutages', { provider: 'ARKA02', query: { service: 'exchange-rates' } })
  expect(outages.body.meta.totalResults).toBe(1)
})

test('fixtures that name a bank which is not there are refused', () => {
  const data = { ...world.forMock.data, outages: { STRA01: [] } }
  expect(() => mock.initial({ ...world.forMock, data })).toThrow('STRA01')
})

test('every defect breaks a requirement of the system, and has words', () => {
  const { value } = readYamlFile(join(root, 'scenarios', 'npck-open-data', 'requirements.yaml'))
  const known = (value as { id: string; basis: string }[]).filter(({ basis }) => basis !== 'choice').map(({ id }) => id)
  const words = Object.keys(readYamlFile(join(root, 'mocks', 'npck-open-data', 'defects.yaml')).value as object)
  const ofPlatform = platformDefectsOf(contract)
  for (const { breaks } of mock.defects) expect(known).toContain(breaks)
  expect(words.sort()).toEqual([...mock.defects.map(({ id }) => id), ...ofPlatform.map(([id]) => id)].sort())
  expect(new Set(words).size).toBe(words.length)
})
