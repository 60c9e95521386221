import type { TLSSocket } from 'node:tls'
import type { PlatformDefect } from './platform-defects.js'
import type { WorkspaceState } from './state.js'

/** What OpenSSL says of a certificate past its term, and of one in the revocation list; of another authority, the rest. */
const defectOf: Readonly<Record<string, PlatformDefect>> = {
  CERT_HAS_EXPIRED: 'platform-accepts-expired-certificate',
  CERT_REVOKED: 'platform-accepts-revoked-certificate',
}
const ofForeigners: PlatformDefect = 'platform-accepts-foreign-certificate'
const careless = [...Object.values(defectOf), ofForeigners]

/** Whether the platform has been given the defect of letting in a certificate that TLS refuses. */
export const isCareless = ({ defects }: WorkspaceState): boolean => careless.some((defect) => defects.has(defect))

/**
 * For whom a careless platform takes the peer of a connection that TLS did not authorize: it goes by the name in the
 * certificate. Answers the thumbprint of the application of that name; undefined where it is refused all the same.
 */
export function takenFor(
  socket: TLSSocket,
  { defects }: WorkspaceState,
  thumbprints: ReadonlyMap<string, string>,
): string | undefined {
  // Without a certificate Node answers an empty object, whatever its type says.
  const certificate: { subject?: { CN?: string | string[] } } = socket.getPeerCertificate()
  const defect = defectOf[String(socket.authorizationError)] ?? ofForeigners
  return defects.has(defect) ? thumbprints.get(String(certificate.subject?.CN)) : undefined
}
