import 'reflect-metadata'
import { KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import {
  BasicConstraintsExtension,
  Extension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509'

export { KeyUsageFlags }

/** A key with its certificate, made in a test. */
export interface Holder {
  readonly certificate: X509Certificate
  readonly key: KeyObject
  readonly keys: webcrypto.CryptoKeyPair
}

export interface Issuing {
  readonly name: string
  /** Itself where absent. */
  readonly by?: Holder
  readonly authority?: boolean
  readonly pathLength?: number
  readonly rsa?: boolean
  readonly usage?: KeyUsageFlags
  readonly purposes?: readonly string[]
  readonly critical?: string
  readonly from?: string
  readonly until?: string
}

const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }

/** A new key with a certificate of 2026, unless told otherwise. */
export async function issue(wanted: Issuing): Promise<Holder> {
  const { name, by, authority = false, pathLength, usage, purposes, critical } = wanted
  const keys = await webcrypto.subtle.generateKey(wanted.rsa ? rsa : ec, true, ['sign', 'verify'])
  const made = await X509CertificateGenerator.create({
    serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`,
    subject: `CN=${name}`,
    issuer: by ? issuerName(by) : `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: by ? by.keys.privateKey : keys.privateKey,
    signingAlgorithm: (by ? by.key.asymmetricKeyType === 'rsa' : wanted.rsa) ? rsa : ec,
    notBefore: new Date(wanted.from ?? '2026-01-01T00:00:00Z'),
    notAfter: new Date(wanted.until ?? '2027-01-01T00:00:00Z'),
    extensions: [
      authority && usage === undefined
        ? new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)
        : new KeyUsagesExtension(usage ?? KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(authority ? [new BasicConstraintsExtension(true, pathLength, true)] : []),
      ...(purposes ? [new ExtendedKeyUsageExtension([...purposes], true)] : []),
      ...(critical === undefined ? [] : [new Extension(critical, true, Uint8Array.of(5, 0))]),
    ],
  })
  return {
    certificate: new X509Certificate(Buffer.from(made.rawData)),
    key: KeyObject.from(keys.privateKey),
    keys,
  }
}

const issuerName = ({ certificate }: Holder): string => certificate.subject.split('\n').join(', ')

/** A revocation list (DER) that names the certificates. */
export async function revocationList(
  by: Holder,
  revoked: readonly X509Certificate[],
  dates: { readonly revokedAt?: string; readonly thisUpdate: string; readonly nextUpdate: string },
): Promise<Uint8Array> {
  const list = await X509CrlGenerator.create({
    issuer: issuerName(by),
    thisUpdate: new Date(dates.thisUpdate),
    nextUpdate: new Date(dates.nextUpdate),
    signingAlgorithm: by.key.asymmetricKeyType === 'rsa' ? rsa : ec,
    signingKey: by.keys.privateKey,
    entries: revoked.map(({ serialNumber }) => ({
      serialNumber: serialNumber.toLowerCase(),
      revocationDate: new Date(dates.revokedAt ?? dates.thisUpdate),
    })),
  })
  return new Uint8Array(list.rawData)
}
