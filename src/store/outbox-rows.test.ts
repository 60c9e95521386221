import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { testDatabase, type TestDatabase } from '../../tests/support/database.js'
import { delivered, notDelivered, parcelStates, post, takeParcels } from './outbox-rows.js'

let own: TestDatabase
beforeAll(async () => {
  own = await testDatabase()
})
afterAll(() => own.drop())

const now = '2026-11-29T10:00:00.000Z'
const later = '2026-11-29T10:02:00.000Z'
const lane = (carrier: string, room = 10) => ({ carrier, room, until: later })

test('what is put in under one key is taken once, and by one alone', async () => {
  const { db } = own
  for (const to of ['first', 'second']) await post(db, { carrier: 'mail', key: 'decision 1', payload: { to }, now })
  await post(db, { carrier: 'mail', key: 'decision 2', payload: {}, now })

  const taken = await db.transaction(async (tx) => {
    const mine = await takeParcels(tx, now, [lane('mail', 1)])
    // While this one is at work, another process takes what is left and does not wait.
    const theirs = await takeParcels(db, now, [lane('mail'), lane('webhook')])
    return [mine, theirs].map((parcels) => parcels.map(({ key, payload }) => [key, payload]))
  })
  expect(taken).toEqual([[['decision 1', { to: 'first' }]], [['decision 2', {}]]])
  expect(await takeParcels(db, now, [lane('mail'), lane('webhook')])).toEqual([])
})

test('what was not taken comes again at its time, or never', async () => {
  const { db } = own
  for (const key of ['late', 'lost']) await post(db, { carrier: 'webhook', key, payload: {}, now })
  const ids = new Map((await takeParcels(db, now, [lane('mail'), lane('webhook')])).map(({ key, id }) => [key, id]))
  await notDelivered(db, ids.get('late') ?? 0, 'busy', '2026-11-29T10:10:00.000Z', now)
  await notDelivered(db, ids.get('lost') ?? 0, 'gone', undefined, now)

  const before = await takeParcels(db, '2026-11-29T10:09:59.999Z', [lane('webhook')])
  const at = await takeParcels(db, '2026-11-29T10:10:00.000Z', [lane('webhook')])
  expect([...before, ...at].map(({ key }) => key).filter((key) => ids.has(key))).toEqual(['late'])
  expect(at.map(({ key, tries }) => [key, tries])).toContainEqual(['late', 2])
  await delivered(db, ids.get('late') ?? 0, later)
  expect(await parcelStates(db, ['late', 'lost'])).toEqual([
    { key: 'late', tries: 2, delivered_at: later, given_up_at: null, superseded_at: null, error: null },
    { key: 'lost', tries: 1, delivered_at: null, given_up_at: now, superseded_at: null, error: 'gone' },
  ])
})
