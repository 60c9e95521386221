import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Webhook as Reference } from 'standardwebhooks'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { handClock, type HandClock } from '../../tests/support/hand-clock.js'
import { receiveWebhooks, type WebhookReceiverServer } from '../../tests/support/webhook-receiver.js'
import { newWebhookSecret } from '../base/webhook-signature.js'
import { parcelStates, post, sendAgain } from '../store/outbox-rows.js'
import { Delivery, type Carrier, type Carriers } from './delivery.js'
import { openWebhook, type Webhook, type WebhookReceiver } from './webhook.js'

const secrets = [newWebhookSecret(), newWebhookSecret()]
const minuteMs = 60_000

let own: TestDatabase
let receiver: WebhookReceiverServer
let clock: HandClock
let open: Webhook[] = []
beforeAll(async () => {
  ;[own, receiver] = await Promise.all([testDatabase(), receiveWebhooks({ mutual: true })])
})
beforeEach(async () => {
  await own.db.run('delete from outbox')
  receiver.answer((response) => response.writeHead(204).end())
  clock = handClock()
})
afterEach(async () => {
  await Promise.all(open.map((webhook) => webhook.close()))
  open = []
})
afterAll(async () => {
  await receiver.close()
  await own.drop()
})

function webhook(changes: Partial<WebhookReceiver> = {}): Webhook {
  const { url, ca, client } = receiver
  const made = openWebhook({ url: `${url}/orders?of=us`, secrets, ca, client, ...changes }, clock)
  open.push(made)
  return made
}

function carrierOf(to: Webhook, changes: Partial<Carrier> = {}): Carrier {
  return {
    carry: (payload, { key }, signal) => to.tell(key, payload as object, signal),
    atOnce: 2,
    patienceMs: 30_000,
    giveUpAfterMs: 60 * minuteMs,
    ...changes,
  }
}

const deliver = (carriers: Carriers) =>
  new Delivery({ db: own.db, clock, carriers, tried: () => Promise.resolve(), warn: () => undefined })

const put = (key: string, more: { carrier?: string; subject?: string; payload?: object } = {}) =>
  post(own.db, { carrier: 'platform', key, payload: { said: key }, now: clock.now(), ...more })

const state = async (key: string) => {
  const [row] = await parcelStates(own.db, [key])
  if (!row) throw new Error(`there is no parcel «${key}»`)
  const { tries, delivered_at, given_up_at, superseded_at, error } = row
  return { tries, error, delivered: !!delivered_at, givenUp: !!given_up_at, superseded: !!superseded_at }
}

/** Tries what is due and waits for it. */
async function round(delivery: Delivery): Promise<void> {
  await delivery.tick()
  await delivery.idle()
}

test('a parcel arrives once, signed under every secret, by a connection that shows our certificate', async () => {
  const before = receiver.received.length
  const delivery = deliver({ platform: carrierOf(webhook()) })
  await put('order 1', { payload: { after: 'unpublished', why: 'Расхождения' } })
  await round(delivery)
  await round(delivery)
  const [came, ...more] = receiver.received.slice(before)
  expect([came?.path, came?.authorized, more]).toEqual(['/orders?of=us', true, []])
  for (const secret of secrets)
    expect(new Reference(secret).verify(came?.body ?? '', came?.headers as Record<string, string>)).toEqual({
      after: 'unpublished',
      why: 'Расхождения',
    })
  expect(came?.headers['webhook-id']).toBe('order 1')
  expect(await state('order 1')).toMatchObject({ delivered: true, tries: 1 })
})

test('without a certificate, or where the receiver has one of somebody else, nothing is told', async () => {
  const before = receiver.received.length
  const { url } = receiver
  const [bare, trusting] = [
    openWebhook({ url, secrets, ca: receiver.ca }, clock),
    webhook({ ca: receiver.client.certificate }),
  ]
  open.push(bare)
  await put('bare', { carrier: 'bare' })
  await put('trusting', { carrier: 'trusting' })
  await round(deliver({ bare: carrierOf(bare), trusting: carrierOf(trusting) }))
  expect(receiver.received.length).toBe(before)
  expect(await state('bare')).toMatchObject({ delivered: false, tries: 1 })
  expect((await state('trusting')).error).toContain('certificate')
})

test('a redirect is not followed', async () => {
  const before = receiver.received.length
  receiver.answer((response) => response.writeHead(307, { location: '/elsewhere' }).end())
  await put('order 1')
  await round(deliver({ platform: carrierOf(webhook()) }))
  expect(receiver.received.slice(before).map(({ path }) => path)).toEqual(['/orders?of=us'])
  expect(await state('order 1')).toMatchObject({ delivered: false, error: '307' })
})

