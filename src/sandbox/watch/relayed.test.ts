import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ask, openBank, openWorkspace, type TestWorkspace } from '../../../tests/kits/sandbox.js'
import type { WatchEvent } from '../../control/api.js'
import { certificateThumbprint } from '../../crypto/thumbprint.js'
import type { Identity } from '../../model/target.js'
import { mostHeldBytes } from './held-answer.js'

/** Answers of banks that are not ours, carried through to an application that is watched. */
let sandbox: TestWorkspace
let identity: Identity
let token: string
let bank: Awaited<ReturnType<typeof openBank>>
let answer: RequestListener

beforeAll(async () => {
  sandbox = await openWorkspace()
  const { workspace } = sandbox
  const { clientId, client } = await workspace.join('MYAP01', {
    name: 'A',
    redirectUris: ['https://a.example/cb'],
    hosts: [],
  })
  identity = client ?? { certificate: '', key: '' }
  const url = 'https://127.0.0.1:1'
  const { server = identity } = await workspace.register('TEST01', { name: 'Bank', url, issue: true })
  bank = await openBank(server, sandbox.facts().ca, (...exchange) => answer(...exchange))
  await workspace.register('TEST01', { name: 'Bank', url: bank.url, issue: false })
  const scopes = ['accounts']
  const consent = { iin: '910315450124', scopes, providers: ['TEST01'], by: 'MYAP01' }
  const { consentId } = (await workspace.perform({ act: 'grant-consent', ...consent })) as { consentId: string }
  const thumbprint = certificateThumbprint(identity.certificate)
  token = await sandbox.userToken({ clientId, consentId, scopes, thumbprint })
})
afterAll(async () => {
  await bank.close()
  await sandbox.close()
})

/** What the application gets, and what arrives of it. */
async function watchedCall() {
  const events: WatchEvent[] = []
  const { watches } = sandbox.workspace
  const end = watches.watch('MYAP01', { tell: (event) => events.push(event), end: () => undefined })
  const { api: base, ca } = sandbox.facts()
  const headers = { 'x-participant-id': 'TEST01' }
  const got = await ask({ base, ca, path: '/v3/accounts', identity, token, headers }).catch(() => 'broken off')
  await watches.settled('MYAP01')
  end()
  const [arrival] = events.flatMap((event) => (event.type === 'arrival' ? [event.arrival] : []))
  return { got, outcome: arrival?.exchange.outcome }
}

const json = { 'content-type': 'application/json', connection: 'close' }

test('a whole answer in pieces', async () => {
  answer = (_, response) => {
    response.writeHead(200, json).write('{"accounts"')
    setImmediate(() => response.end(':[]}'))
  }
  const { got, outcome } = await watchedCall()
  expect(got).toMatchObject({ status: 200, body: { accounts: [] } })
  expect(outcome).toMatchObject({
    response: { status: 200, headers: { 'x-provider-id': 'TEST01' }, json: { accounts: [] } },
  })
})

test('an answer that is larger than we hold goes through as it comes', async () => {
  answer = (_, response) => response.writeHead(200, json).end(`{"accounts":[]}${' '.repeat(mostHeldBytes)}`)
  const { got, outcome } = await watchedCall()
  expect(got).toMatchObject({ status: 200, body: { accounts: [] } })
  expect(outcome).toEqual({ failure: { kind: 'too-large', limitBytes: mostHeldBytes } })
})

test('an answer that the bank breaks off is broken off for the application too', async () => {
  answer = (_, response) => {
    response.writeHead(200, { ...json, 'content-length': 100 }).write('{"accounts"', () => response.destroy())
  }
  const { got, outcome } = await watchedCall()
  expect(got).toBe('broken off')
  expect(outcome).toEqual({ failure: { kind: 'truncated', detail: 'the platform broke its answer off' } })
})

test('a bank that cannot be reached is a refusal of the platform', async () => {
  answer = (request) => request.socket.destroy()
  const { got, outcome } = await watchedCall()
  expect(got).toMatchObject({ status: 502, body: { code: 'provider_unreachable' } })
  expect(outcome).toMatchObject({ response: { status: 502 } })
})
