import { damaged, tooLarge } from './damaged.js'
import { countOf, type PdfDictionary, type PdfString, type PdfValue } from './values.js'

/** Arrays and dictionaries inside each other; what writers make is below 10. */
const deepest = 64

const white = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20])
const delimiters = new Set(Buffer.from('()<>[]{}/%'))
const isRegular = (byte: number | undefined) => byte !== undefined && !white.has(byte) && !delimiters.has(byte)
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** An object with its number, as it stands in the file. */
export interface IndirectObject {
  readonly id: number
  readonly generation: number
  readonly value: PdfValue
  /** After `endobj`. */
  readonly end: number
}

/** Reads PDF syntax (ISO 32000-1, 7.2 and 7.3) and nothing that is merely similar. All methods throw on anything else. */
export class SyntaxReader {
  constructor(
    private readonly bytes: Uint8Array,
    /** Where the next token is looked for. */
    public at: number,
    /** False for the inside of an object stream: strings have no place in the file then. */
    private readonly placed = true,
  ) {}

  /** A direct value or a reference. */
  value(depth = 0): PdfValue {
    if (depth > deepest) throw tooLarge(`arrays or dictionaries lie more than ${deepest} deep in each other`)
    this.skipWhite()
    const byte = this.bytes[this.at]
    if (byte === 0x2f) return { kind: 'name', name: this.name() }
    if (byte === 0x28) return this.literalString()
    if (byte === 0x5b) return this.array(depth)
    if (byte === 0x3c) return this.bytes[this.at + 1] === 0x3c ? this.dictionary(depth) : this.hexString()
    return this.word()
  }

  /** `7 0 obj … endobj`. @param lengthOf resolves a stream's /Length, which may be a reference. */
  indirectObject(lengthOf: (value: PdfValue | undefined) => number): IndirectObject {
    const id = this.count()
    const generation = this.count()
    this.keyword('obj')
    const value = this.value()
    const follows = this.peekWord()
    if (follows !== 'stream') {
      this.keyword('endobj')
      return { id, generation, value, end: this.at }
    }
    if (typeof value !== 'object' || value?.kind !== 'dictionary')
      throw this.unexpected('a stream without a dictionary')
    this.keyword('stream')
    if (this.bytes[this.at] === 0x0d) this.at += 1
    if (this.bytes[this.at] !== 0x0a) throw this.unexpected('no line end after «stream»')
    const start = this.at + 1
    const end = start + lengthOf(value.entries.get('Length'))
    if (end > this.bytes.length) throw damaged('a stream is longer than the file')
    this.at = end
    this.keyword('endstream')
    this.keyword('endobj')
    return {
      id,
      generation,
      value: { kind: 'stream', entries: value.entries, raw: this.bytes.subarray(start, end) },
      end: this.at,
    }
  }

  /** A whole number that is not negative. */
  count(): number {
    this.skipWhite()
    const start = this.at
    const value = countOf(/^\d{1,15}$/.test(this.regular()) ? Number(this.textFrom(start)) : undefined)
    if (value === undefined) throw this.unexpected('no whole number', start)
    return value
  }

  /** Exactly this word. */
  keyword(word: string): void {
    this.skipWhite()
    const start = this.at
    if (this.regular() !== word) throw this.unexpected(`no «${word}»`, start)
  }

  /** The next word, which is not taken. */
  peekWord(): string {
    this.skipWhite()
    const start = this.at
    const word = this.regular()
    this.at = start
    return word
  }

