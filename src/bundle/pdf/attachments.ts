import { damaged, tooLarge } from './damaged.js'
import { PdfFile } from './file.js'
import { unpacked } from './filters.js'
import type { SoundSignature } from './read.js'
import { textOf } from './text.js'
import { only, type PdfValue } from './values.js'

const widest = 256 * 1024 * 1024
const deepest = 32
const mostAttachments = 10_000

/**
 * What was attached when this signature was made, by name: taken out of the signed bytes, so that nothing that was
 * added later under the same name can stand in its place. @throws ProblemError where it cannot be read for certain.
 */
export function signedAttachments({ revision }: Pick<SoundSignature, 'revision'>): ReadonlyMap<string, Uint8Array> {
  return attachmentsOf(revision)
}

/** What is attached to a PDF as it stands, signed or not, by name. @throws ProblemError likewise. */
export function attachmentsOf(pdf: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const file = new PdfFile(pdf)
  const attachments = new Map<string, Uint8Array>()
  let room = widest
  for (const { name, specification } of attachmentTree(file)) {
    const sources = file.entriesOf(file.entriesOf(specification).get('EF'))
    const stream = only('stream', file.resolve(sources.get('UF') ?? sources.get('F')))
    if (!stream) throw damaged(`the attachment ${name} has no content`)
    if (attachments.has(name)) throw damaged(`there are two attachments with the name ${name}`)
    const bytes = unpacked(stream, room)
    room -= bytes.length
    attachments.set(name, bytes)
  }
  return attachments
}

/** Names and file specifications of the tree of attachments (ISO 32000-1, 7.9.6 and 7.11.4). */
export function attachmentTree(file: PdfFile): { name: string; specification: PdfValue }[] {
  const found: { name: string; specification: PdfValue }[] = []
  const seen = new Set<number>()
  const walk = (value: PdfValue | undefined, depth: number): void => {
    const reference = only('reference', value)
    if (depth > deepest || (reference && seen.has(reference.id))) throw damaged('its list of attachments is no tree')
    if (reference) seen.add(reference.id)
    const entries = file.entriesOf(value)
    const pairs = file.itemsOf(entries.get('Names'))
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const specification = pairs[i + 1] ?? null
      const named = file.entriesOf(specification)
      const name = [named.get('UF'), named.get('F'), pairs[i]].map((text) => textOf(file.resolve(text))).find(Boolean)
      found.push({ name: name ?? '', specification })
    }
    if (found.length > mostAttachments) throw tooLarge(`it has more than ${mostAttachments} attachments`)
    for (const kid of file.itemsOf(entries.get('Kids'))) walk(kid, depth + 1)
  }
  walk(file.entriesOf(file.catalog.entries.get('Names')).get('EmbeddedFiles'), 0)
  return found
}
