import { createServer, type Server, type ServerOptions } from 'node:https'
import type { RequestListener } from 'node:http'
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
      ciphers: 'DEFAULT@SECLEVEL=0',
    },
  }
}

/** Servers that present themselves as told; `brokenOff` hears of connections that came to nothing. */
export function toldServers(
  presentations: Presentations,
  trust: Pick<ServerOptions, 'ca' | 'crl'>,
  handler: RequestListener,
  brokenOff: (failure: TransportFailure) => void,
): (handshake: ToldHandshake) => Server {
  const servers = new Map<ToldHandshake, Server>()
  return (handshake) => {
    const known = servers.get(handshake)
    if (known) return known
    const options = { ...presentations[handshake], ...trust, requestCert: true, rejectUnauthorized: true }
    const server = createServer(options, handler)
    server.on('tlsClientError', (error: Error) => brokenOff(failureOf(error)))
    servers.set(handshake, server)
    return server
  }
}

/** An alert by its name, as OpenSSL tells it (`SSL alert number 48` is unknown_ca); else the connection just ended. */
function failureOf(error: Error): TransportFailure {
  const code = 'code' in error ? String(error.code) : ''
  const alert = /^ERR_SSL_(?:TLSV1_ALERT_|SSLV3_ALERT_|TLSV13_ALERT_)(\w+)$/.exec(code)?.[1]
  if (alert !== undefined) return { kind: 'tls-alert', alert: alert.toLowerCase() }
  // The application offers nothing below 1.2: there is no version in common, which our side has to say.
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL') return { kind: 'tls-alert', alert: 'protocol_version' }
  return { kind: 'reset', detail: code === '' ? error.message : code }
}
