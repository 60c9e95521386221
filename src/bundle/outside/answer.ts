import type { X509Certificate } from 'node:crypto'
import { isProblemError, problem, ProblemError, type Problem } from '../../base/problem.js'
import { derOf, verifyCms } from '../../crypto/cms/index.js'

/** A signature that holds over what was to be signed, and who made it. */
export interface SoundAnswer {
  readonly cms: Uint8Array
  readonly certificate: X509Certificate
  readonly subject: string
}

/**
 * The signature in what a signer answered (CMS: DER, BER or PEM), verified over what it was given.
 * @throws ProblemError `signer-answer`, `signer-other-content`, `signer-wrong-signature`, `signer-several`, `signer-dates`, or
 * as verifyCms; each names the signer
 */
export async function soundAnswer(
  answer: Uint8Array,
  content: Uint8Array,
  from: string,
  now: Date,
): Promise<SoundAnswer> {
  try {
    const cms = derIn(answer)
    const { signers } = await verifyCms(cms, content)
    const [signer, ...more] = signers
    if (more.length > 0) throw several()
    if (!signer.digestOk) throw otherContent()
    if (!signer.signatureOk) throw wrongSignature()
    if (signer.timeStamp?.sound === false) throw new ProblemError([signer.timeStamp.problem])
    const { certificate, subject } = signer
    if (Date.parse(certificate.validFrom) > now.getTime() || Date.parse(certificate.validTo) < now.getTime())
      throw wrongDates(certificate)
    return { cms, certificate, subject }
  } catch (error) {
    if (!isProblemError(error)) throw error
    const [first, ...rest] = error.problems
    const placed = (one: Problem): Problem => ({ ...one, place: { name: from } })
    throw new ProblemError([placed(first), ...rest.map(placed)])
  }
}

const pem = /^\s*-----BEGIN (?:CMS|PKCS7)-----([\sA-Za-z0-9+/=]+)-----END (?:CMS|PKCS7)-----\s*$/

/** Programs that write as they go do not know the lengths at the beginning; what is kept is DER. */
function derIn(answer: Uint8Array): Uint8Array {
  if (answer.length === 0) throw noAnswer('it answered nothing')
  const [, base64] = pem.exec(Buffer.from(answer).toString('latin1')) ?? []
  try {
    return derOf(base64 === undefined ? answer : Buffer.from(base64, 'base64'))
  } catch {
    throw noAnswer('what it answered is no signature')
  }
}

const noAnswer = (what: string): ProblemError =>
  problem('signer-answer', what, 'It must answer a detached signature in CMS, as DER or PEM, and nothing else.')

const otherContent = (): ProblemError =>
  problem(
    'signer-other-content',
    'it signed something else than it was given',
    'It must sign the bytes as they are (openssl cms: with -binary), and these, not a file of its own.',
  )

const wrongSignature = (): ProblemError =>
  problem(
    'signer-wrong-signature',
    'its signature was not made by the key of its certificate',
    'Give it key and certificate that belong together.',
  )

const several = (): ProblemError =>
  problem('signer-several', 'it answered several signatures at once', 'Have it sign with one certificate.')

const wrongDates = ({ validFrom, validTo }: X509Certificate): ProblemError =>
  problem(
    'signer-dates',
    `its certificate is not valid now (${validFrom} to ${validTo})`,
    'Have the certification centre renew it, or set the clock of this machine.',
  )
