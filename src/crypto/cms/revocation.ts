import { AsnConvert } from '@peculiar/asn1-schema'
import { CertificateList, IssuingDistributionPoint, type RevokedCertificate } from '@peculiar/asn1-x509'
import type { Instant } from '../../base/clock.js'
import { digestOfWay } from './algorithms.js'
import { publicKeyOf, serialOf, subjectNameOf, type ReadCertificate } from './certificate.js'
import { isDer } from './der.js'
import { isSignedBy } from './signature.js'
import { derBytes } from './structures.js'
import { mayBeUsedFor } from './usage.js'

const issuingDistributionPoint = '2.5.29.28'
const removeFromList = 8
const reasonCode = '2.5.29.21'

/** What the lists say of a certificate at a time; `silent` where none is of its authority. */
export type Revocation = 'silent' | 'good' | 'revoked' | 'list-outdated' | 'list-unusable'

/** Looks a certificate up in the revocation lists (DER, RFC 5280, section 5) of its issuer. */
export function revocationOf(
  certificate: ReadCertificate,
  issuer: ReadCertificate,
  lists: readonly Uint8Array[],
  at: Instant,
): Revocation {
  const read = lists.map(readList)
  if (read.includes(undefined)) return 'list-unusable'
  const own = read.flatMap((list) => list ?? []).filter((list) => isOf(list, issuer))
  if (own.length === 0) return 'silent'
  const usable = own.filter((list) => isUsable(list, issuer))
  if (usable.length === 0) return 'list-unusable'
  const now = Date.parse(at)
  const entries = usable.flatMap(({ tbsCertList }) => tbsCertList.revokedCertificates ?? [])
  if (entries.some((entry) => isEntryOf(entry, certificate) && entry.revocationDate.getTime().getTime() <= now))
    return 'revoked'
  const ends = usable.map(({ tbsCertList }) => tbsCertList.nextUpdate?.getTime().getTime() ?? Infinity)
  return ends.some((end) => end >= now) ? 'good' : 'list-outdated'
}

/** The signature is over the bytes as they came, so it does not matter how they would be written again. */
function readList(der: Uint8Array): CertificateList | undefined {
  try {
    return isDer(der) ? AsnConvert.parse(Uint8Array.from(der), CertificateList) : undefined
  } catch {
    return undefined
  }
}

const isOf = ({ tbsCertList }: CertificateList, issuer: ReadCertificate): boolean =>
  derBytes(tbsCertList.issuer).equals(subjectNameOf(issuer))

/** Signed by the issuer, who may sign lists, and without conditions that are not understood here. */
function isUsable(list: CertificateList, issuer: ReadCertificate): boolean {
  const { tbsCertList, tbsCertListRaw, signatureAlgorithm: way, signature: value } = list
  const critical = (tbsCertList.crlExtensions ?? []).filter(({ critical }) => critical)
  try {
    return (
      tbsCertListRaw !== undefined &&
      critical.every(({ extnID, extnValue }) => extnID === issuingDistributionPoint && !isIndirect(extnValue.buffer)) &&
      mayBeUsedFor(issuer, 'cRLSign') &&
      isSignedBy(publicKeyOf(issuer), new Uint8Array(tbsCertListRaw), { way, digest: digestOfWay(way), value })
    )
  } catch {
    return false
  }
}

/** A list of what other authorities issued. */
const isIndirect = (value: ArrayBuffer): boolean => AsnConvert.parse(value, IssuingDistributionPoint).indirectCRL

function isEntryOf({ userCertificate, crlEntryExtensions = [] }: RevokedCertificate, certificate: ReadCertificate) {
  const reason = crlEntryExtensions.find(({ extnID }) => extnID === reasonCode)
  // An ENUMERATED of one byte: tag, length, value.
  const isRemoved = reason !== undefined && new Uint8Array(reason.extnValue.buffer)[2] === removeFromList
  return !isRemoved && serialOf(certificate).equals(Buffer.from(userCertificate))
}
