import { CMSVersion, ContentInfo, type SignerInfo } from '@peculiar/asn1-cms'
import { digestOf } from './algorithms.js'
import { readCertificate, type ReadCertificate } from './certificate.js'
import { malformed, oids, readExactly, SignedData } from './structures.js'

/** More than a signature with a chain, revocation lists and time stamps needs. */
const mostBytes = 4 * 1024 * 1024
const mostSigners = 16
const mostCertificates = 64

/**
 * The parts of a CMS that are the same whatever was signed; versions and digests must be as RFC 5652 (5.1) has them.
 * @throws ProblemError as `verifyCms`
 */
export function readSignedData(der: Uint8Array): { signed: SignedData; certificates: readonly ReadCertificate[] } {
  if (der.length > mostBytes) throw malformed()
  const { contentType, content } = readExactly(der, ContentInfo)
  if (contentType !== oids.signedData) throw malformed()
  const signed = readExactly(new Uint8Array(content), SignedData)
  const infos: readonly SignerInfo[] = [...signed.signerInfos]
  const written = (signed.certificates ?? []).map((certificate) => new Uint8Array(certificate))
  if (infos.length === 0 || infos.length > mostSigners || written.length > mostCertificates) throw malformed()
  const named = new Set([...signed.digestAlgorithms].map(digestOf))
  const used = new Set(infos.map(({ digestAlgorithm }) => digestOf(digestAlgorithm)))
  if (named.size !== used.size || [...used].some((digest) => !named.has(digest))) throw malformed()
  if (signed.version !== versionOf(signed, infos, written)) throw malformed()
  return { signed, certificates: written.filter(isCertificate).map(readCertificate) }
}

const sequence = 0x30
const [version1Attributes, version2Attributes, otherForm] = [0xa1, 0xa2, 0xa3]

/** Attribute certificates stand among them too, by tags of their own. */
const isCertificate = ([tag]: Uint8Array): boolean => tag === sequence

function versionOf(
  { crls = [], encapContentInfo }: SignedData,
  infos: readonly SignerInfo[],
  written: readonly Uint8Array[],
): number {
  const has = (tag: number | undefined) => written.some(([first]) => first === tag)
  if (has(otherForm) || crls.some((list) => new Uint8Array(list)[0] !== sequence)) return 5
  if (has(version2Attributes)) return 4
  const isThree =
    has(version1Attributes) ||
    infos.some(({ version }) => version === CMSVersion.v3) ||
    encapContentInfo.eContentType !== oids.data
  return isThree ? 3 : 1
}
