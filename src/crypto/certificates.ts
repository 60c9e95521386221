import 'reflect-metadata'
import { randomBytes, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509'
import type { Extension, JsonGeneralName, JsonName, X509Certificate } from '@peculiar/x509'
import type { Identity } from '../model/target.js'

/** How certificates are signed here. */
export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 24 * 3600 * 1000

/** Whom a certificate names. */
export interface Subject {
  readonly commonName: string
  readonly organization?: string
}

export interface CertificateOptions {
  /** Already expired when it is issued. */
  readonly expired?: boolean
  /** Of a server: the extra names are all it has; it is none for 127.0.0.1 and localhost. */
  readonly onlyTheseNames?: boolean
}

/** A certification authority in memory: issues certificates of one year, revokes them, publishes a list (RFC 5280). */
export interface Authority {
  /** PEM of its own certificate: what others trust. */
  readonly certificate: string
  /** A certificate for a TLS server on 127.0.0.1, localhost and the extra names or IP addresses. */
  issueServer(subject: Subject, extraNames?: readonly string[], options?: CertificateOptions): Promise<Identity>
  /** A certificate for a TLS client. */
  issueClient(subject: Subject, options?: CertificateOptions): Promise<Identity>
  /** From now on the certificate stands in every list that is made. */
  revoke(certificate: string): void
  /** PEM of the revocation list as of now (label `X509 CRL`). */
  revocationList(): Promise<string>
}

/** A new authority with a key of its own. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await newKeys()
  const name = distinguishedName({ commonName })
  const own = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name,
    keys,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const revoked = new Map<string, Date>()

  const issue = async (subject: Subject, extensions: Extension[], expired = false): Promise<Identity> => {
    const subjectKeys = await newKeys()
    const certificate = await X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: distinguishedName(subject),
      issuer: own.subject,
      publicKey: subjectKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      ...validity(expired),
      extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true), ...extensions],
    })
    return identity(certificate, subjectKeys.privateKey)
  }

  return {
    certificate: own.toString('pem'),
    issueServer: (subject, extraNames = [], options = {}) => {
      const usual = options.onlyTheseNames ? [] : ['127.0.0.1', 'localhost']
      const names = [...new Set([...usual, ...extraNames])].map(generalName)
      const usage = new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth])
      return issue(subject, [usage, new SubjectAlternativeNameExtension(names)], options.expired)
    },
    issueClient: (subject, options = {}) =>
      issue(subject, [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])], options.expired),
    revoke: (certificate) => {
      revoked.set(new NodeCertificate(certificate).serialNumber.toLowerCase(), new Date())
    },
    revocationList: async () => {
      const list = await X509CrlGenerator.create({
        issuer: own.subject,
        thisUpdate: new Date(Date.now() - dayMs),
        nextUpdate: new Date(Date.now() + 365 * dayMs),
        signingAlgorithm: algorithm,
        signingKey: keys.privateKey,
        entries: [...revoked].map(([serialNumber, revocationDate]) => ({
          serialNumber,
          revocationDate,
          reason: X509CrlReason.keyCompromise,
        })),
      })
      return PemConverter.encode(list.rawData, 'X509 CRL')
    },
  }
}

const generalName = (value: string): JsonGeneralName => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })

/** A pair on P-256. */
export const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

/** Certificate and key as PEM. */
export async function identity(certificate: X509Certificate, privateKey: webcrypto.CryptoKey): Promise<Identity> {
  const key = await webcrypto.subtle.exportKey('pkcs8', privateKey)
  return { certificate: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') }
}

function distinguishedName(subject: Subject): JsonName {
  return [...(subject.organization ? [{ O: [subject.organization] }] : []), { CN: [subject.commonName] }]
}

/** From a day ago, so that clocks may differ; an expired certificate ended yesterday. */
function validity(expired = false): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  return expired
    ? { notBefore: new Date(now - 30 * dayMs), notAfter: new Date(now - dayMs) }
    : { notBefore: new Date(now - dayMs), notAfter: new Date(now + 365 * dayMs) }
}

/** A positive number of 16 bytes without a leading zero, as hexadecimal. */
export function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}
