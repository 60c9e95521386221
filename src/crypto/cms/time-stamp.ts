import { createHash, randomBytes, type X509Certificate } from 'node:crypto'
import { Attribute, ContentInfo } from '@peculiar/asn1-cms'
import { OctetString } from '@peculiar/asn1-schema'
import { MessageImprint, PKIStatus, TimeStampReq, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp'
import { AlgorithmIdentifier, ExtendedKeyUsage } from '@peculiar/asn1-x509'
import type { Instant } from '../../base/clock.js'
import { problem, type ProblemError } from '../../base/problem.js'
import { digestOf, digestOids } from './algorithms.js'
import { hasBit } from './bits.js'
import { extensionOf, extensionValue, subjectOf, type ReadCertificate } from './certificate.js'
import { derOf } from './der.js'
import { readSignedData } from './signed-data.js'
import { checkSigner } from './signer.js'
import { derBytes, malformed, oids, readExactly } from './structures.js'

/** An authority's word that some bytes were there at a time (RFC 3161). */
export interface TimeStamp {
  readonly at: Instant
  /** How far the authority's clock may be off, in milliseconds; undefined where it does not say. */
  readonly accuracyMs?: number
  /** The authority's certificate for time stamps. */
  readonly authority: X509Certificate
  /** The certificate's subject in one line. */
  readonly subject: string
  /** All certificates in the token, for the way to a root. */
  readonly certificates: readonly X509Certificate[]
}

const extendedKeyUsage = '2.5.29.37'
const timeStamping = '1.3.6.1.5.5.7.3.8'
const mostBytes = 1024 * 1024

/** A request for a time stamp over a SHA-256, with a nonce of 16 bytes and asking for the authority's certificate (RFC 3161, 2.4.1). */
export function timeStampRequest(sha256: Uint8Array): { readonly request: Uint8Array; readonly nonce: Uint8Array } {
  const nonce = randomBytes(16)
  // A first byte from 1 to 127 is that of a positive number in its shortest form.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40
  const messageImprint = new MessageImprint({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: digestOids.sha256 }),
    hashedMessage: new OctetString(sha256),
  })
  return {
    request: derBytes(new TimeStampReq({ messageImprint, nonce: Uint8Array.from(nonce).buffer, certReq: true })),
    nonce,
  }
}

/**
 * The token (DER) out of an authority's response (RFC 3161, 2.4.2) to the request with this nonce.
 * @throws ProblemError `time-stamp-refused` with the authority's reasons, `time-stamp-nonce`, `cms-format`
 */
export function readTimeStamp(response: Uint8Array, nonce: Uint8Array): Uint8Array {
  if (response.length > mostBytes) throw malformed()
  const { status, timeStampToken } = readResponse(response)
  if (status.status !== PKIStatus.granted && status.status !== PKIStatus.grantedWithMods)
    throw refused(status.status, status.statusString ? [...status.statusString] : [], status.failInfo?.value)
  if (!timeStampToken) throw malformed()
  const token = derBytes(timeStampToken)
  const told = infoOf(token).info.nonce
  if (!told || !Buffer.from(told).equals(nonce)) {
    throw problem(
      'time-stamp-nonce',
      'the time stamp answers another request than ours',
      'Try again; if it stays so, something between here and the authority answers from a store of old answers.',
    )
  }
  return token
}

/** Written by many programs: it may be BER, what was signed in it stands as it was. */
function readResponse(response: Uint8Array): TimeStampResp {
  try {
    return readExactly(derOf(response), TimeStampResp)
  } catch {
    throw problem(
      'time-stamp-format',
      'the answer is no time stamp response (RFC 3161), or it is damaged',
      'Look that the address is that of a time stamping authority: it answers application/timestamp-reply.',
    )
  }
}

/**
 * Verifies a time stamp over `bytes`: what it is over, its one signer, and that the signer's certificate is for time stamps and was
 * valid then. Whether the authority is trusted is another question (`chainTo` with `at` of the time stamp).
 * @throws ProblemError `time-stamp-other`, `time-stamp-signature`, `time-stamp-purpose`, `time-stamp-dates` or as verifyCms
 */
export function verifyTimeStamp(token: Uint8Array, bytes: Uint8Array): TimeStamp {
  const { info, content, signed, certificates } = infoOf(token)
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  const digest = createHash(digestOf(hashAlgorithm)).update(bytes).digest()
  if (!digest.equals(Buffer.from(hashedMessage.buffer))) {
    throw problem(
      'time-stamp-other',
      'the time stamp was made for something else',
      'Get the time stamp that belongs to these bytes, or have them stamped anew.',
    )
  }
  const [signer, ...more] = signed.signerInfos
  if (!signer || more.length > 0) throw malformed()
  const { certificate, digestOk, signatureOk, namesCertificate } = checkSigner(
    signer,
    content,
    oids.timeStampInfo,
    certificates,
  )
  // RFC 3161, 2.4.2: the certificate must be named in what is signed.
  if (!digestOk || !signatureOk || !namesCertificate) throw forged()
  checkPurpose(certificate)
  const at = info.genTime.toISOString()
  checkDates(certificate.x509, at)
  const accuracyMs = accuracyOf(info)
  return {
    at,
    ...(accuracyMs === undefined ? {} : { accuracyMs }),
    authority: certificate.x509,
    subject: subjectOf(certificate.x509),
    certificates: certificates.map(({ x509 }) => x509),
  }
}

