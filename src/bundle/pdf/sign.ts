import type { Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { appended, valueText, type NewObject } from './append.js'
import { damaged } from './damaged.js'
import { PdfFile } from './file.js'
import { pagesOf } from './pages.js'
import { dateString, textString } from './text.js'
import { array, dictionary, name, only, reference, withEntries, type PdfValue } from './values.js'

export interface PdfSigning {
  /** Stands as the time of signing that the signer claims. */
  readonly at: Instant
  /** Who signs, for people. */
  readonly name: string
  readonly reason?: string
  /** Makes a detached CMS signature (DER) over these bytes. Asked a second time where its answer is larger than usual. */
  readonly sign: (content: Uint8Array) => Promise<Uint8Array>
}

/** Room for a signature with a chain of certificates and a time stamp, in bytes. */
const usualRoom = 16 * 1024
const mostRoom = 256 * 1024

/**
 * Signs a PDF that this program printed (PAdES, ETSI EN 319 142-1): appends a signature dictionary over all bytes but
 * the signature itself, in an invisible field of the first page. What was there, earlier signatures too, stays as it is.
 * @throws ProblemError `pdf-signature-too-large` where a signature has more than 256 kB, `pdf-damaged` for a file of
 * other origin; and whatever `sign` throws.
 */
export async function signPdf(pdf: Uint8Array, signing: PdfSigning): Promise<Uint8Array> {
  const file = new PdfFile(pdf)
  const first = await signedWithRoom(file, signing, usualRoom)
  if (first.kind === 'signed') return first.pdf
  const second = await signedWithRoom(file, signing, Math.min(mostRoom, first.needed + usualRoom))
  if (second.kind === 'signed') return second.pdf
  throw problem(
    'pdf-signature-too-large',
    `The signature has ${second.needed} bytes; a PDF of ours has room for ${mostRoom}.`,
    'Let the signer answer with a detached signature that holds only its certificate and the chain above it, without lists of revoked certificates.',
  )
}

type Outcome = { kind: 'signed'; pdf: Uint8Array } | { kind: 'too-large'; needed: number }

async function signedWithRoom(file: PdfFile, signing: PdfSigning, room: number): Promise<Outcome> {
  const { pdf, gap } = prepared(file, signing, room)
  const cms = await signing.sign(Buffer.concat([pdf.subarray(0, gap.start), pdf.subarray(gap.end)]))
  if (cms.length > room) return { kind: 'too-large', needed: cms.length }
  pdf.write(Buffer.from(cms).toString('hex').toUpperCase(), gap.start + 1, 'latin1')
  return { kind: 'signed', pdf }
}

/** The PDF with zeros where the signature will stand, and the place of that string with its brackets. */
function prepared(file: PdfFile, signing: PdfSigning, room: number) {
  const root = only('reference', file.trailer.get('Root'))
  const [page] = pagesOf(file)
  if (!root || !page) throw damaged('it has no page')
  const [signatureId, fieldId] = [file.size, file.size + 1]
  const form = only('dictionary', file.resolve(file.catalog.entries.get('AcroForm'))) ?? dictionary({})
  const fields = file.itemsOf(form.entries.get('Fields'))
  const field = dictionary({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(`Signature${fields.length + 1}`),
    V: reference(signatureId),
    P: page.reference,
    Rect: array([0, 0, 0, 0]),
    // Printed and locked, though there is nothing to be seen (ISO 32000-1, table 165).
    F: 132,
  })
  const objects = new Map<number, NewObject>([
    [signatureId, { kind: 'text', text: signatureText(signing, room) }],
    [fieldId, field],
    [
      page.reference.id,
      withEntries(file.dictionaryAt(page.reference, 'the first page'), {
        Annots: array([...file.itemsOf(page.entries.get('Annots')), reference(fieldId)]),
      }),
    ],
    [
      root.id,
      withEntries(file.catalog, {
        // What ETSI.CAdES.detached belongs to: an extension of PDF 1.7.
        Version: name('1.7'),
        Extensions: dictionary({ ESIC: dictionary({ BaseVersion: name('1.7'), ExtensionLevel: 2 }) }),
        // SigFlags: there are signatures, and the file may only be appended to (ISO 32000-1, table 219).
        AcroForm: withEntries(form, { Fields: array([...fields, reference(fieldId)]), SigFlags: 3 }),
      }),
    ],
  ])
  const pdf = appended(file, objects)
  const start = pdf.indexOf(emptyContents(room), file.bytes.length) + contentsKey.length
  const gap = { start, end: start + room * 2 + 2 }
  const range = `[0 ${gap.start} ${gap.end} ${pdf.length - gap.end}]`
  pdf.write(range.padEnd(emptyRange.length), pdf.lastIndexOf(emptyRange, start), 'latin1')
  return { pdf, gap }
}

const contentsKey = '/Contents '
const emptyContents = (room: number) => `${contentsKey}<${'0'.repeat(room * 2)}>`
/** As wide as three numbers of ten digits. */
const emptyRange = `[0${' '.repeat(34)}]`

/** The signature dictionary (ISO 32000-1, table 252), its place-holders as wide as what will stand there. */
function signatureText({ at, name: signer, reason }: PdfSigning, room: number): string {
  const entries: Record<string, PdfValue> = {
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    M: dateString(at),
    Name: textString(signer),
    ...(reason === undefined ? {} : { Reason: textString(reason) }),
  }
  const text = valueText(dictionary(entries))
  return `${text.slice(0, -2)}\n/ByteRange ${emptyRange}\n${emptyContents(room)}>>`
}
