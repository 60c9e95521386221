import { createHash } from 'node:crypto'
import { CMSVersion, type SignerInfo } from '@peculiar/asn1-cms'
import type { Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { digestOf } from './algorithms.js'
import { attributeOf, attributesOf, octets, oidBytes, type Attributes } from './attributes.js'
import { issuerOf, keyIdentifierOf, publicKeyOf, serialOf, subjectOf, type ReadCertificate } from './certificate.js'
import { derSet } from './der.js'
import { isSignedBy } from './signature.js'
import { derBytes, malformed, oids, readExactly, SigningCertificate, SigningCertificateV2 } from './structures.js'
import { readTime } from './times.js'

/** What one signer's part of a CMS says, and whether it is so. */
export interface CheckedSigner {
  readonly certificate: ReadCertificate
  /** What the signer claims, where it does; nobody else vouches for it. */
  readonly signingTime?: Instant
  /** The content is the one that was signed. */
  readonly digestOk: boolean
  /** The certificate's key made the signature. */
  readonly signatureOk: boolean
  /** What is signed names the certificate by its digest, so that no other with the same key can take its place (RFC 5035). */
  readonly namesCertificate: boolean
}

/**
 * Verifies one signer over a content of a type (RFC 5652, section 5.6).
 * @throws ProblemError where the part cannot be read, contradicts itself or uses an algorithm that is not known here
 */
export function checkSigner(
  signer: SignerInfo,
  content: Uint8Array,
  contentType: string,
  certificates: readonly ReadCertificate[],
): CheckedSigner {
  const digest = digestOf(signer.digestAlgorithm)
  const attributes = attributesOf(signer.signedAttrs ?? withoutAttributes())
  const certificate = certificateOf(signer, certificates)
  if (!oidBytes(contentType).equals(attributeOf(attributes, oids.contentType))) throw malformed()
  const time = attributes.get(oids.signingTime)
  // The signature is over the attributes as a set in DER, however they were ordered on the way (RFC 5652, section 5.4).
  const signed = derSet((signer.signedAttrs ?? []).map(derBytes))
  return {
    certificate,
    ...(time ? { signingTime: readTime(time) } : {}),
    digestOk: createHash(digest)
      .update(content)
      .digest()
      .equals(octets(attributeOf(attributes, oids.messageDigest))),
    signatureOk: isSignedBy(publicKeyOf(certificate), signed, {
      way: signer.signatureAlgorithm,
      digest,
      value: signer.signature.buffer,
    }),
    namesCertificate: namesCertificate(attributes, certificate),
  }
}

/** Without signed attributes a signature could be shown as one over other content: the attributes' own bytes. */
function withoutAttributes(): never {
  throw problem(
    'cms-no-attributes',
    'the signature has no signed attributes, so it does not say what it was made for',
    'Have it signed with signed attributes (openssl cms: without -noattr).',
  )
}

/** The one certificate that the signer names, by issuer and number or by key identifier (RFC 5652, section 5.3). */
function certificateOf({ sid, version }: SignerInfo, certificates: readonly ReadCertificate[]): ReadCertificate {
  const { issuerAndSerialNumber: named, subjectKeyIdentifier } = sid
  if (version !== (named ? CMSVersion.v1 : CMSVersion.v3)) throw malformed()
  const keyIdentifier = subjectKeyIdentifier && Buffer.from(subjectKeyIdentifier.buffer)
  const isNamed = (candidate: ReadCertificate): boolean =>
    named
      ? issuerOf(candidate).equals(derBytes(named.issuer)) &&
        serialOf(candidate).equals(Buffer.from(named.serialNumber))
      : keyIdentifier !== undefined && keyIdentifierOf(candidate)?.equals(keyIdentifier) === true
  const [found, ...more] = certificates.filter(isNamed)
  if (found && more.length === 0) return found
  throw problem(
    'cms-no-certificate',
    found
      ? 'two certificates in the signature could be the signer’s'
      : 'the signer’s certificate is not in the signature',
    'Have it signed again with the certificate inside (openssl cms: without -nocerts, and with -signer).',
  )
}

/** False where no attribute names it. @throws ProblemError where one names another */
function namesCertificate(attributes: Attributes, certificate: ReadCertificate): boolean {
  const [second, first] = [attributes.get(oids.signingCertificateV2), attributes.get(oids.signingCertificate)]
  const { raw } = certificate.x509
  if (second) {
    const [id] = readExactly(second, SigningCertificateV2).certs
    const digest = id?.hashAlgorithm ? digestOf(id.hashAlgorithm) : 'sha256'
    if (!id || !createHash(digest).update(raw).digest().equals(Buffer.from(id.certHash.buffer)))
      throw exchanged(certificate)
  }
  if (first) {
    // SHA-1 by its definition; here it only points to a certificate, the signature does not rest on it.
    const [id] = readExactly(first, SigningCertificate).certs
    if (!id || !createHash('sha1').update(raw).digest().equals(Buffer.from(id.certHash.buffer)))
      throw exchanged(certificate)
  }
  return first !== undefined || second !== undefined
}

const exchanged = ({ x509 }: ReadCertificate) =>
  problem(
    'cms-certificate-exchanged',
    `the signature was made for another certificate than the one that is with it (${subjectOf(x509)})`,
    'The certificate was exchanged or damaged: get the signature anew.',
  )