  /** Past white space and comments. */
  skipWhite(): void {
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte === 0x25) {
        while (this.at < this.bytes.length && this.bytes[this.at] !== 0x0a && this.bytes[this.at] !== 0x0d) this.at += 1
      } else if (byte !== undefined && white.has(byte)) this.at += 1
      else return
    }
  }

  private unexpected(what: string, at = this.at) {
    return damaged(`at byte ${at} there is ${what}`)
  }

  private textFrom(start: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, this.at - start).toString('latin1')
  }

  private regular(): string {
    const start = this.at
    while (isRegular(this.bytes[this.at])) this.at += 1
    return this.textFrom(start)
  }

  private word(): PdfValue {
    const start = this.at
    const text = this.regular()
    if (text === 'null') return null
    if (text === 'true') return true
    if (text === 'false') return false
    if (/^\d{1,10}$/.test(text)) return this.numberOrReference(Number(text))
    if (/^[+-]?(\d{1,20}\.?\d{0,20}|\.\d{1,20})$/.test(text)) return Number(text)
    throw this.unexpected('something that is no value', start)
  }

  /** `7` or, where `0 R` follows, a reference. */
  private numberOrReference(first: number): PdfValue {
    const after = this.at
    this.skipWhite()
    if (isDigit(this.bytes[this.at])) {
      const generation = this.regular()
      if (/^\d{1,5}$/.test(generation) && this.peekWord() === 'R') {
        this.keyword('R')
        return { kind: 'reference', id: first, generation: Number(generation) }
      }
    }
    this.at = after
    return first
  }

  private name(): string {
    this.at += 1
    const start = this.at
    return this.regular().replace(/#(..)?/g, (_, code: string | undefined) => {
      if (!/^[0-9A-Fa-f]{2}$/.test(code ?? '')) throw this.unexpected('a name with a broken escape', start)
      return String.fromCharCode(parseInt(code ?? '', 16))
    })
  }

  private array(depth: number): PdfValue {
    this.at += 1
    const items: PdfValue[] = []
    for (;;) {
      this.skipWhite()
      if (this.bytes[this.at] === 0x5d) {
        this.at += 1
        return { kind: 'array', items }
      }
      items.push(this.value(depth + 1))
    }
  }

  private dictionary(depth: number): PdfDictionary {
    this.at += 2
    const entries = new Map<string, PdfValue>()
    for (;;) {
      this.skipWhite()
      const start = this.at
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) {
        this.at += 2
        return { kind: 'dictionary', entries }
      }
      if (this.bytes[this.at] !== 0x2f) throw this.unexpected('a dictionary without the name of an entry')
      const key = this.name()
      // Readers differ in which of two they take.
      if (entries.has(key)) throw this.unexpected('an entry for the second time in one dictionary', start)
      entries.set(key, this.value(depth + 1))
    }
  }

  private literalString(): PdfString {
    const start = this.at
    const bytes: number[] = []
    let open = 0
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte === undefined) throw this.unexpected('a string without an end', start)
      this.at += 1
      if (byte === 0x5c) bytes.push(...this.escaped())
      else {
        if (byte === 0x28) open += 1
        if (byte === 0x29) open -= 1
        if (open === 0) return this.string(bytes.slice(1), start, false)
        bytes.push(byte)
      }
    }
  }

  /** What a backslash and the next characters stand for. */
  private escaped(): number[] {
    const byte = this.bytes[this.at]
    const octal = /^[0-7]{1,3}/.exec(Buffer.from(this.bytes.subarray(this.at, this.at + 3)).toString('latin1'))?.[0]
    if (octal !== undefined) {
      this.at += octal.length
      return [parseInt(octal, 8) & 0xff]
    }
    this.at += 1
    if (byte === 0x0a) return []
    if (byte === 0x0d) {
      if (this.bytes[this.at] === 0x0a) this.at += 1
      return []
    }
    const special = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c }[String.fromCharCode(byte ?? 0)]
    return byte === undefined ? [] : [special ?? byte]
  }

  private hexString(): PdfString {
    const start = this.at
    const end = this.bytes.indexOf(0x3e, start)
    if (end < 0) throw this.unexpected('a string without an end', start)
    this.at = end + 1
    const digits = this.textFrom(start)
      .slice(1, -1)
      .replace(/[\0\t\n\f\r ]/g, '')
    if (!/^[0-9A-Fa-f]*$/.test(digits)) throw this.unexpected('a broken hexadecimal string', start)
    return this.string(Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex'), start, true)
  }

  private string(bytes: ArrayLike<number>, start: number, hex: boolean): PdfString {
    const place = this.placed ? { place: { start, end: this.at, hex } } : {}
    return { kind: 'string', bytes: Uint8Array.from(bytes), ...place }
  }
}
