import { createHash, KeyObject, sign, X509Certificate, type webcrypto } from 'node:crypto'
import {
  Attribute,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignatureAlgorithmIdentifier,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms'
import { OctetString } from '@peculiar/asn1-schema'
import type { Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { digestOids, ecdsaWithSha256, rsaWithSha256 } from './algorithms.js'
import { oidBytes } from './attributes.js'
import { readCertificate } from './certificate.js'
import { derSet } from './der.js'
import { derBytes, EssCertIdsV2, EssCertIdV2, oids, SignedData, SigningCertificateV2 } from './structures.js'
import { derTime } from './times.js'

export interface CmsSigning {
  readonly certificate: X509Certificate
  /** Certificates on the way to the root, for those who verify. */
  readonly chain: readonly X509Certificate[]
  /** RSA or EC, of the certificate. */
  readonly key: webcrypto.CryptoKey | KeyObject
  /** What is claimed as the time of signing; whole seconds. */
  readonly signingTime?: Instant
  /** A PDF says the time itself, and forbids it here (ETSI EN 319 142-1, section 6.3). */
  readonly padesAttributes: boolean
}

/**
 * Signs `content`: a detached CMS SignedData (RFC 5652) in DER, with SHA-256 and the certificate's digest among what is signed
 * (RFC 5035).
 * @throws ProblemError where the key is of another kind, or not the certificate's
 */
export async function signCms(content: Uint8Array, signing: CmsSigning): Promise<Uint8Array> {
  return signTyped(content, new EncapsulatedContentInfo({ eContentType: oids.data }), signing)
}

/** Signs a content of any type, which is inside or not (RFC 5652, section 5.2). */
export function signTyped(content: Uint8Array, encapContentInfo: EncapsulatedContentInfo, signing: CmsSigning): Buffer {
  const { certificate, chain, padesAttributes, signingTime } = signing
  const key = signing.key instanceof KeyObject ? signing.key : KeyObject.from(signing.key)
  const signatureAlgorithm = algorithmOf(key, certificate)
  const attributes = [
    attribute(oids.contentType, oidBytes(encapContentInfo.eContentType)),
    attribute(oids.messageDigest, derBytes(new OctetString(digestOf(content)))),
    ...(padesAttributes || signingTime === undefined ? [] : [attribute(oids.signingTime, derTime(signingTime))]),
    attribute(oids.signingCertificateV2, derBytes(signingCertificate(certificate))),
  ].toSorted((a, b) => Buffer.compare(derBytes(a), derBytes(b)))
  const { issuer, serialNumber } = readCertificate(certificate.raw).written.tbsCertificate
  const digestAlgorithm = new DigestAlgorithmIdentifier({ algorithm: digestOids.sha256 })
  const signer = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
    digestAlgorithm,
    signedAttrs: attributes,
    signatureAlgorithm,
    signature: new OctetString(sign('sha256', derSet(attributes.map(derBytes)), { key, dsaEncoding: 'der' })),
  })
  const signed = new SignedData()
  signed.digestAlgorithms = new DigestAlgorithmIdentifiers([digestAlgorithm])
  if (encapContentInfo.eContentType !== oids.data) signed.version = 3
  signed.encapContentInfo = encapContentInfo
  signed.certificates = [certificate, ...chain]
    .map(({ raw }) => Uint8Array.from(raw))
    .toSorted((a, b) => Buffer.compare(a, b))
    .map(({ buffer }) => buffer)
  signed.signerInfos = new SignerInfos([signer])
  return derBytes(new ContentInfo({ contentType: oids.signedData, content: Uint8Array.from(derBytes(signed)).buffer }))
}

const digestOf = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest())

const attribute = (attrType: string, value: Uint8Array): Attribute =>
  new Attribute({ attrType, attrValues: [Uint8Array.from(value).buffer] })

/** SHA-256 is what ESSCertIDv2 means where it names none. */
function signingCertificate({ raw }: X509Certificate): SigningCertificateV2 {
  const id = new EssCertIdV2()
  id.certHash = new OctetString(digestOf(raw))
  const named = new SigningCertificateV2()
  named.certs = new EssCertIdsV2([id])
  return named
}

function algorithmOf(key: KeyObject, certificate: X509Certificate): SignatureAlgorithmIdentifier {
  const type = key.asymmetricKeyType
  const algorithm = type === 'ec' ? ecdsaWithSha256 : type === 'rsa' ? rsaWithSha256 : undefined
  if (algorithm === undefined || !certificate.checkPrivateKey(key)) {
    throw problem(
      'cms-key',
      algorithm === undefined
        ? `a key of the kind ${type ?? key.type} cannot sign here`
        : 'the key is not that of the certificate',
      'Give an RSA or EC key together with its own certificate.',
    )
  }
  return new SignatureAlgorithmIdentifier({ algorithm, ...(type === 'rsa' ? { parameters: null } : {}) })
}
