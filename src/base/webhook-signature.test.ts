import { expect, test } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { isWebhookSecret, newWebhookSecret, webhookDoubt, webhookHeaders } from './webhook-signature.js'

const now = Date.now()
const webhook = { id: 'order 1', body: '{"after":"unpublished","why":"Расхождения"}' }
const [old, fresh] = [newWebhookSecret(), newWebhookSecret()]

test('the reference library believes what is signed, under each of the secrets', () => {
  const headers = webhookHeaders(webhook, [old, fresh], now)
  for (const secret of [old, fresh])
    expect(new Webhook(secret).verify(webhook.body, headers)).toEqual(JSON.parse(webhook.body))
  expect(() => new Webhook(newWebhookSecret()).verify(webhook.body, headers)).toThrow('signature')
})

test('what the reference library signs is believed, while one of the secrets is in force', () => {
  const headers = {
    'webhook-id': webhook.id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': `v1a,other ${new Webhook(fresh).sign(webhook.id, new Date(now), webhook.body)}`,
  }
  expect(webhookDoubt(headers, webhook.body, [old, fresh], now)).toBeUndefined()
  expect(webhookDoubt(headers, webhook.body, [old], now)).toBe('signature-wrong')
})

test.each([
  ['another body', {}, `${webhook.body} `, now, 'signature-wrong'],
  ['another id', { 'webhook-id': 'order 2' }, webhook.body, now, 'signature-wrong'],
  ['another time', { 'webhook-timestamp': String(Math.floor(now / 1000) + 1) }, webhook.body, now, 'signature-wrong'],
  ['no signature', { 'webhook-signature': undefined }, webhook.body, now, 'headers-missing'],
  ['a replay after five minutes', {}, webhook.body, now + 302_000, 'too-old'],
  ['a clock that is far ahead', {}, webhook.body, now - 302_000, 'from-the-future'],
])('%s is not believed', (_, changed, body, at, doubt) => {
  const headers = { ...webhookHeaders(webhook, [fresh], now), ...changed }
  expect(webhookDoubt(headers, body, [fresh], at)).toBe(doubt)
})

test('a time that is no number is not believed although it is signed', () => {
  const headers = webhookHeaders(webhook, [fresh], Number.NaN)
  expect(webhookDoubt(headers, webhook.body, [fresh], now)).toBe('too-old')
})

test.each([
  [newWebhookSecret(), true],
  ['whsec_', false],
  ['whsec_c2hvcnQ=', false],
  [Buffer.alloc(32).toString('base64'), false],
  [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
])('%s as a secret: %s', (text, good) => {
  expect(isWebhookSecret(text)).toBe(good)
})
