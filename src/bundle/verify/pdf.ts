import type { X509Certificate } from 'node:crypto'
import { sha256 } from '../../base/digest.js'
import { isProblemError } from '../../base/problem.js'
import { certificateThumbprint } from '../../crypto/thumbprint.js'
import { additionsAfter, type Addition } from '../pdf/additions.js'
import { signedAttachments } from '../pdf/attachments.js'
import { readSignatures, type SoundSignature } from '../pdf/read.js'
import { evidenceName } from '../seal.js'
import { evidenceLimits, readZip } from '../zip.js'
import { additionWords } from './addition-words.js'
import { checkBundle, under, type CheckedBundle, type Verifier } from './bundle.js'
import { Findings } from './report.js'
import { soundSigner } from './signature.js'
import { words } from './words.js'

/** What a PDF lies in: its record must be the one that the PDF carries. */
interface Surroundings {
  readonly checked: CheckedBundle
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Looks at a PDF: Synaq's signature (the oldest one), what was added after it, the evidence of the signed state, and whether
 * evidence, signature and surroundings belong together. Answers the evidence as a bundle; nothing where there is none.
 */
export async function checkPdf(
  bytes: Uint8Array,
  where: string,
  verifier: Verifier,
  around: Surroundings | undefined,
): Promise<CheckedBundle[]> {
  const { found } = verifier
  try {
    const [first, ...later] = readSignatures(bytes)
    if (!first) return unsigned(found, where)
    for (const one of [first, ...later])
      if (one.kind === 'broken') found.fails('document', where, words.pdfSignatureBroken(one.problem.what))
    if (first.kind === 'broken') return []
    const certificate = await signedBy(first, where, verifier)
    if (!certificate) return []
    tellAdditions(additionsAfter(first, bytes), where, found)
    const evidence = signedAttachments(first).get(evidenceName)
    if (!evidence) return noEvidence(found, where)
    const files = await readZip(evidence, evidenceLimits, `${where}/${evidenceName}`)
    const checked = await checkBundle(files, verifier, `${where}/`)
    const { manifest } = checked
    if (manifest && !answersFor(checked, certificate)) found.fails('document', where, words.pdfOtherCertificate())
    if (around) compare(checked, files, around, where, found)
    return [checked]
  } catch (error) {
    if (!isProblemError(error)) throw error
    found.fails('document', where, words.pdfUnreadable(error.problems[0].what))
    return []
  }
}

function unsigned(found: Findings, where: string): [] {
  found.fails('document', where, words.pdfUnsigned())
  return []
}

function noEvidence(found: Findings, where: string): [] {
  found.fails('document', where, words.pdfWithoutEvidence())
  return []
}

/** The certificate that signed the PDF; undefined where the signature does not hold, which is told. */
async function signedBy(
  { content, cms }: SoundSignature,
  where: string,
  { trust, found }: Verifier,
): Promise<X509Certificate | undefined> {
  const looked = new Findings()
  const signed = await soundSigner(cms, content, trust, looked, where)
  found.all.push(...looked.all.filter(({ about }) => about === 'time'))
  if (signed) return signed.signer.certificate
  found.fails('document', where, words.pdfBroken())
  return undefined
}

/** An own key names the certificate of its PDFs; a certificate that signed the manifest has to be the very one. */
function answersFor({ manifest, whose }: CheckedBundle, certificate: X509Certificate): boolean {
  if (manifest?.pdfCertificate !== null) return manifest?.pdfCertificate === sha256(certificate.raw)
  return whose === undefined || whose.id === certificateThumbprint(certificate.raw)
}

function tellAdditions(additions: readonly Addition[], where: string, found: Findings): void {
  if (additions.length === 0) {
    found.holds('document', where, words.pdfIntact())
    return
  }
  found.note('addition', where, words.pdfIntactThen(additions.length))
  for (const addition of additions) {
    // A picture of a signature is usual where people countersign; a person has to look where it stands.
    if (addition.harmless || addition.kind === 'signature-picture')
      found.note('addition', where, additionWords(addition))
    else found.fails('addition', where, additionWords(addition))
  }
}

/** The PDF speaks of the runs that lie around it, and carries the very same record. */
function compare(
  { manifest }: CheckedBundle,
  inner: ReadonlyMap<string, Uint8Array>,
  { checked, files }: Surroundings,
  where: string,
  found: Findings,
): void {
  const [inside, here] = [manifest, checked.manifest].map((one) =>
    (one?.runs ?? [])
      .map(({ run }) => run)
      .sort()
      .join(', '),
  )
  if (checked.manifest && inside !== here) {
    found.fails('document', where, words.pdfOtherRun(inside ?? '', here ?? ''))
    return
  }
  const [run] = manifest?.runs ?? []
  if (!run || !files.has('run.ndjson')) return
  for (const [path, bytes] of under(inner, `runs/${run.run}/`)) {
    const beside = files.get(path)
    if (!beside || sha256(beside) !== sha256(bytes)) found.fails('document', where, words.pdfOtherRecord(path))
  }
}
