import type { Instant } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { appended } from './append.js'
import { PdfFile } from './file.js'
import { dateString, textString } from './text.js'
import { array, dictionary, name, only, reference, withEntries, type PdfValue } from './values.js'

/** A file that goes along with a document. */
export interface Attachment {
  /** ASCII, without folders, e.g. `evidence.zip`. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Media type, e.g. `application/zip`. */
  readonly type: string
  /** Shown beside the name by PDF readers. */
  readonly description: string
  /** Stands as its time of making and of change. */
  readonly at: Instant
}

/**
 * Attaches a file to a PDF that this program printed, as data that belongs to the document (associated file,
 * ISO 32000-2, 7.11.4 and 14.13). The printed bytes stay as they are, the attachment is appended; nothing depends on
 * chance. The file is not packed once more.
 * @throws ProblemError `pdf-has-attachments` where it has some already, `pdf-damaged` for a file of other origin.
 */
export function attach(pdf: Uint8Array, attachment: Attachment): Uint8Array {
  const file = new PdfFile(pdf)
  const root = only('reference', file.trailer.get('Root'))
  const { catalog } = file
  const names = only('dictionary', file.resolve(catalog.entries.get('Names'))) ?? dictionary({})
  if (!root || names.entries.has('EmbeddedFiles')) {
    throw problem('pdf-has-attachments', 'The PDF has attachments already.', 'Attach to the PDF as it was printed.')
  }
  const [streamId, specificationId] = [file.size, file.size + 1]
  const { bytes, type, description, at } = attachment
  const [title, date, size] = [textString(attachment.name), dateString(at), bytes.length]
  const embedded = dictionary({
    Type: name('EmbeddedFile'),
    Subtype: name(type),
    Params: dictionary({ Size: size, CreationDate: date, ModDate: date }),
    Length: size,
  })
  const specification = dictionary({
    Type: name('Filespec'),
    F: title,
    UF: title,
    EF: dictionary({ F: reference(streamId), UF: reference(streamId) }),
    Desc: textString(description),
    AFRelationship: name('Data'),
  })
  const tree = dictionary({ Names: array([title, reference(specificationId)]) })
  return appended(
    file,
    new Map<number, PdfValue>([
      [streamId, { kind: 'stream', entries: embedded.entries, raw: bytes }],
      [specificationId, specification],
      [
        root.id,
        withEntries(catalog, {
          Names: withEntries(names, { EmbeddedFiles: tree }),
          AF: array([reference(specificationId)]),
        }),
      ],
    ]),
  )
}
