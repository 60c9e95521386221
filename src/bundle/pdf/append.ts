import type { PdfFile } from './file.js'
import { damaged } from './damaged.js'
import { only, type PdfValue } from './values.js'

/** An object to be written: a value, or one whose text is made elsewhere. */
export type NewObject = PdfValue | { readonly kind: 'text'; readonly text: string }

/**
 * The file with objects added or replaced behind its last byte (an incremental update, ISO 32000-1, 7.5.6), in the order
 * of their numbers. Not one byte of the old file changes, and the same input gives the same bytes.
 */
export function appended(file: PdfFile, objects: ReadonlyMap<number, NewObject>): Buffer {
  const [{ trailer, at }] = file.sections
  if (trailer.has('Type'))
    throw damaged('its cross-references are a stream; only files that this program printed are added to')
  const chunks: Buffer[] = [Buffer.from(file.bytes)]
  if (file.bytes.at(-1) !== 0x0a) chunks.push(Buffer.from('\n'))
  let length = chunks.reduce((sum, { length }) => sum + length, 0)
  const rows: { id: number; offset: number }[] = []
  for (const [id, object] of [...objects].sort(([a], [b]) => a - b)) {
    rows.push({ id, offset: length })
    const chunk = Buffer.concat([Buffer.from(`${id} 0 obj\n`), written(object), Buffer.from('\nendobj\n')])
    chunks.push(chunk)
    length += chunk.length
  }
  const size = Math.max(file.size, ...rows.map(({ id }) => id + 1))
  const kept = [...trailer].filter(([key]) => !['Size', 'Prev'].includes(key))
  const next = new Map<string, PdfValue>([['Size', size], ...kept, ['Prev', at]])
  const end = `xref\n${subsections(rows)}trailer\n${valueText({ kind: 'dictionary', entries: next })}\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...chunks, Buffer.from(end, 'latin1')])
}

function written(object: NewObject): Buffer {
  if (typeof object === 'object' && object?.kind === 'text') return Buffer.from(object.text, 'latin1')
  const stream = only('stream', object)
  if (!stream) return Buffer.from(valueText(object), 'latin1')
  const head = `${valueText({ kind: 'dictionary', entries: stream.entries })} stream\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), stream.raw, Buffer.from('\nendstream')])
}

/** Rows of the table, those with numbers in a row together. */
function subsections(rows: readonly { id: number; offset: number }[]): string {
  return rows
    .map(({ id, offset }, i) => {
      const line = `${String(offset).padStart(10, '0')} 00000 n \n`
      if (i > 0 && rows[i - 1]?.id === id - 1) return line
      let count = 1
      while (rows[i + count]?.id === id + count) count += 1
      return `${id} ${count}\n${line}`
    })
    .join('')
}

/** A value as text of the file, one character a byte, laid out like Chromium's own. */
export function valueText(value: PdfValue): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/0+$/, '')
  switch (value.kind) {
    case 'name':
      return nameText(value.name)
    case 'string':
      return stringText(value.bytes)
    case 'reference':
      return `${value.id} ${value.generation} R`
    case 'array':
      return `[${value.items.map(valueText).join(' ')}]`
    case 'dictionary':
      return `<<${[...value.entries].map(([key, entry]) => `${nameText(key)} ${valueText(entry)}`).join('\n')}>>`
    case 'stream':
      throw new Error('A stream stands only as an object of its own.')
  }
}

function nameText(name: string): string {
  return `/${name.replace(/[^\x21-\x7e]|[#()<>[\]{}/%]/g, (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)}`
}

function stringText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1')
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, '\\$&')})`
  return `<${Buffer.from(bytes).toString('hex').toUpperCase()}>`
}
