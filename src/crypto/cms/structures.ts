import { AsnArray, AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema'
import { DigestAlgorithmIdentifiers, EncapsulatedContentInfo, SignerInfos } from '@peculiar/asn1-cms'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { problem, type ProblemError } from '../../base/problem.js'
import { isDer } from './der.js'

export const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
} as const

/** SignedData (RFC 5652, section 5.1), with certificates and revocation lists as the bytes that came: they were signed as such. */
export class SignedData {
  version = 1
  digestAlgorithms = new DigestAlgorithmIdentifiers()
  encapContentInfo = new EncapsulatedContentInfo()
  certificates?: ArrayBuffer[]
  crls?: ArrayBuffer[]
  signerInfos = new SignerInfos()
}
const anySet = { type: AsnPropTypes.Any, repeated: 'set', implicit: true, optional: true } as const
declareFields(SignedData, {
  version: { type: AsnPropTypes.Integer },
  digestAlgorithms: { type: DigestAlgorithmIdentifiers },
  encapContentInfo: { type: EncapsulatedContentInfo },
  certificates: { ...anySet, context: 0 },
  crls: { ...anySet, context: 1 },
  signerInfos: { type: SignerInfos },
})

/** ESSCertID (RFC 2634, section 5.4): a certificate by its SHA-1. */
export class EssCertId {
  certHash = new OctetString()
  issuerSerial?: ArrayBuffer
}
declareFields(EssCertId, {
  certHash: { type: OctetString },
  issuerSerial: { type: AsnPropTypes.Any, optional: true },
})

/** ESSCertIDv2 (RFC 5035, section 4): a certificate by a digest, SHA-256 where none is named. */
export class EssCertIdV2 {
  hashAlgorithm?: AlgorithmIdentifier
  certHash = new OctetString()
  issuerSerial?: ArrayBuffer
}
declareFields(EssCertIdV2, {
  hashAlgorithm: { type: AlgorithmIdentifier, optional: true },
  certHash: { type: OctetString },
  issuerSerial: { type: AsnPropTypes.Any, optional: true },
})

export class EssCertIds extends AsnArray<EssCertId> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: EssCertId })(EssCertIds)
export class EssCertIdsV2 extends AsnArray<EssCertIdV2> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: EssCertIdV2 })(EssCertIdsV2)

/** SigningCertificate (RFC 2634, section 5.4). */
export class SigningCertificate {
  certs = new EssCertIds()
  policies?: ArrayBuffer
}
declareFields(SigningCertificate, { certs: { type: EssCertIds }, policies: { type: AsnPropTypes.Any, optional: true } })

/** SigningCertificateV2 (RFC 5035, section 3). */
export class SigningCertificateV2 {
  certs = new EssCertIdsV2()
  policies?: ArrayBuffer
}
declareFields(SigningCertificateV2, {
  certs: { type: EssCertIdsV2 },
  policies: { type: AsnPropTypes.Any, optional: true },
})

/** The decorators of asn1-schema as calls: the project is compiled without decorators. */
function declareFields(type: new () => object, fields: Record<string, Parameters<typeof AsnProp>[0]>): void {
  AsnType({ type: AsnTypeTypes.Sequence })(type)
  for (const [name, field] of Object.entries(fields)) AsnProp(field)(type.prototype as object, name)
}

/** A structure as DER. */
export const derBytes = (structure: object): Buffer => Buffer.from(AsnConvert.serialize(structure))

/**
 * Reads a structure that must be all that the bytes hold: written again it gives the same bytes, so that nothing in them was
 * passed over or taken for something else.
 * @throws ProblemError `cms-format`
 */
export function readExactly<T extends object>(bytes: Uint8Array, type: new () => T): T {
  if (!isDer(bytes)) throw malformed()
  try {
    const structure = AsnConvert.parse(Uint8Array.from(bytes), type)
    if (derBytes(structure).equals(bytes)) return structure
  } catch {
    // The libraries' own words help nobody who holds a damaged file.
  }
  throw malformed()
}

/** Whoever holds such bytes can only get them anew. */
export function malformed(): ProblemError {
  return problem(
    'cms-format',
    'this is no signature in CMS (DER), or it is damaged',
    'Get it anew from whoever signed; a signature in PEM is turned into DER by: openssl cms -cmsout -inform PEM -outform DER',
  )
}
