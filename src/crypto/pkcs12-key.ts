import { createHash } from 'node:crypto'

export interface Pkcs12KeyOptions {
  /** A name that node:crypto knows. */
  readonly hash: string
  /** undefined: no password at all, which differs from an empty one. */
  readonly password: string | undefined
  readonly salt: Buffer
  readonly iterations: number
  /** Of the key, in bytes. */
  readonly length: number
}

const purposes = { key: 1, iv: 2, mac: 3 } as const

/** Key, initialisation vector or MAC key out of a password (RFC 7292, appendix B). @throws RangeError */
export function pkcs12Key(purpose: keyof typeof purposes, options: Pkcs12KeyOptions): Buffer {
  const { hash, password, salt, iterations, length } = options
  refuseEndless(iterations)
  const block = hash === 'sha384' || hash === 'sha512' ? 128 : 64
  const diversifier = Buffer.alloc(block, purposes[purpose])
  const input = Buffer.concat([filled(salt, block), filled(bmpString(password), block)])
  const output: Buffer[] = []
  for (let made = 0; made < length; made += output.at(-1)?.length ?? 1) {
    let digest = createHash(hash).update(diversifier).update(input).digest()
    for (let i = 1; i < iterations; i++) digest = createHash(hash).update(digest).digest()
    output.push(digest)
    const addend = filled(digest, block)
    for (let at = 0; at < input.length; at += block) addPlusOne(input.subarray(at, at + block), addend)
  }
  return Buffer.concat(output).subarray(0, length)
}

/** More would only keep us busy: no program writes so many. */
const mostIterations = 2_000_000

/** @throws RangeError for a count of iterations that a sound file does not have. */
export function refuseEndless(iterations: number): void {
  if (iterations < 1 || iterations > mostIterations) throw new RangeError('The count of iterations is out of range.')
}

/** UTF-16 with the high byte first and two zero bytes at the end (appendix B.1). */
function bmpString(password: string | undefined): Buffer {
  return password === undefined ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/** Repeated until it fills whole blocks; nothing stays nothing. */
function filled(bytes: Buffer, block: number): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)
}

/** target = target + addend + 1, as numbers with the high byte first. */
function addPlusOne(target: Buffer, addend: Buffer): void {
  let carry = 1
  for (let i = target.length - 1; i >= 0; i--) {
    const sum = target.readUInt8(i) + addend.readUInt8(i) + carry
    target.writeUInt8(sum & 0xff, i)
    carry = sum >> 8
  }
}
