import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { Identity } from '../model/target.js'
import { algorithm, identity, newKeys, newSerial } from './certificates.js'

const years = 10

/** id-kp-documentSigning (RFC 9336). */
const documentSigning = '1.3.6.1.5.5.7.3.36'

/**
 * A key with a certificate that it signed itself, for PDFs: their readers know no Ed25519. Such a certificate proves nothing
 * of who holds it; the manifest inside the PDF names its digest and is signed by the key that people compare.
 */
export async function createDocumentIdentity(commonName: string, now: Date): Promise<Identity> {
  const keys = await newKeys()
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + years)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm: algorithm,
    notBefore: now,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      new ExtendedKeyUsageExtension([documentSigning]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return identity(certificate, keys.privateKey)
}
