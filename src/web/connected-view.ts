import { kazakhstanTime, type Instant } from '../base/clock.js'
import type { Language } from '../base/text.js'
import type { ApplicationRecord, CertificateRecord } from '../model/registry.js'
import { termOf } from '../operator/registry/certificate.js'
import { wordings } from './wording/index.js'

/** Everything that templates/operator/connected.hbs prints: applications of an API, and the certificates around it. */
export function connectedView(
  applications: readonly ApplicationRecord[],
  certificates: readonly CertificateRecord[],
  now: Instant,
  language: Language,
): object {
  const { connected: words } = wordings[language]
  return {
    words,
    applications: applications.map(({ id, name, participant }) => ({ id, name, participant })),
    certificates: certificates.map((certificate) => {
      const { subject, participant, application, serial, notAfter } = certificate
      const left = termOf(certificate, now)
      return {
        ...{ subject, serial, holder: application ?? participant },
        kind: { ended: 'departs', soon: 'soon', good: 'conforms' }[left.term],
        until: kazakhstanTime(notAfter).date,
        left: left.term === 'ended' ? words.expired : words.left(left.days),
      }
    }),
  }
}
