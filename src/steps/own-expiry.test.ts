import { expect, test } from '@jest/globals'
import { createAuthority } from '../crypto/certificates.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { sampleContext } from '../../tests/support/sample-context.js'
import { ownExpiry } from './own-expiry.js'

test('a certificate of ours that has to be good is out of date: nothing may be sent with it', async () => {
  const authority = await createAuthority('An authority')
  const past = await authority.issueClient({ commonName: 'past' }, { expired: true })
  const now = await authority.issueClient({ commonName: 'now' })
  const clockAt = (at: string) => ({ now: () => at, ticks: () => 0 })
  const target = memoryTarget({ identities: { platform: past, application: now, expired: past } })
  const { context } = sampleContext({}, { target })
  expect(ownExpiry('platform', context)).toMatchObject({
    cause: 'configuration',
    what: {
      ru: expect.stringMatching(/^срок нашего сертификата «platform» истёк 20\d\d-.*запрос не отправлен/),
      en: expect.stringMatching(/^our own certificate «platform» expired at 20\d\d-.*nothing was sent/),
    },
  })
  expect(ownExpiry('application', context)).toBeUndefined()
  expect(ownExpiry('application', { ...context, clock: clockAt('2020-01-01T00:00:00Z') })).toMatchObject({
    what: { en: expect.stringContaining('is valid only from') },
  })
  // There to be refused.
  expect(ownExpiry('expired', context)).toBeUndefined()
  expect(ownExpiry('none', context)).toBeUndefined()
})
