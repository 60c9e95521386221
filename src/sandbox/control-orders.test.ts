import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Webhook as Reference } from 'standardwebhooks'
import { registryView, type RegistryView } from '../../tests/kits/registry-view.js'
import { openWorkspace, type TestWorkspace } from '../../tests/kits/sandbox.js'
import { newWebhookSecret } from '../base/webhook-signature.js'
import type { WorkspaceAccess } from '../control/api.js'
import type { PlatformOrder } from '../model/order.js'
import type { PublicationState } from '../model/registry.js'
import { startControl, type Control } from './control.js'

const bank = 'KZGL01'
let sandbox: TestWorkspace
let control: Control
let access: WorkspaceAccess
let registry: RegistryView
beforeAll(async () => {
  sandbox = await openWorkspace()
  registry = registryView(sandbox, bank)
  const startWorkspace = () => Promise.resolve(sandbox.workspace)
  control = await startControl({ host: '127.0.0.1', port: 0, adminToken: 'a', startWorkspace })
  access = await control.createWorkspace('first')
})
beforeEach(() => sandbox.workspace.reset())
afterAll(() => control.close())

let decisions = 0
function order(after: PublicationState, changes: Partial<PlatformOrder> = {}): PlatformOrder {
  decisions += 1
  return {
    ...{ action: 'unpublish', before: 'published', after, api: 'a', participant: bank, system: 'npck-accounts' },
    ...{ decision: decisions, at: new Date().toISOString(), why: { ru: 'Расхождения', en: 'Departures' } },
    ...changes,
  }
}

interface Sent {
  readonly id?: string
  readonly secret?: string
  readonly at?: Date
  readonly url?: string
  /** In place of what was signed. */
  readonly body?: string
}

/** Signed by the reference library, as any operator's program would. */
async function send(content: object, sent: Sent = {}): Promise<unknown[]> {
  const { id = crypto.randomUUID(), secret = access.webhook.secret, at = new Date(), url = access.webhook.url } = sent
  const body = JSON.stringify(content)
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Reference(secret).sign(id, at, body),
    },
    body: sent.body ?? body,
  })
  const answer = (await response.json()) as { order?: string; code?: string }
  return [response.status, answer.order ?? answer.code]
}

test('showcase and gateway follow what was decided', async () => {
  expect(await send(order('unpublished'))).toEqual([200, 'followed'])
  expect([await registry.shown(), await registry.called()]).toEqual([['ARKA02'], [403, 'api_unpublished']])
  expect(await send(order('limited'))).toEqual([200, 'followed'])
  expect([await registry.shown(), await registry.called()]).toEqual([
    [bank, 'ARKA02'],
    [400, 'provider_not_active'],
  ])
  expect(await send(order('published'))).toEqual([200, 'followed'])
  expect([await registry.shown(), await registry.called()]).toEqual([[bank, 'ARKA02'], [200]])
})

test('an order that comes twice, or behind a later one, changes nothing', async () => {
  const [off, on] = [order('unpublished'), order('published', { at: new Date(Date.now() + 1000).toISOString() })]
  expect(await send(off, { id: 'off' })).toEqual([200, 'followed'])
  expect(await send(on, { id: 'on' })).toEqual([200, 'followed'])
  expect(await send(off, { id: 'off' })).toEqual([200, 'repeated'])
  expect(await send(off, { id: 'off again' })).toEqual([200, 'overtaken'])
  expect(await registry.shown()).toContain(bank)
})

test.each<[string, Sent, string]>([
  ['another secret', { secret: newWebhookSecret() }, 'webhook-signature-wrong'],
  ['another body', { body: JSON.stringify(order('published')) }, 'webhook-signature-wrong'],
  ['a replay', { at: new Date(Date.now() - 301_000) }, 'webhook-too-old'],
  ['a workspace that is not there', { url: '/workspaces/other/orders' }, 'webhook-signature-wrong'],
])('%s is refused', async (_, sent, code) => {
  const url = sent.url === undefined ? access.webhook.url : control.url + sent.url
  expect(await send(order('unpublished'), { ...sent, url })).toEqual([401, code])
  expect(await registry.shown()).toContain(bank)
})

test('an order that makes no sense, or names nobody, is refused', async () => {
  expect(await send({ after: 'gone' })).toEqual([400, 'input-wrong'])
  expect(await send(order('unpublished', { participant: 'NOBD01' }))).toEqual([404, 'not-found'])
  const unsigned = await fetch(access.webhook.url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  expect(unsigned.status).toBe(401)
})
