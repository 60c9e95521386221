import { sectionsOf, type Entry, type Section } from './cross-reference.js'
import { damaged, tooLarge } from './damaged.js'
import { unpacked } from './filters.js'
import { SyntaxReader } from './syntax.js'
import { countOf, nameOf, only, type PdfDictionary, type PdfReference, type PdfValue } from './values.js'

const mostBytes = 512 * 1024 * 1024
/** For one stream, and for all streams of one file together. */
const widestStream = 64 * 1024 * 1024
const widestTogether = 256 * 1024 * 1024

/**
 * A PDF read by its cross-references, as ISO 32000 says and every viewer does: an object of the file that they do not
 * lead to is not there. Nothing is mended: what could be read in two ways is refused with a ProblemError, by any method.
 */
export class PdfFile {
  /** From the newest to the oldest. */
  readonly sections: readonly [Section, ...Section[]]
  private readonly entries = new Map<number, Entry>()
  private readonly values = new Map<number, PdfValue>()
  private readonly opening = new Set<number>()
  private readonly packs = new Map<number, ReadonlyMap<number, PackedObject>>()
  private room = widestTogether
  /** Bytes of all objects parsed; more than there are in the file only where objects lie in each other. */
  private parsed = 0

  constructor(readonly bytes: Uint8Array) {
    if (bytes.length > mostBytes) throw tooLarge(`it has more than ${mostBytes} bytes`)
    if (!/^%PDF-[12]\.\d/.test(Buffer.from(bytes.subarray(0, 8)).toString('latin1')))
      throw damaged('it does not begin like a PDF')
    this.sections = sectionsOf(bytes)
    for (const { entries } of [...this.sections].reverse()) {
      for (const [id, entry] of entries) this.entries.set(id, entry)
    }
  }

  get trailer(): ReadonlyMap<string, PdfValue> {
    return this.sections[0].trailer
  }

  /** The catalog (ISO 32000-1, 7.7.2). */
  get catalog(): PdfDictionary {
    return this.dictionaryAt(this.trailer.get('Root'), 'the catalog')
  }

  /** One more than the greatest number of an object. */
  get size(): number {
    let most = countOf(this.trailer.get('Size')) ?? 0
    for (const id of this.entries.keys()) most = Math.max(most, id + 1)
    return most
  }

  /** Where the object with this number is. */
  entry(id: number): Entry {
    return this.entries.get(id) ?? { kind: 'free' }
  }

  /** The value itself, or what it refers to; null for a reference to nothing. */
  resolve(value: PdfValue | undefined): PdfValue {
    const reference = only('reference', value)
    if (!reference) return value ?? null
    const found = this.object(reference)
    if (only('reference', found)) throw damaged(`object ${reference.id} is a mere reference`)
    return found
  }

  /** The dictionary that the value is or refers to. */
  dictionaryAt(value: PdfValue | undefined, what: string): PdfDictionary {
    const found = only('dictionary', this.resolve(value))
    if (!found) throw damaged(`${what} is missing`)
    return found
  }

  /** The entries of a dictionary or stream; none for anything else. */
  entriesOf(value: PdfValue | undefined): ReadonlyMap<string, PdfValue> {
    const found = this.resolve(value)
    return (only('dictionary', found) ?? only('stream', found))?.entries ?? new Map<string, PdfValue>()
  }

  /** The items of an array, each resolved no further; none for anything else. */
  itemsOf(value: PdfValue | undefined): readonly PdfValue[] {
    return only('array', this.resolve(value))?.items ?? []
  }

  private object({ id, generation }: PdfReference): PdfValue {
    const known = this.values.get(id)
    const entry = this.entry(id)
    // Some viewers look at the generation, others do not.
    if (entry.kind !== 'free' && generation !== (entry.kind === 'plain' ? entry.generation : 0)) {
      throw damaged(`object ${id} is referred to in another generation than it has`)
    }
    if (known !== undefined) return known
    if (this.opening.has(id)) throw damaged(`object ${id} is needed to read itself`)
    this.opening.add(id)
    const value = entry.kind === 'free' ? null : entry.kind === 'plain' ? this.plain(id, entry) : this.packed(id, entry)
    this.opening.delete(id)
    this.values.set(id, value)
    return value
  }

  private plain(id: number, { offset, generation }: Entry & { kind: 'plain' }): PdfValue {
    if (offset >= this.bytes.length) throw damaged(`object ${id} lies behind the end`)
    const found = new SyntaxReader(this.bytes, offset).indirectObject((length) => {
      const count = countOf(this.resolve(length))
      if (count === undefined) throw damaged(`object ${id} does not tell its length`)
      return count
    })
    this.parsed += found.end - offset
    if (this.parsed > this.bytes.length) throw overlapping()
    if (found.id !== id || found.generation !== generation) throw damaged(`object ${id} is not where it should be`)
    return found.value
  }

  private packed(id: number, { stream, index }: Entry & { kind: 'packed' }): PdfValue {
    if (this.entry(stream).kind !== 'plain')
      throw damaged(`object ${id} is in a stream that is itself packed or missing`)
    const pack = this.packs.get(stream) ?? this.pack(stream)
    this.packs.set(stream, pack)
    const found = pack.get(index)
    if (found?.id !== id) throw damaged(`object ${id} is not where it should be`)
    return found.value
  }

  /** The objects of an object stream (ISO 32000-1, 7.5.7), by index. */
  private pack(id: number): ReadonlyMap<number, PackedObject> {
    const stream = only('stream', this.resolve({ kind: 'reference', id, generation: 0 }))
    const count = countOf(stream?.entries.get('N'))
    const first = countOf(stream?.entries.get('First'))
    if (!stream || nameOf(stream.entries.get('Type')) !== 'ObjStm' || count === undefined || first === undefined) {
      throw damaged(`object ${id} is no sound object stream`)
    }
    const bytes = unpacked(stream, Math.min(widestStream, this.room))
    this.room -= bytes.length
    if (count > bytes.length) throw damaged(`object ${id} is no sound object stream`)
    const head = new SyntaxReader(bytes, 0, false)
    const heads = Array.from({ length: count }, () => ({ id: head.count(), at: head.count() + first }))
    return new Map(
      heads.map(({ id, at }, i) => {
        const reader = new SyntaxReader(bytes, at, false)
        const value = reader.value()
        if (reader.at > (heads[i + 1]?.at ?? bytes.length)) throw overlapping()
        return [i, { id, value }]
      }),
    )
  }
}

const overlapping = () => damaged('objects lie in each other')

interface PackedObject {
  readonly id: number
  readonly value: PdfValue
}
