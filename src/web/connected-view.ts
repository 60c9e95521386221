import { kazakhstanTime, type Instant } from '../base/clock.js'
import type { Language } from '../base/text.js'
import type { ApplicationRecord, CertificateRecord } from '../model/registry.js'
import { wordings } from './wording/index.js'

const dayMs = 86_400_000
/** A certificate that ends within this time is told of. */
const soonMs = 30 * dayMs

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
    certificates: certificates.map(({ subject, participant, application, serial, notAfter }) => {
      const leftMs = Date.parse(notAfter) - Date.parse(now)
      return {
        ...{ subject, serial, holder: application ?? participant },
        kind: leftMs < 0 ? 'departs' : leftMs < soonMs ? 'unsaid' : 'conforms',
        until: kazakhstanTime(notAfter).date,
        left: leftMs < 0 ? words.expired : words.left(Math.floor(leftMs / dayMs)),
      }
    }),
  }
}
