import type { Instant } from '../../base/clock.js'
import { isProblemError, problem, type Problem } from '../../base/problem.js'
import { tooLarge } from './damaged.js'
import { fieldsOf, type PdfField } from './fields.js'
import { PdfFile } from './file.js'
import { instantOf, textOf } from './text.js'
import { countOf, nameOf, only, type PdfValue } from './values.js'

/** A signature whose place in the file is in order. Whether it is genuine, the CMS has to tell. */
export interface SoundSignature {
  /** A time stamp is a signature of a time authority over the document (ISO 32000-2, 12.8.5). */
  readonly kind: 'signature' | 'time-stamp'
  /** The name of its field. */
  readonly field: string
  /** What is signed: all bytes of the revision but the signature itself. */
  readonly content: Uint8Array
  /** DER, without the zeros after it; of a time stamp an RFC 3161 token. */
  readonly cms: Uint8Array
  /** Time and name that stand in the file: what the signer claims. */
  readonly at: Instant | undefined
  readonly name: string | undefined
  readonly reason: string | undefined
  /** The file as it was when it was signed: its beginning, up to the end of what is signed. */
  readonly revision: Uint8Array
  /** How often the file was added to afterwards; `whole` where the signature covers all of it. */
  readonly covers: { readonly kind: 'whole' } | { readonly kind: 'beginning'; readonly additions: number }
}

/** A signature that says nothing, since it does not cover what it should. */
export interface BrokenSignature {
  readonly kind: 'broken'
  readonly field: string
  readonly problem: Problem
}

export type PdfSignature = SoundSignature | BrokenSignature

/** Detached CMS signatures (PAdES and the older form), and time stamps. */
const known = new Map<string | undefined, SoundSignature['kind']>([
  ['ETSI.CAdES.detached', 'signature'],
  ['adbe.pkcs7.detached', 'signature'],
  ['ETSI.RFC3161', 'time-stamp'],
])

const mostSignatures = 100
/** Bytes that all signatures together cover: each is read by itself. */
const mostTogether = 2 * 1024 * 1024 * 1024

/**
 * The signatures of a PDF of any origin, the oldest first; none for a PDF that is not signed. A signature counts only
 * where its field stands in the form, both now and in the revision that it signs.
 * @throws ProblemError `pdf-damaged`, `pdf-too-large`: the file cannot be read with certainty, so nothing is said of it.
 */
export function readSignatures(bytes: Uint8Array): PdfSignature[] {
  const file = new PdfFile(bytes)
  const fields = signatureFields(file)
  if (fields.length > mostSignatures || fields.length * bytes.length > mostTogether)
    throw tooLarge('it has too many signatures')
  const starts = new Set<number>()
  const signatures = fields.map((field): PdfSignature => {
    try {
      const { start, signature } = read(file, field)
      if (starts.has(start)) throw broken('it stands in two fields')
      starts.add(start)
      return signature
    } catch (error) {
      if (!isProblemError(error)) throw error
      return { kind: 'broken', field: field.name, problem: error.problems[0] }
    }
  })
  const lengthOf = (signature: PdfSignature) => (signature.kind === 'broken' ? bytes.length : signature.revision.length)
  return signatures.sort((a, b) => lengthOf(a) - lengthOf(b))
}

/** Fields that hold a signature; an empty field for one is not meant. */
export function signatureFields(file: PdfFile): PdfField[] {
  return fieldsOf(file).filter(({ type, value }) => type === 'Sig' && file.resolve(value) !== null)
}

function broken(what: string) {
  return problem(
    'pdf-signature-broken',
    `The signature does not cover what it should: ${what}.`,
    'Take it as not signed, and ask for the file as it was signed.',
  )
}

function read(file: PdfFile, field: PdfField): { start: number; signature: SoundSignature } {
  const entries = file.entriesOf(field.value)
  const kind = known.get(nameOf(entries.get('SubFilter')))
  if (!kind) {
    throw problem(
      'pdf-signature-unknown',
      'The signature is of a kind that is not known here.',
      'Look at it with the program of whoever signed.',
    )
  }
  const contents = only('string', entries.get('Contents'))
  if (!contents?.place?.hex) throw broken('it has no place of its own in the file')
  const { start, end } = contents.place
  const range = only('array', entries.get('ByteRange'))?.items.map(countOf) ?? []
  const [from, before, after, length] = range
  if (range.length !== 4 || before === undefined || after === undefined || length === undefined) {
    throw broken('it does not tell which bytes it covers')
  }
  if (from !== 0) throw broken('it leaves out the beginning')
  if (before !== start || after !== end) throw broken('it leaves out something else than itself')
  if (after + length > file.bytes.length) throw broken('it covers more than there is')
  const revision = file.bytes.subarray(0, after + length)
  stoodThere(revision, field, start)
  return {
    start,
    signature: {
      kind,
      field: field.name,
      content: Buffer.concat([revision.subarray(0, before), revision.subarray(after)]),
      cms: derOf(file.bytes.subarray(start, end)),
      at: instantOf(file.resolve(entries.get('M'))),
      name: text(file, entries.get('Name')),
      reason: text(file, entries.get('Reason')),
      revision,
      covers: coverage(file, revision.length),
    },
  }
}

const text = (file: PdfFile, value: PdfValue | undefined) => textOf(file.resolve(value))

/** The signed bytes are a PDF of their own, and this signature is in it. */
function stoodThere(revision: Uint8Array, { name }: PdfField, start: number): void {
  const signed = new PdfFile(revision)
  const same = signatureFields(signed).some((field) => {
    const contents = only('string', signed.entriesOf(field.value).get('Contents'))
    return field.name === name && contents?.place?.start === start
  })
  if (!same) throw broken('it is not in the state of the file that it signs')
}

function coverage(file: PdfFile, length: number): SoundSignature['covers'] {
  if (length === file.bytes.length) return { kind: 'whole' }
  // Bytes behind the end that are no revision are an addition too.
  const additions = file.sections.filter(({ at }) => at >= length).length
  return { kind: 'beginning', additions: Math.max(1, additions) }
}

/**
 * The DER value of `<30…00>`; after it come zeros alone. Digits are of one case and nothing stands between them, so that
 * no byte of the string can change without being noticed.
 */
function derOf(string: Uint8Array): Uint8Array {
  const digits = Buffer.from(string).toString('latin1').slice(1, -1)
  if (!/^(?:[0-9A-F]*|[0-9a-f]*)$/.test(digits) || digits.length % 2) throw broken('it is not written as one number')
  const bytes = Buffer.from(digits, 'hex')
  const [tag, first = 0] = bytes
  const lengthBytes = first < 0x80 ? 0 : first - 0x80
  if (tag !== 0x30 || first === 0x80 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) throw broken('it is not DER')
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  const end = 2 + lengthBytes + length
  if (end > bytes.length || bytes.subarray(end).some((byte) => byte !== 0)) throw broken('it is not DER')
  return bytes.subarray(0, end)
}
