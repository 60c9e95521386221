/** What follows a tag: where the content begins and ends, and where the next value begins. */
interface Value {
  readonly der: Uint8Array
  readonly next: number
}

/** Deeper than any certificate or signature nests. */
const deepest = 32

const universal = { boolean: 1, integer: 2, bitString: 3, octetString: 4, null: 5, oid: 6, sequence: 16, set: 17 }
const constructedBit = 0x20
const indefinite = 0x80

/**
 * One value of BER (X.690) as DER: lengths as short as can be and given before the content.
 * @throws RangeError where it is not one whole value, nests too deeply, or is written as DER never writes it
 */
export function derOf(ber: Uint8Array): Uint8Array {
  const { der, next } = valueAt(ber, 0, ber.length, 0)
  if (next !== ber.length) throw new RangeError('bytes after the value')
  return der
}

/** True where the bytes are one value, written in the only way that DER allows (but for the order of sets). */
export function isDer(bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(derOf(bytes), bytes) === 0
  } catch {
    return false
  }
}

/** Tag, length and content. */
export function tlv(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.of(tag, indefinite | bytes.length), bytes, content])
}

/** A set in DER: its values in ascending order of their bytes (X.690, 11.6). */
export function derSet(values: readonly Uint8Array[]): Uint8Array {
  return tlv(constructedBit | universal.set, Buffer.concat(values.toSorted((a, b) => Buffer.compare(a, b))))
}

function valueAt(bytes: Uint8Array, at: number, end: number, depth: number): Value {
  if (depth > deepest) throw new RangeError('nested too deeply')
  const tag = byteAt(bytes, at, end)
  // Tags above 30 need more bytes; no structure that is read here has one.
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag that is not used')
  const { start, length } = lengthAt(bytes, at + 1, end)
  if ((tag & constructedBit) === 0) {
    if (length === undefined) throw new RangeError('a length that is not told')
    const content = bytes.subarray(start, start + length)
    checkPrimitive(tag, content)
    return { der: tlv(tag, content), next: start + length }
  }
  if ((tag & 0xc0) === 0 && ![universal.sequence, universal.set].includes(tag & 0x1f))
    throw new RangeError('a string in pieces')
  const inner: Uint8Array[] = []
  let next = start
  const isOver = () =>
    length === undefined
      ? byteAt(bytes, next, end) === 0 && byteAt(bytes, next + 1, end) === 0
      : next === start + length
  while (!isOver()) {
    const value = valueAt(bytes, next, length === undefined ? end : start + length, depth + 1)
    inner.push(value.der)
    next = value.next
  }
  return { der: tlv(tag, Buffer.concat(inner)), next: length === undefined ? next + 2 : next }
}

/** The length written at a place, undefined where an end mark follows instead; never more than what is left. */
function lengthAt(bytes: Uint8Array, at: number, end: number): { start: number; length: number | undefined } {
  const first = byteAt(bytes, at, end)
  if (first === indefinite) return { start: at + 1, length: undefined }
  const count = first < 0x80 ? 0 : first & 0x7f
  if (count > 3) throw new RangeError('a length beyond 16 MB')
  let length = count === 0 ? first : 0
  for (let i = 1; i <= count; i++) length = length * 256 + byteAt(bytes, at + i, end)
  const start = at + 1 + count
  if (start + length > end) throw new RangeError('a length beyond the end')
  return { start, length }
}

function byteAt(bytes: Uint8Array, at: number, end: number): number {
  const byte = at < end ? bytes[at] : undefined
  if (byte === undefined) throw new RangeError('an end too early')
  return byte
}

/** What DER forbids in the content of the simple types (X.690, 8.3.2, 8.8, 11.1, 11.2). */
function checkPrimitive(tag: number, content: Uint8Array): void {
  const [first = 0, second = 0] = content
  const sound = (): boolean => {
    switch (tag) {
      case universal.boolean:
        return content.length === 1 && (first === 0 || first === 0xff)
      case universal.integer:
        return content.length === 1 || (content.length > 1 && !isPadded(first, second))
      case universal.bitString:
        return content.length > 0 && first < 8 && ((content.at(-1) ?? 0) & ((1 << first) - 1)) === 0
      case universal.null:
        return content.length === 0
      case universal.oid:
        return content.length > 0
      case universal.sequence:
      case universal.set:
        return false
      default:
        return true
    }
  }
  if (!sound()) throw new RangeError('a value that is not written as it must be')
}

/** An integer whose first byte says nothing. */
const isPadded = (first: number, second: number): boolean =>
  (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)
