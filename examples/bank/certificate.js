import { createHash } from 'node:crypto'

/** The client certificate of a connection: its SHA-256 thumbprint (RFC 8705), whether our authority vouches for it, and why not. */
export function presentedCertificate(socket) {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return undefined
  return {
    thumbprint: createHash('sha256').update(certificate.raw).digest('base64url'),
    trusted: socket.authorized,
    fault: socket.authorizationError,
  }
}

/** Nothing older than TLS 1.2 is spoken (Guide, clause 33). */
export const tlsVersions = () => ({ minVersion: 'TLSv1.2' })

/** The handshake itself fails without a certificate that our authority issued. */
export const handshakeNeedsCertificate = () => true

/** The caller must be the platform, not merely somebody whom the authority knows. */
export function isPlatform(presented, platformCertificate) {
  return presented !== undefined && presented.trusted && presented.thumbprint === platformCertificate
}
