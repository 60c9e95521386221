import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { certificateThumbprint } from '../crypto/certificates.js'

const known = new WeakMap<Socket, string>()

/**
 * base64url SHA-256 of the client certificate on this connection; an empty string where none was presented.
 * Worked out once per connection: reading a certificate out of OpenSSL costs more than all other checks of a request.
 */
export function peerThumbprint(socket: Socket): string {
  const found = known.get(socket)
  if (found !== undefined) return found
  // Without a certificate Node answers an empty object, whatever its type says.
  const certificate: { raw?: Buffer } = socket instanceof TLSSocket ? socket.getPeerCertificate() : {}
  const thumbprint = certificate.raw ? certificateThumbprint(certificate.raw) : ''
  known.set(socket, thumbprint)
  return thumbprint
}
