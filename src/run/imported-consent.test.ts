import { describe, expect, test } from '@jest/globals'
import type { ImportedConsent } from '../model/target.js'
import { usableConsent } from './imported-consent.js'

const now = '2026-11-22T07:42:00.000Z'
const consent = (changes: Partial<ImportedConsent> = {}): ImportedConsent => ({
  client: 'anna',
  scopes: ['accounts', 'account_balance'],
  providers: ['ABCD01'],
  consentId: '11111111-1111-4111-8111-111111111111',
  accessToken: 'token',
  expiresAt: '2026-12-01T00:00:00Z',
  ...changes,
})
const wish = { client: 'anna', scopes: ['account_balance', 'accounts'], providers: ['ABCD01'] }

describe('an imported consent', () => {
  test('is used for its client, scopes and providers, in whichever order they are written', () => {
    expect(usableConsent([consent()], wish, now)).toEqual({ consent: consent() })
  })

  test.each([
    ['of another client', { client: 'bulat' }],
    ['with fewer scopes', { scopes: ['accounts'] }],
    ['with more scopes, which would allow what is to be refused', { scopes: [...wish.scopes, 'account_transactions'] }],
    ['for other providers', { providers: ['ABCD01', 'EFGH02'] }],
  ])('%s is not used', (_, changes) => {
    expect(usableConsent([consent(changes)], wish, now)).toBeUndefined()
  })

  test('is the one that lasts longest, whatever its offset from UTC', () => {
    const sooner = consent({ expiresAt: '2026-12-01T04:59:59+05:00' })
    const later = consent({ expiresAt: '2026-12-01T00:00:00Z' })
    expect(usableConsent([sooner, later, consent({ expiresAt: now })], wish, now)).toEqual({ consent: later })
  })

  test.each([now, '2020-01-01T00:00:00Z', 'soon'])('that expired (%s) is named, not used', (expiresAt) => {
    expect(usableConsent([consent({ expiresAt })], wish, now)).toEqual({ expired: consent({ expiresAt }) })
  })
})
