import { damaged, tooLarge } from './damaged.js'
import { unpacked } from './filters.js'
import { SyntaxReader } from './syntax.js'
import { countOf, itemsOf, nameOf, only, type PdfValue } from './values.js'

/** Where an object is: at a byte of the file, in an object stream, or nowhere. */
export type Entry =
  | { readonly kind: 'free' }
  | { readonly kind: 'plain'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'packed'; readonly stream: number; readonly index: number }

/** One cross-reference section with its trailer: what one saving of the file added. */
export interface Section {
  /** Where it begins: what `startxref` names. */
  readonly at: number
  /** After its `%%EOF`: the file was that long when it was saved, but for a line end. */
  readonly end: number
  readonly entries: ReadonlyMap<number, Entry>
  readonly trailer: ReadonlyMap<string, PdfValue>
}

const mostSections = 1000
const mostObjects = 2_000_000
const widestTable = 64 * 1024 * 1024

/**
 * The sections of a file from the newest to the oldest. Each must end in `startxref`, its own place and `%%EOF`, and
 * name an earlier one as its forerunner, so that the file up to the end of each is a PDF of its own.
 * @throws ProblemError where that is not so.
 */
export function sectionsOf(bytes: Uint8Array): [Section, ...Section[]] {
  const tail = Buffer.from(bytes.subarray(-1024)).toString('latin1')
  const last = /startxref[\r\n ]+(\d{1,15})[\r\n ]+%%EOF\s*$/.exec(tail)?.[1]
  if (last === undefined) throw damaged('its end is missing')
  const newest = sectionAt(bytes, Number(last))
  const sections: [Section, ...Section[]] = [newest]
  let objects = newest.entries.size
  for (let section = newest; section.trailer.has('Prev');) {
    const before = countOf(section.trailer.get('Prev'))
    if (before === undefined || before >= section.at)
      throw damaged('its cross-references do not lead from newer to older')
    if (sections.length === mostSections) throw tooLarge(`it was saved more than ${mostSections} times`)
    section = sectionAt(bytes, before)
    objects += section.entries.size
    if (objects > mostObjects) throw tooLarge(`it has more than ${mostObjects} objects`)
    sections.push(section)
  }
  return sections
}

function sectionAt(bytes: Uint8Array, at: number): Section {
  if (at >= bytes.length) throw damaged('its cross-references lie behind its end')
  const reader = new SyntaxReader(bytes, at)
  const read = reader.peekWord() === 'xref' ? table(bytes, reader) : stream(reader)
  if (read.trailer.has('Encrypt')) throw damaged('it is encrypted')
  if (read.trailer.has('XRefStm')) throw damaged('it has cross-references of two kinds for one state')
  const size = countOf(read.trailer.get('Size')) ?? 0
  for (const id of read.entries.keys()) {
    // Some viewers leave it out, others do not.
    if (id >= size) throw damaged(`object ${id} lies beyond the size that is told`)
  }
  reader.keyword('startxref')
  if (reader.count() !== at) throw damaged('a «startxref» names another place than its own cross-references')
  const mark = Buffer.from(bytes.subarray(reader.at, reader.at + 8)).toString('latin1')
  const before = /^[\r\n ]{1,3}%%EOF/.exec(mark)?.[0].length
  if (before === undefined) throw damaged('a «startxref» without «%%EOF»')
  return { at, end: reader.at + before, ...read }
}

type Read = Pick<Section, 'entries' | 'trailer'>

/** A classic table (ISO 32000-1, 7.5.4): lines of exactly 20 bytes. */
function table(bytes: Uint8Array, reader: SyntaxReader): Read {
  const entries = new Map<number, Entry>()
  reader.keyword('xref')
  while (reader.peekWord() !== 'trailer') {
    const first = reader.count()
    const count = reader.count()
    // The line of the head ends in a space or none, and one line end.
    while (bytes[reader.at] === 0x20) reader.at += 1
    if (bytes[reader.at] === 0x0d) reader.at += 1
    if (bytes[reader.at] === 0x0a) reader.at += 1
    if (count * 20 > bytes.length) throw damaged('a cross-reference table is longer than the file')
    for (let i = 0; i < count; i++) add(entries, first + i, line(bytes, reader.at + i * 20))
    reader.at += count * 20
  }
  reader.keyword('trailer')
  const trailer = only('dictionary', reader.value())
  if (!trailer) throw damaged('a trailer is no dictionary')
  return { entries, trailer: trailer.entries }
}

