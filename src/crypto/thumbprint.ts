import { createHash, X509Certificate } from 'node:crypto'

/** base64url SHA-256 of the DER certificate: the value of `x5t#S256` in a bound token (RFC 8705, section 3.1). */
export function certificateThumbprint(certificate: string | Uint8Array): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate
  return createHash('sha256').update(der).digest('base64url')
}
