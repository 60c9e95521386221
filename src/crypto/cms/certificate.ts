import { X509Certificate, type KeyObject } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { Certificate, SubjectKeyIdentifier, type Extension } from '@peculiar/asn1-x509'
import { unknownAlgorithm } from './algorithms.js'
import { derBytes, malformed } from './structures.js'

const subjectKeyIdentifier = '2.5.29.14'

/** A certificate as Node knows it (key, signature, dates) and as it is written (names, extensions). */
export interface ReadCertificate {
  readonly x509: X509Certificate
  readonly written: Certificate
}

/** Reads the DER of a certificate. @throws ProblemError `cms-format` */
export function readCertificate(der: Uint8Array): ReadCertificate {
  try {
    const x509 = new X509Certificate(der)
    if (x509.raw.equals(der)) return { x509, written: AsnConvert.parse(Uint8Array.from(der), Certificate) }
  } catch {
    // Falls through to the same words.
  }
  throw malformed()
}

/** The subject in one line, without signs that would turn the text about it around. */
export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.replaceAll('\n', ', ').replace(/[\p{Cc}\p{Cf}]/gu, '')
}

/** The extension with this identifier; RFC 5280 (4.2) allows each once. @throws ProblemError where there are two */
export function extensionOf({ written }: ReadCertificate, oid: string): Extension | undefined {
  const [found, ...more] = written.tbsCertificate.extensions?.filter(({ extnID }) => extnID === oid) ?? []
  if (more.length > 0) throw malformed()
  return found
}

/** An extension's value as its type. @throws ProblemError `cms-format` */
export function extensionValue<T>(extension: Extension, type: new () => T): T {
  try {
    return AsnConvert.parse(extension.extnValue.buffer, type)
  } catch {
    throw malformed()
  }
}

export const issuerOf = ({ written }: ReadCertificate): Buffer => derBytes(written.tbsCertificate.issuer)
export const subjectNameOf = ({ written }: ReadCertificate): Buffer => derBytes(written.tbsCertificate.subject)
export const serialOf = ({ written }: ReadCertificate): Buffer => Buffer.from(written.tbsCertificate.serialNumber)

/** The subject key identifier; undefined where the certificate has none. */
export function keyIdentifierOf(certificate: ReadCertificate): Buffer | undefined {
  const extension = extensionOf(certificate, subjectKeyIdentifier)
  return extension && Buffer.from(extensionValue<OctetString>(extension, SubjectKeyIdentifier).buffer)
}

/** @throws ProblemError that names the algorithm, where the key is of a kind that is not known here */
export function publicKeyOf({ x509, written }: ReadCertificate): KeyObject {
  try {
    return x509.publicKey
  } catch {
    throw unknownAlgorithm(written.tbsCertificate.subjectPublicKeyInfo.algorithm.algorithm)
  }
}
