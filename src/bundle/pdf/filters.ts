import { inflateSync } from 'node:zlib'
import { damaged, tooLarge } from './damaged.js'
import { countOf, itemsOf, nameOf, only, type PdfStream, type PdfValue } from './values.js'

/**
 * The bytes of a stream with its filters undone (none, or Flate with or without PNG predictors: what cross-references,
 * object streams and attachments are packed with).
 * @throws ProblemError for other filters, damaged bytes, and more than `limit` bytes.
 */
export function unpacked(stream: PdfStream, limit: number): Uint8Array {
  const filters = listOf(stream.entries.get('Filter')).map(nameOf)
  const params = listOf(stream.entries.get('DecodeParms'))
  return filters.reduce<Uint8Array>(
    (bytes, filter, i) => {
      if (filter !== 'FlateDecode')
        throw damaged('a stream of its structure or an attachment is packed in a way that is not read')
      return withoutPredictor(inflated(bytes, limit), params[i])
    },
    limited(stream.raw, limit),
  )
}

function listOf(value: PdfValue | undefined): readonly PdfValue[] {
  if (value === undefined || value === null) return []
  return only('array', value) ? itemsOf(value) : [value]
}

function limited(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw tooLarge(`a stream has more than ${limit} bytes`)
  return bytes
}

function inflated(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(`a stream unpacks to more than ${limit} bytes`)
    throw damaged('a stream cannot be unpacked')
  }
}

/** Undoes the PNG filters of each row (RFC 2083, 6), one byte a column. */
function withoutPredictor(bytes: Uint8Array, params: PdfValue | undefined): Uint8Array {
  const entries = only('dictionary', params)?.entries
  const predictor = countOf(entries?.get('Predictor')) ?? 1
  if (predictor === 1) return bytes
  const columns = countOf(entries?.get('Columns')) ?? 1
  const plain = [
    ['Colors', 1],
    ['BitsPerComponent', 8],
  ].every(([key, usual]) => (entries?.get(String(key)) ?? usual) === usual)
  if (predictor < 10 || columns === 0 || !plain) throw damaged('a stream has a predictor that is not read')
  const rows = Math.floor(bytes.length / (columns + 1))
  const out = new Uint8Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const filter = bytes[row * (columns + 1)] ?? 0
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column
      const left = column > 0 ? (out[at - 1] ?? 0) : 0
      const above = row > 0 ? (out[at - columns] ?? 0) : 0
      const corner = row > 0 && column > 0 ? (out[at - columns - 1] ?? 0) : 0
      out[at] = (bytes[row * (columns + 1) + 1 + column] ?? 0) + predicted(filter, left, above, corner)
    }
  }
  return out
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return Math.floor((left + above) / 2)
  if (filter !== 4) throw damaged('a stream has a row filter that does not exist')
  const guess = left + above - corner
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ]
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}