/** `0000000015 00000 n` with a line end of two characters. Read byte by byte: there are tens of thousands. */
function line(bytes: Uint8Array, at: number): Entry {
  const kind = bytes[at + 17]
  const [before, last] = [bytes[at + 18], bytes[at + 19]]
  const ends = before === 0x20 ? last === 0x0a || last === 0x0d : before === 0x0d && last === 0x0a
  const offset = digits(bytes, at, 10)
  const generation = digits(bytes, at + 11, 5)
  const parted = bytes[at + 10] === 0x20 && bytes[at + 16] === 0x20
  if (!parted || !ends || Number.isNaN(offset + generation))
    throw damaged('a line of a cross-reference table is broken')
  if (kind === 0x6e) return { kind: 'plain', offset, generation }
  if (kind === 0x66) return { kind: 'free' }
  throw damaged('a line of a cross-reference table is broken')
}

/** The number that so many digits are; NaN where they are none. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  return value
}

/** A cross-reference stream (ISO 32000-1, 7.5.8). */
function stream(reader: SyntaxReader): Read {
  const { value } = reader.indirectObject((length) => {
    const count = countOf(length)
    if (count === undefined) throw damaged('a cross-reference stream does not tell its length')
    return count
  })
  const packed = only('stream', value)
  if (!packed || nameOf(packed.entries.get('Type')) !== 'XRef')
    throw damaged('there are no cross-references where they should be')
  const widths = counts(packed.entries.get('W'))
  const [kindWidth = 0, firstWidth = 0, secondWidth = 0] = widths
  const width = kindWidth + firstWidth + secondWidth
  if (widths.length !== 3 || width === 0 || widths.some((size) => size > 6))
    throw damaged('a cross-reference stream has impossible widths')
  const index = packed.entries.has('Index')
    ? counts(packed.entries.get('Index'))
    : [0, ...counts({ kind: 'array', items: [packed.entries.get('Size') ?? null] })]
  const rows = Buffer.from(unpacked(packed, widestTable))
  const entries = new Map<number, Entry>()
  let at = 0
  const next = (size: number, absent: number) => {
    const field = size === 0 ? absent : rows.readUIntBE(at, size)
    at += size
    return field
  }
  for (let part = 0; part < index.length; part += 2) {
    const [first = 0, count = 0] = index.slice(part, part + 2)
    if (at + count * width > rows.length) throw damaged('a cross-reference stream is too short')
    for (let i = 0; i < count; i++) {
      const [kind, one, two] = [next(kindWidth, 1), next(firstWidth, 0), next(secondWidth, 0)] as [
        number,
        number,
        number,
      ]
      if (kind > 2) throw damaged('a cross-reference stream has an entry of an unknown kind')
      const packedAt = { kind: 'packed', stream: one, index: two } as const
      const plain = { kind: 'plain', offset: one, generation: two } as const
      add(entries, first + i, kind === 0 ? { kind: 'free' } : kind === 1 ? plain : packedAt)
    }
  }
  return { entries, trailer: packed.entries }
}

function counts(value: PdfValue | undefined): number[] {
  return itemsOf(value).map((item) => {
    const count = countOf(item)
    if (count === undefined) throw damaged('a cross-reference stream has a broken dictionary')
    return count
  })
}

function add(entries: Map<number, Entry>, id: number, entry: Entry): void {
  if (entries.has(id)) throw damaged(`object ${id} stands twice in one cross-reference`)
  if (entries.size === mostObjects) throw tooLarge(`it has more than ${mostObjects} objects`)
  entries.set(id, entry)
}
