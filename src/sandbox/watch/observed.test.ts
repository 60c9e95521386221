import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from '@jest/globals'
import { createWatches } from './index.js'
import { sampleContract } from '../../../tests/support/sample-contract.js'
import type { Application, WorkspaceState } from '../state.js'

const application: Application = {
  clientId: 'a',
  participant: 'MYAP01',
  name: 'A',
  redirectUris: [],
  jwk: {},
  certificateThumbprint: '',
  connectedTo: new Set(),
}
const state: WorkspaceState = {
  participants: new Map(),
  applications: new Map([['a', application]]),
  clients: new Map(),
  consents: new Map(),
  inbox: [],
  defects: new Set(),
}

/** What a listener gets of a request to this address, and whether any method of it was laid hands on. */
function served(watching: boolean, pages: boolean, url: string) {
  const watches = createWatches({
    contract: sampleContract(),
    api: 'https://127.0.0.1:1',
    issuer: 'https://127.0.0.1:2',
    signingKey: {},
    state: () => state,
    now: () => '2026-11-22T07:42:16.123Z',
    renewConnections: () => undefined,
  })
  if (watching) watches.watch('MYAP01', { tell: () => undefined, end: () => undefined })
  const request = new IncomingMessage(new Socket())
  Object.assign(request, { method: 'GET', url })
  const response = new ServerResponse(request)
  const own = (of: object) => Object.keys(of).filter((name) => /^(emit|write|end|writeHead|destroy)$/.test(name))
  let touched: string[] | undefined
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    touched = req === request && res === response ? [...own(req), ...own(res)] : ['others']
  }
  const [before] = [request.listenerCount('data') + response.listenerCount('close')]
  ;(pages ? watches.observingPages(listener) : watches.observing(listener))(request, response)
  return { touched, listeners: request.listenerCount('data') + response.listenerCount('close') - before }
}

test.each([
  ['the API', false, '/v3/accounts'],
  ['the pages', true, '/v1/oauth/authorize?client_id=a'],
])('while nobody is watched %s are served as if there were no watching', (_, pages, url) => {
  expect(served(false, pages, url)).toEqual({ touched: [], listeners: 0 })
})

test('a watched one is listened in on and held', () => {
  expect(served(true, false, '/v3/accounts').touched?.sort()).toEqual(['destroy', 'emit', 'end', 'write', 'writeHead'])
})
