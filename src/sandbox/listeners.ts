import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { problem } from '../base/problem.js'
import type { ToldHandshake } from '../model/application.js'
import type { Identity } from '../model/target.js'
import type { Door } from './doors.js'
import { peerThumbprint, takeFor } from './peer.js'
import { presentTo, type Attempt, type Presentations, type ToldConnection } from './watch/handshakes.js'

/** Longer than any client keeps a connection, so that it is the client who closes it. */
const keepAliveTimeout = 65_000

export interface Listener {
  /** `https://host:port`, as others call it. */
  readonly url: string
  close(): Promise<void>
}

/** How the API presents itself to an application under test, where a scenario says so. */
export interface ApiPresentation {
  readonly presentations: Presentations
  /** Undefined: as it is. */
  presented(): ToldHandshake | undefined
  /** A connection is made while it presents itself otherwise. */
  connecting(): Attempt
}

/** The API's listener. */
export interface ApiListener extends Listener {
  /**
   * Ends the connections of the holder of a certificate, and all to whom the API presented itself otherwise: the next one
   * meets what is presented then. One that is `busy` is left to whoever serves it.
   */
  renewConnections(thumbprint: string, busy: (socket: Socket) => boolean): void
}

export interface ApiTrust {
  readonly ca: string
  readonly crl: string
  /** A connection without a good client certificate is let in: only with a defect that is asked for. */
  admitsAnyone(): boolean
  /** TLS 1.0 and 1.1 are spoken too: only with a defect that is asked for. */
  speaksOldTls(): boolean
  /** An application under test brought a certificate that is not of our authority. */
  admitsOthers(): boolean
  /** Thumbprint of the certificate for whose holder such a peer is taken; undefined where it is nobody. */
  takenFor(socket: TLSSocket): string | undefined
}

/** TLS 1.2 or later, no client certificate asked for: browsers would ask their user. */
export async function listenForPages(door: Door, identity: Identity, handler: RequestListener): Promise<Listener> {
  const server = createHttpsServer({ ...tlsOptions(identity), noDelay: true }, handler)
  server.keepAliveTimeout = keepAliveTimeout
  return listening(server, door, () => server.closeAllConnections())
}

/**
 * TLS 1.2 or later with mutual authentication (Guide, clauses 31 and 33): a missing, expired, revoked or foreign
 * certificate ends the handshake. Which server takes a connection is chosen when it arrives, because Node fixes
 * at the start whether a server insists on a certificate.
 */
export async function listenForApi(
  door: Door,
  identity: Identity,
  trust: ApiTrust,
  presentation: ApiPresentation,
  handler: RequestListener,
): Promise<ApiListener> {
  const options = { ...tlsOptions(identity), ca: trust.ca, crl: trust.crl, requestCert: true }
  const strict = createHttpsServer({ ...options, rejectUnauthorized: true }, handler)
  const lax = createHttpsServer({ ...options, rejectUnauthorized: false }, handler)
  const old = createHttpsServer({ ...options, ...oldTls, rejectUnauthorized: true }, handler)
  const servers = [strict, lax, old]
  for (const server of servers) server.keepAliveTimeout = keepAliveTimeout
  const admit = (socket: TLSSocket): void => {
    const holder = socket.authorized ? undefined : trust.takenFor(socket)
    if (holder !== undefined) takeFor(socket, holder)
    else if (!socket.authorized && !trust.admitsAnyone()) socket.destroy()
  }
  lax.on('secureConnection', admit)
  const secure = new Set<TLSSocket>()
  for (const server of servers) server.on('secureConnection', (socket) => keep(secure, socket, socket))
  const told = new Set<ToldConnection>()
  const open = new Set<Socket>()
  const front = createTcpServer({ noDelay: true }, (socket) => {
    keep(open, socket, socket)
    const presented = presentation.presented()
    if (presented !== undefined) {
      const { ca, crl } = trust
      const as = { ...presentation.presentations[presented], ca, crl }
      keep(told, presentTo(socket, as, handler, admit, presentation.connecting()), socket)
      return
    }
    const asks = trust.admitsAnyone() || trust.admitsOthers()
    const server = asks ? lax : trust.speaksOldTls() ? old : strict
    server.emit('connection', socket)
  })
  const listener = await listening(front, door, () => {
    for (const socket of open) socket.destroy()
  })
  return {
    ...listener,
    renewConnections: (thumbprint, busy) => {
      for (const connection of told) if (!connection.tls || !busy(connection.tls)) connection.end()
      for (const socket of secure) if (peerThumbprint(socket) === thumbprint && !busy(socket)) socket.destroy()
    },
  }
}

/** Keeps something while a connection is open. */
function keep<T>(all: Set<T>, one: T, socket: Socket): void {
  all.add(one)
  socket.once('close', () => all.delete(one))
}

const tlsOptions = ({ certificate, key }: Identity) => ({ cert: certificate, key, minVersion: 'TLSv1.2' as const })
/** OpenSSL allows the digests of TLS 1.0 and 1.1 at this level only. */
const oldTls = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const

async function listening(server: Server, door: Door, closeConnections: () => void): Promise<Listener> {
  server.listen(door.port, door.host)
  await once(server, 'listening').catch((error: unknown) => {
    throw notListening(error, door)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `https://${door.announced}:${port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      closeConnections()
      await closed
    },
  }
}

/** The error, for people where the address or port that they named is what was in the way. */
function notListening(error: unknown, { host, port }: Door): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const place = { name: `${host}:${port}` }
  if (code === 'EADDRINUSE')
    return problem('port-taken', 'another program listens on this port already', 'End it, or name another port.', place)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return problem('host-foreign', 'this machine has no such address', 'Name one of its own: ip address.', place)
  return error
}
