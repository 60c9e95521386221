import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { writePkcs12 } from '../../tests/support/pkcs12.js'
import { isProblemError } from '../base/problem.js'
import type { Identity } from '../model/target.js'
import { createAuthority, type Authority } from './certificates.js'
import { readPkcs12 } from './pkcs12.js'

const password = 'қызғалдақ-1'
let authority: Authority
let identity: Identity

beforeAll(async () => {
  authority = await createAuthority('Test authority')
  identity = await authority.issueClient({ commonName: 'bank', organization: 'АО «Банк»' })
})

describe('readPkcs12', () => {
  test.each(['new', 'old', 'oldest'] as const)('reads key, certificate and chain under %s protection', (protection) => {
    const file = writePkcs12(identity, { password, protection, chain: [authority.certificate] })
    const read = readPkcs12(file, password)
    expect(new X509Certificate(read.certificate).raw).toEqual(new X509Certificate(identity.certificate).raw)
    expect(read.key.trim()).toBe(identity.key.trim())
    expect(read.chain.map((pem) => new X509Certificate(pem).subject)).toEqual(['CN=Test authority'])
  })

  test('reads an RSA key and certificate as they were', () => {
    const own = rsaIdentity()
    const read = readPkcs12(writePkcs12(own, { password, protection: 'new' }), password)
    expect(new X509Certificate(read.certificate).raw).toEqual(new X509Certificate(own.certificate).raw)
    expect(read.key).toBe(own.key)
  })

  test('leaves the root out of what is sent, and sends what lies between', () => {
    const file = writePkcs12(identity, { password, protection: 'new', chain: [authority.certificate] })
    expect(readPkcs12(file, password).certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(1)
  })

  test('finds the key of its own certificate, whatever stands first', async () => {
    const neighbour = await authority.issueClient({ commonName: 'neighbour' })
    const file = writePkcs12(
      { certificate: neighbour.certificate, key: identity.key },
      { password, protection: 'new', chain: [identity.certificate] },
    )
    expect(new X509Certificate(readPkcs12(file, password).certificate).subject).toContain('CN=bank')
  })

  test('opens a file with an empty password', () => {
    expect(readPkcs12(writePkcs12(identity, { password: '', protection: 'old' }), '').key.trim()).toBe(
      identity.key.trim(),
    )
  })

  test('says so when the password is another', () => {
    const file = writePkcs12(identity, { password, protection: 'new' })
    expect(codeOf(() => readPkcs12(file, `${password} `))).toBe('pkcs12-password')
  })

  test('says so when key or certificate is missing', async () => {
    const stranger = await authority.issueClient({ commonName: 'stranger' })
    const common = { password, protection: 'new' } as const
    expect(codeOf(() => readPkcs12(writePkcs12(identity, { ...common, withoutKey: true }), password))).toBe(
      'pkcs12-content',
    )
    const other = writePkcs12(identity, { ...common, withoutCertificate: true, chain: [stranger.certificate] })
    expect(codeOf(() => readPkcs12(other, password))).toBe('pkcs12-content')
  })

  test('refuses what is no PKCS#12 file, cut or changed anywhere, without a crash', () => {
    const file = writePkcs12(identity, { password, protection: 'old' })
    expect(codeOf(() => readPkcs12(Buffer.from(identity.certificate), password))).toBe('pkcs12-format')
    for (let length = 0; length < file.length; length += 17)
      expect(codeOf(() => readPkcs12(file.subarray(0, length), password))).toBe('pkcs12-format')
    for (let at = 0; at < file.length; at += 31) {
      const changed = Buffer.from(file)
      changed.writeUInt8(changed.readUInt8(at) ^ 0x55, at)
      expect(codeOf(() => readPkcs12(changed, password))).toMatch(/^(pkcs12-|read$)/)
    }
  })
})

/** A self-signed certificate with an RSA key. */
function rsaIdentity(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ format: 'pem', type: 'spki' }).toString())
  made.setSubject([{ name: 'commonName', value: 'rsa' }])
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  made.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(made), key }
}

function codeOf(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (error) {
    return isProblemError(error) ? error.problems[0].code : String(error)
  }
}
