import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { TransportFailure } from '../model/exchange.js'
import type { Identity } from '../model/target.js'
import { classify } from './failures.js'
import { openSocket, type Address } from './socket.js'
import { speaking, type Versions } from './tls-versions.js'

export interface HandshakeOptions {
  /** PEM of the authorities that the server's certificate should come from. */
  readonly ca: string
  readonly identity?: Identity
  /** Only these versions are spoken; TLS 1.2 and 1.3 by default. Older ones need old ciphers, which are then allowed. */
  readonly versions?: Versions
  readonly timeoutMs: number
}

/** What a TLS handshake showed; the server was looked at, not trusted. */
export interface Handshake {
  readonly protocol: string
  readonly certificate: X509Certificate | undefined
  /** OpenSSL's reason why the certificate does not lead to the authorities given; undefined where it does. */
  readonly untrusted: string | undefined
  /** The server asked for our certificate. */
  readonly asksForCertificate: boolean
}

/** A handshake and nothing after it. A failure is a result; `kind: 'other'` with ERR_SSL_NO_PROTOCOLS_AVAILABLE is our own. */
export async function shakeHands(
  address: Address,
  options: HandshakeOptions,
): Promise<Handshake | { readonly failure: TransportFailure }> {
  const limit: TransportFailure = { kind: 'timeout', limitMs: options.timeoutMs, phase: 'connect' }
  try {
    const socket = await openSocket(address, options.timeoutMs)
    return await overSocket(socket, address, options, limit)
  } catch (error) {
    const failure = classify(error, 'connecting')
    return { failure: failure.kind === 'unreachable' && failure.detail.startsWith('ETIMEDOUT') ? limit : failure }
  }
}

function overSocket(
  socket: Socket,
  { host }: Address,
  { ca, identity, versions = ['TLSv1.2', 'TLSv1.3'], timeoutMs }: HandshakeOptions,
  limit: TransportFailure,
): Promise<Handshake | { readonly failure: TransportFailure }> {
  return new Promise((resolve) => {
    const settle = (result: Handshake | { readonly failure: TransportFailure }): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(result)
    }
    const timer = setTimeout(() => settle({ failure: limit }), timeoutMs)
    const fail = (error: unknown): void => settle({ failure: classify(error, 'connecting') })
    try {
      const tls = connect({
        socket,
        ca,
        ...speaking(versions),
        ALPNProtocols: ['http/1.1'],
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(identity ? { cert: identity.certificate, key: identity.key } : {}),
      })
      // The last error may only say that the connection ended: the first one says why.
      tls.on('error', fail)
      tls.once('secureConnect', () => settle(seen(tls)))
      tls.once('close', () => fail({ code: 'ECONNRESET', message: 'the server closed the connection' }))
    } catch (error) {
      fail(error)
    }
  })
}

function seen(tls: TLSSocket): Handshake {
  const untrusted: unknown = tls.authorizationError
  return {
    protocol: tls.getProtocol() ?? 'unknown',
    certificate: tls.getPeerX509Certificate(),
    // Node gives the code as a text, whatever its type says.
    untrusted: tls.authorized ? undefined : String(untrusted),
    // A client learns signature algorithms from the server only by a request for its certificate (RFC 8446, 4.3.2).
    asksForCertificate: tls.getSharedSigalgs().length > 0,
  }
}
