import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { certificateThumbprint } from '../crypto/thumbprint.js'

const known = new WeakMap<Socket, string>()
const taken = new WeakSet<Socket>()

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

/** A careless platform takes whoever is on this connection for the holder of another certificate. */
export function takeFor(socket: Socket, thumbprint: string): void {
  known.set(socket, thumbprint)
  taken.add(socket)
}

/** Whether the peer holds a certificate that our authority vouches for, or is taken for one who does. */
export function isVouchedFor(socket: Socket): socket is TLSSocket {
  return socket instanceof TLSSocket && (socket.authorized || taken.has(socket))
}
