import type { X509Certificate } from 'node:crypto'
import { isProblemError } from '../../base/problem.js'
import {
  chainTo,
  verifyCms,
  verifyTimeStamp,
  type CmsSigner,
  type SignerTimeStamp,
  type TimeStamp,
} from '../../crypto/cms/index.js'
import { certificateThumbprint } from '../../crypto/thumbprint.js'
import { readDetached } from '../../crypto/detached-jws.js'
import { manifestType, signatureNames } from '../manifest.js'
import type { Findings, Whose } from './report.js'
import { whoseKey, type Trust } from './trust.js'
import { words } from './words.js'

/** Looks at the signature of a manifest among the files beside it. Answers who signed, where the signature holds. */
export async function checkSignature(
  manifest: Uint8Array,
  files: ReadonlyMap<string, Uint8Array>,
  trust: Trust,
  found: Findings,
  folder: string,
): Promise<Whose | undefined> {
  const jws = files.get(signatureNames.jws)
  const cms = files.get(signatureNames.cms)
  const where = `${folder}${jws ? signatureNames.jws : signatureNames.cms}`
  if (jws && cms) {
    found.fails('signature', where, words.signatureTwice())
    return
  }
  if (!jws && !cms) {
    found.fails('signature', `${folder}manifest.json`, words.signatureMissing())
    return
  }
  const token = files.get(signatureNames.timeStamp)
  const stamp = token && readStamp(token, jws ?? cms ?? manifest)
  const whose = jws
    ? checkJws(jws, manifest, trust, found, where)
    : cms && (await checkCms(cms, manifest, stamp, trust, found, where))
  if (stamp) tellReadStamp(stamp, trust, found, `${folder}${signatureNames.timeStamp}`)
  if (whose) tellWhose(whose, trust, found, where)
  return whose
}

function checkJws(
  jws: Uint8Array,
  manifest: Uint8Array,
  trust: Trust,
  found: Findings,
  where: string,
): Whose | undefined {
  const reading = readDetached(Buffer.from(jws).toString('latin1'), manifest, manifestType)
  if (reading.state === 'unreadable') {
    found.fails('signature', where, words.signatureUnreadable(reading.what))
    return
  }
  if (reading.state === 'invalid') {
    found.fails('signature', where, words.signatureBroken())
    return
  }
  found.holds('signature', where, words.signatureHolds())
  return whoseKey(reading.signer.thumbprint, trust)
}

/** `stamp` lies beside the signature; one inside counts before it. */
async function checkCms(
  cms: Uint8Array,
  manifest: Uint8Array,
  stamp: SignerTimeStamp | undefined,
  trust: Trust,
  found: Findings,
  where: string,
): Promise<Whose | undefined> {
  const signer = await soundSigner(cms, manifest, trust, found, where)
  if (!signer) return undefined
  found.holds('signature', where, words.signatureHolds())
  const stamped = stamp ? { timeStamp: stamp, ...signer.signer } : signer.signer
  return whoseCertificate(stamped, signer.certificates, trust, found, where)
}

/** The signer of a CMS over these bytes, where every signature in it holds; tells of its time stamp. */
export async function soundSigner(
  cms: Uint8Array,
  content: Uint8Array,
  trust: Trust,
  found: Findings,
  where: string,
): Promise<{ readonly signer: CmsSigner; readonly certificates: readonly X509Certificate[] } | undefined> {
  try {
    const { signers, certificates } = await verifyCms(cms, content)
    if (signers.some(({ digestOk, signatureOk }) => !digestOk || !signatureOk)) {
      found.fails('signature', where, words.signatureBroken())
      return
    }
    for (const { timeStamp } of signers) {
      if (timeStamp) tellReadStamp(timeStamp, trust, found, where)
    }
    return { signer: signers[0], certificates }
  } catch (error) {
    if (!isProblemError(error)) throw error
    found.fails('signature', where, words.signatureUnreadable(error.problems[0].what))
    return
  }
}

/** Whose certificate it is: pinned by its digest, or by the way to an authority that the verifier trusts. */
export function whoseCertificate(
  { certificate, subject, timeStamp }: CmsSigner,
  others: readonly X509Certificate[],
  trust: Trust,
  found: Findings,
  where: string,
): Whose {
  const id = certificateThumbprint(certificate.raw)
  if (trust.pinned.includes(id)) return { kind: 'pinned', id }
  if (trust.anchors.length === 0) return { kind: 'unknown', id, name: subject }
  // What the signer claims as the time counts for nothing; a trusted stamp does.
  const stamped = timeStamp?.sound === true && isTrusted(timeStamp, trust) ? timeStamp.at : undefined
  const way = chainTo(certificate, others, trust.anchors, stamped ?? trust.now, trust.revocations)
  if (way === 'trusted') return { kind: 'trusted', id, name: subject }
  found.fails('key', where, words.certificateDistrusted(subject, way.text))
  return { kind: 'unknown', id, name: subject }
}

const isTrusted = ({ authority, certificates, at }: TimeStamp, { anchors, revocations }: Trust): boolean =>
  chainTo(authority, certificates, anchors, at, revocations) === 'trusted'

function readStamp(token: Uint8Array, bytes: Uint8Array): SignerTimeStamp {
  try {
    return { ...verifyTimeStamp(token, bytes), sound: true }
  } catch (error) {
    if (isProblemError(error)) return { sound: false, problem: error.problems[0] }
    throw error
  }
}

function tellReadStamp(stamp: SignerTimeStamp, trust: Trust, found: Findings, where: string): void {
  if (!stamp.sound) found.fails('time', where, words.stampBroken(stamp.problem.what))
  else found.holds('time', where, words.stamped(stamp.at, stamp.subject, isTrusted(stamp, trust)))
}

/** Says whose key it is; another key than the named one fails. */
export function tellWhose(whose: Whose, trust: Trust, found: Findings, where: string): void {
  if (trust.pinned.length > 0 && whose.kind !== 'pinned') {
    found.fails('key', where, words.notTheNamedKey(whose.id))
    return
  }
  if (whose.kind === 'unknown') found.note('key', where, words.signedBy(whose))
  else found.holds('key', where, words.signedBy(whose))
}
