import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { ask, openBank, openWorkspace, type Answer, type TestWorkspace } from '../../tests/kits/sandbox.js'
import type { PlatformAct } from '../model/act.js'
import type { Identity } from '../model/target.js'

/** Operations that need no token: the certificate says who calls, and the registry whether it may. */
const bank = 'KZGL01'
const path = '/v1/open-data/branches?pageSize=2'

let sandbox: TestWorkspace
beforeAll(async () => {
  sandbox = await openWorkspace('npck-open-data')
})
beforeEach(() => sandbox.workspace.reset())
afterAll(() => sandbox.close())

const identity = (name: string): Identity => sandbox.facts().identities[name] ?? { certificate: '', key: '' }
const act = (value: PlatformAct) => sandbox.workspace.perform(value)

function call(as = 'application', headers: Record<string, string> = {}, to = bank, at = path): Promise<Answer> {
  const { api, ca } = sandbox.facts()
  return ask({ base: api, ca, path: at, identity: identity(as), headers: { 'x-participant-id': to, ...headers } })
}

function callDirectly(as: string, at = path, method = 'GET'): Promise<Answer> {
  const { api, ca } = sandbox.facts()
  return ask({ base: `${api}/banks/${bank}`, ca, path: at, method, identity: identity(as) })
}

describe('the gateway', () => {
  test('lets a registered application through, to the bank that it names', async () => {
    const answer = await call()
    expect(answer).toMatchObject({ status: 200, headers: { 'x-provider-id': bank } })
    expect(answer.body).toMatchObject({ meta: { provider: bank, pageSize: 2 } })
  })

  test('hands the bank the header fields of the request', async () => {
    const first = await call('application', { 'accept-language': 'kk' })
    expect(first.headers['content-language']).toBe('kk')
    const again = await call('application', { 'accept-language': 'kk', 'if-none-match': first.headers.etag ?? '' })
    expect(again).toMatchObject({ status: 304, headers: { etag: first.headers.etag, 'x-provider-id': bank } })
  })

  test.each([
    ['unregistered', 401, 'certificate_unknown'],
    ['blocked', 403, 'participant_blocked'],
    ['not-accredited', 403, 'participant_not_accredited'],
    ['not-connected', 403, 'api_not_connected'],
  ])('refuses the application of %s', async (as, status, code) => {
    expect(await call(as)).toMatchObject({ status, body: { code } })
  })

  test('refuses both in limited mode, and an API off publication', async () => {
    for (const participant of [bank, 'AKSH01']) {
      await act({ act: 'limited-mode', participant, on: true })
      expect(await call()).toMatchObject({ status: 400, body: { message: 'Provider is not active' } })
      await act({ act: 'limited-mode', participant, on: false })
    }
    await act({ act: 'api-check', provider: bank, result: 'failed' })
    expect(await call()).toMatchObject({ status: 403, body: { code: 'api_unpublished' } })
  })

  test.each([
    ['platform-accepts-unregistered', 'unregistered'],
    ['platform-ignores-blocked', 'blocked'],
    ['platform-ignores-connection', 'not-connected'],
  ])('%s', async (defect, as) => {
    sandbox.workspace.setDefects([defect])
    expect((await call(as)).status).toBe(200)
  })

  test('calls a bank that joined without a token', async () => {
    const id = 'OPEN01'
    const registration = { name: 'A bank', url: 'https://127.0.0.1:1', issue: true }
    const { server } = await sandbox.workspace.register(id, registration)
    const joined = await openBank(server ?? { certificate: '', key: '' }, sandbox.facts().ca, (request, response) => {
      const { authorization = 'none', 'x-participant-id': user, 'if-none-match': tag } = request.headers
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ authorization, user, tag }))
    })
    try {
      await sandbox.workspace.register(id, { ...registration, url: joined.url, issue: false })
      const answer = await call('application', { 'if-none-match': '"a"' }, id)
      expect(answer.body).toEqual({ authorization: 'none', user: 'AKSH01', tag: '"a"' })
    } finally {
      await joined.close()
    }
  })
})

describe('an invented bank at its own door', () => {
  test('serves the platform and nobody else', async () => {
    expect((await callDirectly('platform')).status).toBe(200)
    expect(await callDirectly('application')).toMatchObject({ status: 401, body: { code: 'certificate_not_accepted' } })
  })

  test('says what it does not have, without asking for a token', async () => {
    expect((await callDirectly('platform', '/v1/open-data/nothing')).status).toBe(404)
    expect(await callDirectly('platform', path, 'DELETE')).toMatchObject({ status: 405, headers: { allow: 'GET' } })
    expect((await callDirectly('platform', '/v1/open-data/branches?colour=red')).status).toBe(400)
  })
})

describe('without consents', () => {
  test('there are no keys, no pages to sign in on, and no operations of consents', async () => {
    const { pages, ca, ...facts } = sandbox.facts()
    expect(facts).not.toHaveProperty('jwks')
    for (const at of ['/consents', '/.well-known/openid-configuration'])
      expect((await ask({ base: pages, ca, path: at })).status).toBe(404)
    expect(await call('application', {}, bank, '/v1/oauth/token')).toMatchObject({ status: 404 })
  })

  test('the platform can be given only the defects that mean something', () => {
    const ids = sandbox.workspace.defects().flatMap(({ id, of }) => (of === 'platform' ? [id] : []))
    expect(ids).toContain('platform-ignores-limited-mode')
    expect(ids).not.toContain('platform-ignores-token')
  })
})

describe('defects of a mock', () => {
  test('a refusal can be made otherwise, and the bank be asked again', async () => {
    sandbox.workspace.setDefects(['serves-any-method'])
    expect(await callDirectly('platform', path, 'DELETE')).toMatchObject({
      status: 200,
      body: { meta: { provider: bank } },
    })
    sandbox.workspace.setDefects(['no-allow'])
    expect((await callDirectly('platform', path, 'DELETE')).headers).not.toHaveProperty('allow')
  })
})
