import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { openWorkspace } from '../../tests/kits/sandbox.js'
import { startControl } from './control.js'
import type { Control } from './control.js'

const adminToken = 'the admin token of the test'
let control: Control
let token: string

beforeAll(async () => {
  const startWorkspace = async () => (await openWorkspace()).workspace
  control = await startControl({ host: '127.0.0.1', port: 0, adminToken, startWorkspace })
  token = (await control.createWorkspace('first')).token
})
afterAll(() => control.close())

async function send(method: string, path: string, body?: unknown, bearer = token) {
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'
  const call = request(control.url)[verb](path).set('authorization', `Bearer ${bearer}`)
  if (body !== undefined) call.type('json').send(typeof body === 'string' ? body : JSON.stringify(body))
  const answer = await call
  return { status: answer.status, body: answer.body as Record<string, unknown> }
}

const consent = { act: 'grant-consent', iin: '930218450130', scopes: ['accounts'], providers: ['KZGL01'], by: 'AKSH01' }

describe('tokens', () => {
  test.each([
    ['GET', '/workspace'],
    ['POST', '/acts'],
    ['PUT', '/providers/TEST01'],
    ['GET', '/inbox'],
    ['POST', '/inbox/age'],
    ['GET', '/defects'],
    ['PUT', '/defects'],
    ['POST', '/reset'],
    ['POST', '/workspaces'],
    ['DELETE', '/workspaces/first'],
  ])('%s %s is refused with another', async (method, path) => {
    const answer = await send(method, path, method === 'GET' ? undefined : {}, 'another token')
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized', remedy: expect.any(String) as unknown } })
  })

  test("a workspace's token does not administer the sandbox", async () => {
    expect((await send('POST', '/workspaces', {})).status).toBe(401)
  })

  test('a workspace comes, has a token of its own, and goes', async () => {
    const made = await send('POST', '/workspaces', { name: 'second' }, adminToken)
    expect(made).toMatchObject({ status: 201, body: { id: 'second', controlUrl: control.url } })
    const own = String(made.body.token)
    expect((await send('GET', '/workspace', undefined, own)).status).toBe(200)
    expect((await send('POST', '/workspaces', { name: 'second' }, adminToken)).status).toBe(409)
    expect((await send('DELETE', '/workspaces/second', undefined, adminToken)).status).toBe(204)
    expect((await send('GET', '/workspace', undefined, own)).status).toBe(401)
    expect((await send('DELETE', '/workspaces/second', undefined, adminToken)).status).toBe(404)
  })
})