test('it is tried again with pauses that double, as long as the receiver asks where it asks for more', async () => {
  const delivery = deliver({ platform: carrierOf(webhook()) })
  const tries = async (): Promise<number> => {
    await round(delivery)
    return (await state('order 1')).tries
  }
  receiver.answer((response) => response.writeHead(500).end('the registry\nis closed'))
  await put('order 1')
  expect(await tries()).toBe(1)
  clock.forward(1999)
  expect(await tries()).toBe(1)
  clock.forward(1)
  expect(await tries()).toBe(2)
  expect((await state('order 1')).error).toBe('500: the registry is closed')
  receiver.answer((response) => response.writeHead(429, { 'retry-after': '120' }).end())
  clock.forward(4000)
  expect(await tries()).toBe(3)
  clock.forward(119_999)
  expect(await tries()).toBe(3)
  receiver.answer((response) =>
    response.writeHead(503, { 'retry-after': new Date(Date.parse(clock.now()) + 90_000).toUTCString() }).end(),
  )
  clock.forward(1)
  expect(await tries()).toBe(4)
  clock.forward(80_000)
  expect(await tries()).toBe(4)
  receiver.answer((response) => response.writeHead(200).end())
  clock.forward(10_000)
  expect(await tries()).toBe(5)
  expect(await state('order 1')).toMatchObject({ delivered: true, error: null })
})

test('what nobody takes for long is given up, and sent again when a person says so', async () => {
  receiver.answer((response) => response.writeHead(410).end())
  const delivery = deliver({ platform: carrierOf(webhook(), { giveUpAfterMs: 10 * minuteMs }) })
  await put('order 1')
  for (let minutes = 0; minutes < 30; minutes++) {
    await round(delivery)
    clock.forward(minuteMs)
  }
  // At 0, 1, 2, 3, 4, 5, 6, 7 (pauses of 2 s to 128 s), 10 min (256 s).
  const given = await state('order 1')
  expect(given).toMatchObject({ givenUp: true, error: '410' })
  expect(given.tries).toBeLessThan(11)
  receiver.answer((response) => response.writeHead(204).end())
  expect(await sendAgain(own.db, 'order 1', clock.now())).toBe(true)
  await round(delivery)
  expect(await state('order 1')).toMatchObject({ delivered: true, givenUp: false })
  expect(await sendAgain(own.db, 'order 1', clock.now())).toBe(false)
})

test('a receiver that hangs takes up its own lane alone, and no more than its share', async () => {
  const hanging = new Set<() => void>()
  receiver.answer((response, { headers }) => {
    if (headers['webhook-id'] === 'quick') response.writeHead(204).end()
    else hanging.add(() => response.writeHead(204).end())
  })
  const delivery = deliver({ platform: carrierOf(webhook()), pager: carrierOf(webhook()) })
  const before = receiver.received.length
  for (let i = 0; i < 5; i++) await put(`slow ${i}`)
  expect(await delivery.tick()).toBe(2)
  await receiver.count(before + 2)
  await put('quick', { carrier: 'pager' })
  expect(await delivery.tick()).toBe(1)
  await receiver.count(before + 3)
  expect(hanging.size).toBe(2)
  hanging.forEach((end) => end())
  await delivery.idle()
  expect(await state('quick')).toMatchObject({ delivered: true })
  expect(await state('slow 1')).toMatchObject({ delivered: true })
  expect(await state('slow 2')).toMatchObject({ tries: 0 })
})

test('patience ends, whether the carrier heeds it or not', async () => {
  const deaf = { ...carrierOf(webhook()), carry: () => new Promise<void>(() => undefined), patienceMs: 20 }
  await put('order 1')
  await round(deliver({ platform: deaf }))
  expect(await state('order 1')).toMatchObject({ delivered: false, error: 'no answer within 0.02 s' })
})

test('a newer order takes the place of one that did not arrive, and never overtakes one that is under way', async () => {
  const delivery = deliver({ platform: carrierOf(webhook()) })
  const before = receiver.received.length
  const came = () => receiver.received.slice(before).map(({ headers }) => headers['webhook-id'])
  let release = (): void => undefined
  receiver.answer((response) => (release = () => response.writeHead(500).end()))
  await put('take off', { subject: 'api a' })
  await delivery.tick()
  await receiver.count(before + 1)
  await put('put back', { subject: 'api a' })
  await put('other', { subject: 'api b' })
  expect(await delivery.tick()).toBe(1)
  await receiver.count(before + 2)
  const second = release
  expect(came()).toEqual(['take off', 'other'])
  second()
  receiver.answer((response) => response.writeHead(204).end())
  await delivery.stop()
  await round(deliver({ platform: carrierOf(webhook()) }))
  expect(came()).toEqual(['take off', 'other', 'put back'])
  clock.forward(minuteMs)
  await round(deliver({ platform: carrierOf(webhook()) }))
  expect(came()).toEqual(['take off', 'other', 'put back', 'other'])
  expect(await state('take off')).toMatchObject({ delivered: false, superseded: true })
  expect(await state('put back')).toMatchObject({ delivered: true })
})

test('what nobody carries waits until somebody does', async () => {
  await put('order 1')
  await round(deliver({}))
  expect(await state('order 1')).toMatchObject({ tries: 0, givenUp: false })
  await round(deliver({ platform: carrierOf(webhook()) }))
  expect(await state('order 1')).toMatchObject({ delivered: true })
})
