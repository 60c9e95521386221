import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Identity } from '../model/target.js'
import { createAuthority } from './certificates.js'
import { certificateThumbprint } from './thumbprint.js'
import type { Authority } from './certificates.js'

let authority: Authority
let identities: Record<'good' | 'expired' | 'revoked' | 'foreign', Identity>
let port: number
let server: ReturnType<typeof createServer>

beforeAll(async () => {
  authority = await createAuthority('Test authority')
  const foreign = await createAuthority('Another authority')
  identities = {
    good: await authority.issueClient({ commonName: 'good', organization: 'Қызғалдақ «Банк», АО' }),
    expired: await authority.issueClient({ commonName: 'expired' }, { expired: true }),
    revoked: await authority.issueClient({ commonName: 'revoked' }),
    foreign: await foreign.issueClient({ commonName: 'foreign' }),
  }
  authority.revoke(identities.revoked.certificate)
  const own = await authority.issueServer({ commonName: 'server' }, ['bank.example'])
  server = createServer({
    cert: own.certificate,
    key: own.key,
    ca: authority.certificate,
    crl: await authority.revocationList(),
    requestCert: true,
    rejectUnauthorized: false,
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => socket.destroy())
    socket.end(socket.authorized ? 'accepted' : String(socket.authorizationError))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(async () => {
  server.close()
  await once(server, 'close')
})

/** What the server said of the certificate that was presented. */
async function presented(identity: Identity, servername = 'localhost'): Promise<string> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername,
    ca: authority.certificate,
    cert: identity.certificate,
    key: identity.key,
  })
  let said = ''
  socket.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(socket, 'end')
  socket.destroy()
  return said
}

describe('client certificates in a handshake', () => {
  test('a good one is accepted', async () => {
    expect(await presented(identities.good)).toBe('accepted')
  })

  test('an expired one is refused', async () => {
    expect(await presented(identities.expired)).toBe('CERT_HAS_EXPIRED')
  })

  test('a revoked one is refused', async () => {
    expect(await presented(identities.revoked)).toBe('CERT_REVOKED')
  })

  test('one of another authority is refused', async () => {
    expect(await presented(identities.foreign)).toMatch(
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_GET_CRL/,
    )
  })
})

test('the server certificate carries the extra names', async () => {
  expect(await presented(identities.good, 'bank.example')).toBe('accepted')
  await expect(presented(identities.good, 'other.example')).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
})

test('the thumbprint of PEM is that of its DER', () => {
  const der = Buffer.from(identities.good.certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  expect(certificateThumbprint(identities.good.certificate)).toBe(certificateThumbprint(der))
  expect(certificateThumbprint(der)).toMatch(/^[A-Za-z0-9_-]{43}$/)
})
