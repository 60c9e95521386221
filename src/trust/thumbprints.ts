import { X509Certificate } from 'node:crypto'
import { certificateThumbprint } from '../crypto/thumbprint.js'

/** SHA-256 of a certificate, in the forms that servers and tokens want. */
export interface Thumbprints {
  /** As OpenSSL and consoles print it: `AB:CD:…`. */
  readonly hex: string
  /** As it stands in a token's `cnf` (RFC 8705). */
  readonly base64url: string
}

/** The thumbprints of a PEM certificate. */
export function thumbprintsOf(pem: string): Thumbprints {
  return { hex: new X509Certificate(pem).fingerprint256, base64url: certificateThumbprint(pem) }
}
