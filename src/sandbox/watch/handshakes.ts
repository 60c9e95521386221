import { createServer, type ServerOptions } from 'node:https'
import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { alertOf } from '../../base/tls-alerts.js'
import { createAuthority, type Authority } from '../../crypto/certificates.js'
import type { ToldHandshake } from '../../model/application.js'
import type { TransportFailure } from '../../model/exchange.js'
import type { Identity } from '../../model/target.js'

/** How the API presents itself where it is told to: certificates that a sound application refuses. */
export type Presentations = Readonly<Record<ToldHandshake, ServerOptions>>

/** A name that no application was told to call. */
const otherName = 'another-platform.example'

/** Makes the certificates; `names` are those of the listeners, `good` is the certificate that they present otherwise. */
export async function createPresentations(
  authority: Authority,
  good: Identity,
  names: readonly string[],
): Promise<Presentations> {
  const untrusted = await createAuthority('Synaq sandbox: an authority that no application trusts')
  const subject = { commonName: 'Synaq sandbox' }
  const presenting = ({ certificate, key }: Identity): ServerOptions => ({
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
  })
  return {
    'foreign-certificate': presenting(await untrusted.issueServer(subject, names)),
    'expired-certificate': presenting(await authority.issueServer(subject, names, { expired: true })),
    'other-name': presenting(await authority.issueServer(subject, [otherName], { onlyTheseNames: true })),
    // OpenSSL offers versions below 1.2 on its lowest level of security only.
    'old-tls': {
      cert: good.certificate,
      key: good.key,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    },
  }
}

/** A connection that is being made while the API presents itself as told. */
export interface Attempt {
  /** It takes longer than anybody should wait for. */
  waitNoLonger(): void
  /**
   * Once: how the other side broke it off before it asked for anything; undefined where it did ask, or where there was no
   * handshake at all.
   */
  over(failure: TransportFailure | undefined): void
}

/** After this long a connection is no longer waited for. */
const patienceMs = 3000

/** A connection to an API that presents itself as told. */
export interface ToldConnection {
  /** Undefined until the handshake is complete. */
  readonly tls: TLSSocket | undefined
  /** Ends it on our side, which is nobody's refusal. */
  end(): void
}

/**
 * Serves one connection by a server of its own, so that no session is taken up again: the certificate would not be looked at.
 * `admit` lets the holder of a certificate in or ends the connection.
 */
export function presentTo(
  socket: Socket,
  options: ServerOptions,
  handler: RequestListener,
  admit: (socket: TLSSocket) => void,
  attempt: Attempt,
): ToldConnection {
  let tls: TLSSocket | undefined
  let failure: TransportFailure | 'none' | undefined
  let isOver = false
  let leaving: NodeJS.Timeout | undefined
  const end = (how: TransportFailure | undefined): void => {
    if (isOver) return
    isOver = true
    clearTimeout(patience)
    attempt.over(how)
  }
  const leave = (): void => {
    end(undefined)
    socket.destroy()
  }
  const patience = setTimeout(() => attempt.waitNoLonger(), patienceMs).unref()
  const serve: RequestListener = (request, response) => {
    // Too late: what is asked now is asked of a platform that presents itself as it is.
    if (leaving) leave()
    else {
      end(undefined)
      handler(request, response)
    }
  }
  const server = createServer({ ...options, requestCert: true, rejectUnauthorized: false }, serve)
  server.on('tlsClientError', (error) => {
    failure ??= failureOf(error) ?? 'none'
  })
  server.on('secureConnection', (shaken) => {
    tls = shaken
    shaken.once('error', (error: Error) => {
      failure ??= failureOf(error)
    })
    admit(shaken)
    if (shaken.destroyed) end(undefined)
  })
  socket.once('close', () => {
    clearTimeout(leaving)
    // Whoever connects and says nothing has not looked at us: a check whether the port is open.
    if (failure === 'none' || socket.bytesRead === 0) end(undefined)
    else end(failure ?? { kind: 'reset', detail: tls ? 'closed after the handshake' : 'closed during the handshake' })
  })
  server.emit('connection', socket)
  return {
    get tls() {
      return tls
    },
    end: () => {
      if (isOver) socket.destroy()
      // Whoever looked at us and turned away may be closing just now: that is still to be told of.
      else leaving = setTimeout(leave, patienceMs).unref()
    },
  }
}

/** Why a handshake came to nothing; undefined where it was none, e.g. HTTP without TLS. */
function failureOf(error: Error): TransportFailure | undefined {
  const code = 'code' in error ? String(error.code) : ''
  const alert = alertOf(code) ?? ourAlerts[code]
  if (alert !== undefined) return { kind: 'tls-alert', alert }
  return ended.has(code) ? { kind: 'reset', detail: code } : undefined
}

/** What our side has to say where the application offers nothing that both speak. */
const ourAlerts: Readonly<Record<string, string | undefined>> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'protocol_version',
  ERR_SSL_NO_SHARED_CIPHER: 'handshake_failure',
}

const ended = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_SSL_UNEXPECTED_EOF_WHILE_READING'])
