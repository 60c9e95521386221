import { describe, expect, test } from '@jest/globals'
import type { ImportedConsent } from '../model/target.js'
import { expiryWarning } from './expiry-warning.js'

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

describe('the warning', () => {
  test('comes in time, in local time', () => {
    const soon = consent({ expiresAt: '2026-11-24T09:42:00Z' })
    expect(expiryWarning(soon, now, 'P2D')).toBeUndefined()
    expect(expiryWarning(soon, now, 'P3D')).toMatchObject({
      ru: 'Согласие клиента «anna» истекает 24.11.2026 14:42, осталось 2 дн. 2 ч. Получите новое заранее.',
      en: 'The consent of the client «anna» expires on 24.11.2026 14:42, 2 d 2 h from now. Get a new one in time.',
    })
  })

  test('says that it is too late', () => {
    expect(expiryWarning(consent({ expiresAt: '2026-11-22T07:41:59Z' }), now, 'P1D')?.ru).toBe(
      'Согласие клиента «anna» истекло 22.11.2026 12:41. Получите новое и впишите его в файл цели.',
    )
    expect(expiryWarning(consent({ expiresAt: 'soon' }), now, 'P1D')?.ru).toContain('истекло «soon»')
  })
})
