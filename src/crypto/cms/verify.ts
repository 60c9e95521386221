import type { X509Certificate } from 'node:crypto'
import type { SignerInfo } from '@peculiar/asn1-cms'
import type { Instant } from '../../base/clock.js'
import { isProblemError, problem, type Problem } from '../../base/problem.js'
import { subjectOf } from './certificate.js'
import { readSignedData } from './signed-data.js'
import { checkSigner, type CheckedSigner } from './signer.js'
import { malformed, oids } from './structures.js'
import { verifyTimeStamp, type TimeStamp } from './time-stamp.js'

/** A signature as it was read: who signed, and what of it holds. Whether a certificate is trusted is another question (`chainTo`). */
export interface CmsReading {
  readonly signers: readonly [CmsSigner, ...CmsSigner[]]
  /** All that came with the signature, the signers' own and those on the way to a root. */
  readonly certificates: readonly X509Certificate[]
}

export interface CmsSigner {
  readonly certificate: X509Certificate
  /** The certificate's subject in one line. */
  readonly subject: string
  /** What the signer claims; nobody vouches for it but a time stamp. */
  readonly signingTime?: Instant
  /** The content is the one that was signed. */
  readonly digestOk: boolean
  /** The certificate's key made the signature. */
  readonly signatureOk: boolean
  /** What is signed names the certificate by its digest (RFC 5035). */
  readonly namesCertificate: boolean
  /** An authority's word that the signature was there at a time (RFC 3161). */
  readonly timeStamp?: SignerTimeStamp
  /** Types of unsigned attributes that are not looked at here. */
  readonly unread: readonly string[]
}

export type SignerTimeStamp =
  (TimeStamp & { readonly sound: true }) | { readonly sound: false; readonly problem: Problem }

/** True where everything in the signature holds, time stamps too. It says nothing about whom the certificates are trusted by. */
export function holds({ signers }: CmsReading): boolean {
  return signers.every(
    ({ digestOk, signatureOk, timeStamp }) => digestOk && signatureOk && (timeStamp === undefined || timeStamp.sound),
  )
}

/**
 * Verifies a detached signature (CMS SignedData, RFC 5652, DER) over `content`.
 * @throws ProblemError `cms-format`, `cms-attached`, `cms-no-certificate`, `cms-no-attributes`, `cms-certificate-exchanged`,
 * `cms-algorithm` or `cms-weak-algorithm` where it cannot be read or must not be relied on; a signature that does not hold is
 * no error, it is read as such
 */
export async function verifyCms(der: Uint8Array, content: Uint8Array): Promise<CmsReading> {
  const { signed, certificates } = readSignedData(der)
  const { eContentType, eContent } = signed.encapContentInfo
  if (eContentType !== oids.data) throw malformed()
  if (eContent) throw attached()
  const [first, ...rest] = signed.signerInfos.map((info) =>
    signerOf(checkSigner(info, content, eContentType, certificates), info),
  )
  if (!first) throw malformed()
  return { signers: [first, ...rest], certificates: certificates.map(({ x509 }) => x509) }
}

function signerOf(checked: CheckedSigner, info: SignerInfo): CmsSigner {
  const { certificate, ...rest } = checked
  const stamp = timeStampOf(info)
  return {
    ...rest,
    certificate: certificate.x509,
    subject: subjectOf(certificate.x509),
    ...(stamp ? { timeStamp: stamp } : {}),
    unread: (info.unsignedAttrs ?? []).map(({ attrType }) => attrType).filter((type) => type !== oids.timeStampToken),
  }
}

/** The time stamp over the signature's value (RFC 3161, Appendix A). */
function timeStampOf({ unsignedAttrs = [], signature }: SignerInfo): SignerTimeStamp | undefined {
  const found = unsignedAttrs.filter(({ attrType }) => attrType === oids.timeStampToken)
  if (found.length === 0) return undefined
  try {
    const [token, ...more] = found.flatMap(({ attrValues }) => attrValues)
    if (!token || more.length > 0) throw malformed()
    return { ...verifyTimeStamp(new Uint8Array(token), new Uint8Array(signature.buffer)), sound: true }
  } catch (error) {
    if (isProblemError(error)) return { sound: false, problem: error.problems[0] }
    throw error
  }
}

const attached = () =>
  problem(
    'cms-attached',
    'the signature carries the content inside, a detached one is expected here',
    'Have it signed detached (openssl cms: without -nodetach and -stream).',
  )