/** Adds a time stamp over the signature's value to a CMS with one signer (RFC 3161, Appendix A). @throws ProblemError where it has several */
export function addTimeStamp(cms: Uint8Array, token: Uint8Array): Uint8Array {
  const { signed, signer } = onlySigner(cms)
  const stamp = new Attribute({ attrType: oids.timeStampToken, attrValues: [Uint8Array.from(token).buffer] })
  signer.unsignedAttrs = [...(signer.unsignedAttrs ?? []), stamp]
  return derBytes(new ContentInfo({ contentType: oids.signedData, content: Uint8Array.from(derBytes(signed)).buffer }))
}

/** The signature's value of a CMS with one signer: what a time stamp in it is over. @throws ProblemError where it has several */
export function signatureValue(cms: Uint8Array): Uint8Array {
  return new Uint8Array(onlySigner(cms).signer.signature.buffer)
}

function onlySigner(cms: Uint8Array) {
  const { signed } = readSignedData(cms)
  const [signer, ...more] = signed.signerInfos
  if (signer && more.length === 0) return { signed, signer }
  throw problem(
    'cms-several',
    'the signature has several signers, a time stamp here is for one',
    'Have it signed by one signer, or have the signing program add the time stamps.',
  )
}

/** TSTInfo (RFC 3161, 2.4.2) with the bytes that were signed. */
function infoOf(token: Uint8Array) {
  const { signed, certificates } = readSignedData(token)
  const { eContentType, eContent } = signed.encapContentInfo
  if (eContentType !== oids.timeStampInfo || !eContent?.single) throw malformed()
  const content = new Uint8Array(eContent.single.buffer)
  const info = readExactly(content, TSTInfo)
  const version: number = info.version
  if (version !== 1 || Number.isNaN(info.genTime.getTime())) throw malformed()
  return { info, content, signed, certificates }
}

/** RFC 3161, 2.3: the certificate is for time stamps alone, and says so in a critical extension. */
function checkPurpose(certificate: ReadCertificate): void {
  const extension = extensionOf(certificate, extendedKeyUsage)
  const purposes = extension?.critical ? [...extensionValue(extension, ExtendedKeyUsage)] : []
  if (purposes.length === 1 && purposes[0] === timeStamping) return
  throw problem(
    'time-stamp-purpose',
    `the certificate behind the time stamp is not for time stamps (${subjectOf(certificate.x509)})`,
    'Use a time stamping authority whose certificate has the critical extended key usage timeStamping, and no other.',
  )
}

function checkDates(certificate: X509Certificate, at: Instant): void {
  const now = Date.parse(at)
  if (Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)) return
  throw problem(
    'time-stamp-dates',
    `the time stamp is of ${at}, when the authority's certificate was not valid (${certificate.validFrom} to ${certificate.validTo})`,
    'Have it stamped anew by an authority whose certificate is valid.',
  )
}

function accuracyOf({ accuracy }: TSTInfo): number | undefined {
  if (!accuracy) return undefined
  const { seconds, millis = 0, micros = 0 } = accuracy
  return seconds * 1000 + millis + micros / 1000
}

const forged = (): ProblemError =>
  problem(
    'time-stamp-signature',
    'the time stamp was not signed by the certificate in it, or was changed afterwards',
    'Have it stamped anew.',
  )

/** PKIStatus and PKIFailureInfo in words (RFC 3161, 2.4.2). */
const statuses: Readonly<Record<number, string>> = {
  2: 'it refuses',
  3: 'it has not decided yet',
  4: 'it warns that a revocation is near',
  5: 'it has been revoked',
}
const failures: Readonly<Record<number, string>> = {
  0: 'it does not know the digest algorithm',
  2: 'it does not allow or support such a request',
  5: 'the request has the wrong format',
  14: 'its source of time is not available',
  15: 'it does not have the policy asked for',
  16: 'it does not have an extension asked for',
  17: 'it cannot give what was asked for in addition',
  25: 'it has failed',
}

function refused(status: number, said: readonly string[], bits: ArrayBuffer | undefined): ProblemError {
  const named = Object.entries(failures).filter(([bit]) => hasBit(bits, Number(bit)))
  const reasons = [statuses[status] ?? `status ${status}`, ...named.map(([, words]) => words)]
  const words = said.map((text) => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 200)).join(' / ')
  return problem(
    'time-stamp-refused',
    `the time stamping authority gives no time stamp: ${reasons.join(', ')}${words === '' ? '' : ` («${words}»)`}`,
    'Try again later; if it stays so, ask the authority, or name another one in «timeStamp».',
  )
}
