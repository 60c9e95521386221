import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { registryView, type RegistryView } from '../../tests/kits/registry-view.js'
import { ask, openWorkspace } from '../../tests/kits/sandbox.js'
import type { TestWorkspace } from '../../tests/kits/sandbox.js'
import type { PlatformAct } from '../model/act.js'

const bank = 'KZGL01'

let sandbox: TestWorkspace
let get: RegistryView['get']
let shown: RegistryView['shown']
let called: RegistryView['called']
beforeAll(async () => {
  sandbox = await openWorkspace()
  ;({ get, shown, called } = registryView(sandbox, bank))
})
beforeEach(() => sandbox.workspace.reset())
afterAll(() => sandbox.close())

const perform = async (act: PlatformAct) => (await sandbox.workspace.perform(act)) as Record<string, unknown>

describe('the showcase', () => {
  test('shows what is published, to participants', async () => {
    expect(await shown()).toEqual([bank, 'ARKA02'])
    expect((await get('/v1/showcase/apis', 'unregistered')).body.code).toBe('not_a_participant')
    await perform({ act: 'participant-state', participant: 'AKSH01', state: 'blocked' })
    expect((await get('/v1/showcase/apis')).status).toBe(403)
  })

  test('has one method', async () => {
    const { api: base, ca, identities } = sandbox.facts()
    const identity = identities.application ?? { certificate: '', key: '' }
    const answer = await ask({ base, ca, identity, path: '/v1/showcase/apis', method: 'POST' })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET'])
  })

  test('does not show a bank that only joined, though it can be called for its tests', async () => {
    const registration = { name: 'Bank', url: 'https://127.0.0.1:1', issue: false }
    await sandbox.workspace.register('TEST01', registration)
    expect(await shown()).not.toContain('TEST01')
    expect(sandbox.facts().providers.at(-1)).toMatchObject({ id: 'TEST01', publication: 'draft' })
    await perform({ act: 'api-check', provider: 'TEST01', result: 'passed' })
    await perform({ act: 'publication', provider: 'TEST01', state: 'published' })
    await sandbox.workspace.register('TEST01', { ...registration, url: 'https://127.0.0.1:2' })
    expect(await shown()).toContain('TEST01')
  })
})

describe('publication', () => {
  test('ends with a failed check, and comes back after one that passed', async () => {
    const failed = await perform({ act: 'api-check', provider: bank, result: 'failed' })
    expect(failed).toEqual({ before: { check: 'passed', publication: 'published' } })
    expect(await shown()).toEqual(['ARKA02'])
    expect(await called()).toEqual([403, 'api_unpublished'])
    await perform({ act: 'publication', provider: bank, state: 'published' })
    expect(await shown()).toEqual(['ARKA02'])
    await perform({ act: 'api-check', provider: bank, result: 'passed' })
    expect(await shown()).toEqual(['ARKA02'])
    await perform({ act: 'publication', provider: bank, state: 'published' })
    expect(await shown()).toEqual([bank, 'ARKA02'])
    expect(await called()).toEqual([200])
  })

  test.each([
    ['platform-publishes-unchecked', [bank, 'ARKA02'], [200]],
    ['platform-keeps-failing-api', [bank, 'ARKA02'], [200]],
    ['platform-shows-unpublished', [bank, 'ARKA02'], [403, 'api_unpublished']],
    ['platform-serves-unpublished', ['ARKA02'], [200]],
  ])('%s', async (defect, showcase, answer) => {
    sandbox.workspace.setDefects([defect])
    await perform({ act: 'api-check', provider: bank, result: 'failed' })
    await perform({ act: 'publication', provider: bank, state: 'published' })
    expect([await shown(), await called()]).toEqual([showcase, answer])
  })
})

describe('connection', () => {
  const connection = (on: boolean): PlatformAct => {
    const { clientId = '' } = sandbox.facts().applications.default ?? {}
    return { act: 'connection', clientId, provider: bank, on }
  }

  test('is needed for every call', async () => {
    expect(await perform(connection(false))).toEqual({ before: true })
    expect(await called()).toEqual([403, 'api_not_connected'])
    expect(await perform(connection(true))).toEqual({ before: false })
    expect(await called()).toEqual([200])
  })

  test('is refused while the API is not published', async () => {
    await perform({ act: 'publication', provider: bank, state: 'unpublished' })
    await expect(perform(connection(true))).rejects.toMatchObject({ statusCode: 409 })
    expect(await perform(connection(false))).toEqual({ before: true })
  })

  test('is not looked at by a platform with that defect', async () => {
    sandbox.workspace.setDefects(['platform-ignores-connection'])
    await perform(connection(false))
    expect(await called()).toEqual([200])
  })
})

describe('registration', () => {
  const act = { act: 'register-participant', name: 'New', bin: '260840000080', roles: ['user'] } as const

  test('gives an identifier, the same one to an organisation that comes back', async () => {
    expect(await perform(act)).toEqual({ participant: 'REGD01' })
    await expect(perform(act)).rejects.toMatchObject({ statusCode: 409 })
    expect(await perform({ ...act, bin: '260140000015', name: 'Taken' }).catch(() => 'refused')).toBe('refused')
    await perform({ act: 'participant-state', participant: 'REGD01', state: 'unregistered' })
    expect(await perform(act)).toEqual({ participant: 'REGD01' })
    await perform({ act: 'participant-state', participant: 'REGD01', state: 'registered' })
  })

  test('does not take an application from its participant', async () => {
    const { clientId = '' } = sandbox.facts().applications.default ?? {}
    const application = { clientId, name: 'x', redirectUri: 'https://x.example', jwk: {}, thumbprint: 't' }
    await expect(perform({ ...act, application })).rejects.toMatchObject({ statusCode: 409 })
  })

  test('an act that names no provider or application is refused', async () => {
    for (const wrong of [
      { act: 'publication', provider: 'AKSH01', state: 'published' },
      { act: 'api-check', provider: 'ABCD99', result: 'passed' },
      { act: 'connection', clientId: 'nobody', provider: bank, on: true },
    ] as const)
      await expect(perform(wrong)).rejects.toMatchObject({ statusCode: 404 })
  })
})
