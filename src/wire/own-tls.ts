import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { OldTls, RawExchange, RawRequest } from '../model/exchange.js'
import type { Trust } from '../model/ports.js'
import { speaking } from './tls-versions.js'

/**
 * Whether our own client speaks an old version of TLS: it is tried with a server of our own that speaks nothing else.
 * A build of OpenSSL may lack it, or a policy of the machine forbid it.
 */
export async function speaksItself(
  version: OldTls,
  send: (request: RawRequest, trust: Trust) => Promise<Pick<RawExchange, 'outcome' | 'tls'>>,
): Promise<boolean> {
  // Loaded only here: certificates are made for no other request.
  const { createAuthority } = await import('../crypto/certificates.js')
  const authority = await createAuthority('Authority of the self-check')
  const { certificate: cert, key } = await authority.issueServer({ commonName: 'Self-check' })
  const server = createServer({ cert, key, ...speaking([version, version]) }, (_, response) => response.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const request: RawRequest = {
    operation: null,
    method: 'GET',
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    headers: {},
    tls: version,
    peer: 'platform',
    via: 'direct',
    credential: { certificate: 'none', authorization: 'none' },
  }
  try {
    const { outcome, tls } = await send(request, { ca: authority.certificate })
    return 'response' in outcome && tls?.protocol === version
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
