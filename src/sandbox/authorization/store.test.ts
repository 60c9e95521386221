import { describe, expect, test } from '@jest/globals'
import { createStore, storeAdapter } from './store.js'

describe('the store', () => {
  test('forgets what is over', () => {
    const store = createStore()
    store.set('kind', 'a', 1, 60)
    store.set('kind', 'b', 2, -1)
    expect([store.get('kind', 'a'), store.get('kind', 'b')]).toEqual([1, undefined])
  })

  test('is bounded: the oldest gives way', () => {
    const store = createStore()
    for (let i = 0; i <= 20_000; i++) store.set('kind', String(i), i, 60)
    expect(store.get('kind', '0')).toBeUndefined()
    expect(store.get('kind', '1')).toBe(1)
  })
})

describe('the storage of a model', () => {
  test('keeps, consumes, finds by uid, revokes by grant', async () => {
    const store = createStore()
    const adapter = storeAdapter(store, 'AuthorizationCode', () => undefined)
    await adapter.upsert('1', { grantId: 'g', uid: 'u' }, 60)
    await adapter.upsert('2', { grantId: 'other' }, 60)
    await adapter.consume('1')
    expect(await adapter.findByUid('u')).toMatchObject({ grantId: 'g', consumed: expect.any(Number) })
    await adapter.revokeByGrantId('g')
    expect([await adapter.find('1'), await adapter.find('2')]).toEqual([undefined, { grantId: 'other' }])
  })

  test('of clients is the live list of applications', async () => {
    const applications = new Map([['a', { client_id: 'a' }]])
    const adapter = storeAdapter(createStore(), 'Client', (id) => applications.get(id))
    expect(await adapter.find('a')).toEqual({ client_id: 'a' })
    applications.clear()
    expect(await adapter.find('a')).toBeUndefined()
  })
})
