/** One value of ASN.1 in the Basic Encoding Rules (X.690), of which DER is a part. */
export interface BerNode {
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number
  /** Of a primitive value; of a constructed one the contents of its parts, joined. */
  readonly content: Buffer
  /** The parts of a constructed value. */
  readonly parts: readonly BerNode[]
  /** The whole encoding. */
  readonly bytes: Buffer
}

/** Universal tags that our files are made of. */
export const berTag = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, explicit0: 0xa0 } as const

/** Deeper than any file that we read; what is deeper was made to exhaust the stack. */
const depthLimit = 40

/** Reads one value; what follows it is left alone. @throws RangeError where the encoding is damaged. */
export function readBer(bytes: Buffer, depth = 0): BerNode {
  if (depth > depthLimit) throw new RangeError('The encoding is nested too deeply.')
  const tag = octet(bytes, 0)
  if ((tag & 0x1f) === 0x1f) throw new RangeError('Tags of several octets are not expected here.')
  const { length, start } = readLength(bytes)
  const constructed = (tag & 0x20) !== 0
  if (length === undefined) {
    if (!constructed) throw new RangeError('Only a constructed value may have an indefinite length.')
    const { parts, end } = readParts(bytes, start, undefined, depth)
    return { tag, content: joined(parts), parts, bytes: bytes.subarray(0, end) }
  }
  const end = start + length
  if (end > bytes.length) throw new RangeError('The encoding ends too early.')
  const whole = bytes.subarray(0, end)
  if (!constructed) return { tag, content: bytes.subarray(start, end), parts: [], bytes: whole }
  const { parts } = readParts(bytes, start, end, depth)
  return { tag, content: joined(parts), parts, bytes: whole }
}

/** The dotted form of an object identifier's content. */
export function oidText(content: Buffer): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte & 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}

/** A whole number that fits into a JavaScript number. @throws RangeError */
export function integerOf({ content }: BerNode): number {
  if (content.length === 0 || content.length > 6) throw new RangeError('The number is out of range.')
  return content.readIntBE(0, content.length)
}

function readLength(bytes: Buffer): { length: number | undefined; start: number } {
  const first = octet(bytes, 1)
  if (first < 0x80) return { length: first, start: 2 }
  const count = first & 0x7f
  if (count === 0) return { length: undefined, start: 2 }
  if (count > 4) throw new RangeError('The length is out of range.')
  octet(bytes, 1 + count)
  return { length: bytes.readUIntBE(2, count), start: 2 + count }
}

/** The parts up to `end`, or up to the end-of-contents octets where there is none. */
function readParts(
  bytes: Buffer,
  start: number,
  end: number | undefined,
  depth: number,
): { parts: BerNode[]; end: number } {
  const parts: BerNode[] = []
  let at = start
  while (end === undefined || at < end) {
    if (end === undefined && octet(bytes, at) === 0 && octet(bytes, at + 1) === 0) return { parts, end: at + 2 }
    const part = readBer(bytes.subarray(at, end), depth + 1)
    parts.push(part)
    at += part.bytes.length
  }
  return { parts, end: at }
}

const joined = (parts: readonly BerNode[]): Buffer => Buffer.concat(parts.map(({ content }) => content))

function octet(bytes: Buffer, at: number): number {
  const value = bytes[at]
  if (value === undefined) throw new RangeError('The encoding ends too early.')
  return value
}
