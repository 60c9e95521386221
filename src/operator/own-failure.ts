import type { TransportFailure } from '../model/exchange.js'

/** Codes of errors that our own machine gives, whoever was called: no route, no name server, nothing left to connect with. */
const ownCodes: ReadonlySet<string> = new Set([
  ...[
    'EAI_AGAIN',
    'ENETUNREACH',
    'ENETDOWN',
    'EADDRNOTAVAIL',
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'ENOMEM',
    'EPERM',
    'EACCES',
  ],
])

/** The other side says that our certificate is over or taken back: it is right not to answer (RFC 8446, section 6.2). */
const ownAlerts: ReadonlySet<string> = new Set(['certificate_expired', 'certificate_revoked'])

/** True where an exchange failed for a reason of ours: it says nothing of whether the API is up. */
export function isOurs(failure: TransportFailure): boolean {
  switch (failure.kind) {
    case 'unsendable':
    case 'proxy':
      return true
    case 'tls-alert':
      return ownAlerts.has(failure.alert)
    case 'dns':
    case 'unreachable':
    case 'other':
      return ownCodes.has(failure.detail.split(':')[0] ?? '')
    default:
      return false
  }
}