describe('a workspace', () => {
  test('tells what a harness needs', async () => {
    const { body } = await send('GET', '/workspace')
    expect(Object.keys(body.identities as object).sort()).toEqual([
      'application',
      'blocked',
      'expired',
      'foreign',
      'not-accredited',
      'not-connected',
      'platform',
      'revoked',
      'second-application',
      'unregistered',
    ])
    expect(Object.keys(body.applications as object).sort()).toEqual([
      'blocked',
      'default',
      'not-accredited',
      'not-connected',
      'second',
      'unregistered',
    ])
    expect(body.providers).toMatchObject([
      { id: 'KZGL01', invented: true },
      { id: 'ARKA02', invented: true },
    ])
    const traits = (body.clients as { has: string[] }[]).flatMap(({ has }) => has)
    for (const trait of [
      'accounts',
      'two-currencies',
      'no-accounts',
      'many-transactions',
      'closed-account',
      'legal-entity',
      'two-banks',
    ]) {
      expect(traits).toContain(trait)
    }
  })

  test('carries out acts, and says what was before', async () => {
    const limited = { act: 'limited-mode', participant: 'KZGL01' }
    expect((await send('POST', '/acts', { ...limited, on: true })).body).toEqual({ before: false })
    expect((await send('POST', '/acts', { ...limited, on: false })).body).toEqual({ before: true })
    const state = { act: 'participant-state', participant: 'AKSH01' }
    expect((await send('POST', '/acts', { ...state, state: 'blocked' })).body).toEqual({ before: 'registered' })
    expect((await send('POST', '/acts', { ...state, state: 'registered' })).body).toEqual({ before: 'blocked' })
    expect((await send('POST', '/acts', consent)).body.consentId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('after a reset has forgotten', async () => {
    const { consentId } = (await send('POST', '/acts', consent)).body
    expect((await send('POST', '/acts', { act: 'revoke-consent', consentId })).status).toBe(200)
    expect((await send('POST', '/reset')).status).toBe(204)
    expect((await send('POST', '/acts', { act: 'revoke-consent', consentId })).status).toBe(404)
  })

  test('has an inbox', async () => {
    expect((await send('GET', '/inbox?phone=%2B77000000101')).body).toEqual({ messages: [] })
  })

  test('has codes made older only where there are some', async () => {
    const answer = await send('POST', '/inbox/age', { phone: '+77000000101', by: 'P1D' })
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  test('lets a consent be narrowed, as long as it is in force and something is left', async () => {
    const { consentId } = (await send('POST', '/acts', { ...consent, scopes: ['accounts', 'account_balance'] })).body
    const narrow = (scopes: string[]) => send('POST', '/acts', { act: 'narrow-consent', consentId, scopes })
    expect(await narrow(['accounts'])).toEqual({ status: 200, body: {} })
    expect(await narrow(['account_balance'])).toMatchObject({ status: 409, body: { code: 'consent-nothing-left' } })
    await send('POST', '/acts', { act: 'revoke-consent', consentId })
    expect(await narrow(['accounts'])).toMatchObject({ status: 409, body: { code: 'consent-not-in-force' } })
  })

  test('lists the defects that it takes, with whose they are and what they break', async () => {
    const { defects } = (await send('GET', '/defects')).body
    expect(defects).toContainEqual({ id: 'ignores-scope', of: 'provider', breaks: 'C-scope' })
    expect(defects).toContainEqual({ id: 'platform-ignores-scope', of: 'platform', breaks: 'C-scope' })
    expect(defects).toContainEqual({
      id: 'getBalances:no-offset',
      of: 'provider',
      family: 'contract/answer',
      operation: 'getBalances',
      about: {
        ru: 'getBalances: /balances/*/dateTime без смещения от UTC',
        en: 'getBalances: /balances/*/dateTime has no offset from UTC',
      },
    })
  })

  test('takes defects by name, and suggests one for a slip', async () => {
    const defects = ['ignores-scope', 'platform-ignores-scope']
    expect(await send('PUT', '/defects', { defects })).toEqual({ status: 200, body: { defects } })
    const wrong = await send('PUT', '/defects', { defects: ['ignore-scope'] })
    expect(wrong).toMatchObject({ status: 400, body: { code: 'defect-unknown' } })
    expect(wrong.body.what).toContain('«ignores-scope»')
    await send('PUT', '/defects', { defects: [] })
  })

  test('issues certificates to a bank that joins', async () => {
    const registration = { name: 'Bank', url: 'https://bank.example:8443', issue: true }
    const { status, body } = await send('PUT', '/providers/TEST01', registration)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      server: { certificate: expect.any(String) as unknown },
      client: { key: expect.any(String) as unknown },
    })
    const providers = (await send('GET', '/workspace')).body.providers
    expect(providers).toContainEqual(expect.objectContaining({ id: 'TEST01', url: registration.url, invented: false }))
    await send('POST', '/reset')
  })
})

describe('wrong input', () => {
  test.each([
    ['POST', '/acts', { act: 'fly' }],
    ['POST', '/acts', { ...consent, scopes: [] }],
    ['POST', '/acts', { ...consent, more: 1 }],
    ['POST', '/acts', { act: 'age-consent', consentId: 'x', by: 'a month' }],
    [
      'POST',
      '/acts',
      { act: 'mint-token', consentId: 'x', audience: 'KZGL01', scopes: [], iin: '1', by: 'AKSH01', secondsLeft: 0.5 },
    ],
    ['POST', '/acts', { act: 'narrow-consent', consentId: 'x', scopes: [] }],
    ['POST', '/inbox/age', { phone: '101', by: 'P1D' }],
    ['POST', '/inbox/age', { phone: '+77000000101', by: 'a day' }],
    ['POST', '/acts', '{'],
    ['PUT', '/providers/test', { name: 'Bank', url: 'https://127.0.0.1', issue: false }],
    ['PUT', '/providers/TEST01', { name: 'Bank', url: 'http://127.0.0.1', issue: false }],
    ['PUT', '/providers/TEST01', { name: 'Bank', url: 'https://127.0.0.1', bin: '123', issue: false }],
    ['PUT', '/defects', { defects: 'all' }],
  ])('%s %s %j', async (method, path, input) => {
    const answer = await send(method, path, input)
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'remedy', 'what'])
  })

  test.each([
    { ...consent, iin: '850101300005' },
    { ...consent, by: 'ABCD99' },
    { ...consent, by: 'KZGL01' },
    { ...consent, providers: ['ABCD99'] },
    { act: 'limited-mode', participant: 'ABCD99', on: true },
    { act: 'age-consent', consentId: 'x', by: 'P1D' },
    { act: 'narrow-consent', consentId: 'x', scopes: ['accounts'] },
  ])('what does not exist: %j', async (act) => {
    expect(await send('POST', '/acts', act)).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  test('an id that an invented bank has', async () => {
    const registration = { name: 'Bank', url: 'https://bank.example:8443', issue: false }
    const answer = await send('PUT', '/providers/KZGL01', registration)
    expect(answer).toMatchObject({ status: 409, body: { code: 'participant-exists' } })
  })

  test('an unknown route', async () => {
    expect(await send('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })
})
