/**
 * RC2 in CBC mode, decryption only (RFC 2268): old PKCS#12 files keep their certificates so, and OpenSSL 3, and with it
 * Node, no longer reads it. Never for anything new.
 * @throws RangeError where the length or the padding is wrong, as under a wrong key.
 */
export function decryptRc2(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  if (data.length === 0 || data.length % 8 !== 0) throw new RangeError('The length is no multiple of a block.')
  const words = expandKey(key)
  let before = iv
  const blocks: Buffer[] = []
  for (let at = 0; at < data.length; at += 8) {
    const block = data.subarray(at, at + 8)
    const plain = decryptBlock(words, block)
    for (let i = 0; i < 8; i++) plain.writeUInt8(plain.readUInt8(i) ^ before.readUInt8(i), i)
    blocks.push(plain)
    before = block
  }
  const plain = Buffer.concat(blocks)
  const padding = plain.readUInt8(plain.length - 1)
  const padded = plain.subarray(plain.length - padding)
  if (padding < 1 || padding > 8 || padded.some((byte) => byte !== padding)) throw new RangeError('Wrong padding.')
  return plain.subarray(0, plain.length - padding)
}

/** Section 2: 64 words out of the key; its effective length is its whole length, as PKCS#12 has it. */
export function expandKey(key: Buffer, effectiveBits = key.length * 8): number[] {
  const bytes = [...key]
  for (let i = key.length; i < 128; i++) bytes.push(pi(at(bytes, i - 1) + at(bytes, i - key.length)))
  const effective = Math.ceil(effectiveBits / 8)
  bytes[128 - effective] = pi(at(bytes, 128 - effective) & (0xff >> (8 * effective - effectiveBits)))
  for (let i = 127 - effective; i >= 0; i--) bytes[i] = pi(at(bytes, i + 1) ^ at(bytes, i + effective))
  return Array.from({ length: 64 }, (_, i) => at(bytes, 2 * i) | (at(bytes, 2 * i + 1) << 8))
}

/** Section 4: five rounds, a mash, six rounds, a mash, five rounds, all backwards. */
export function decryptBlock(words: readonly number[], block: Buffer): Buffer {
  const r = [0, 2, 4, 6].map((offset) => block.readUInt16LE(offset))
  let j = 63
  const mix = (): void => {
    for (const [i, shift] of [...shifts.entries()].reverse()) {
      const rotated = ((at(r, i) >> shift) | (at(r, i) << (16 - shift))) & 0xffff
      const [a, b, c] = [at(r, (i + 1) % 4), at(r, (i + 2) % 4), at(r, (i + 3) % 4)]
      r[i] = (rotated - at(words, j) - (c & b) - (~c & a)) & 0xffff
      j--
    }
  }
  const mash = (): void => {
    for (let i = 3; i >= 0; i--) r[i] = (at(r, i) - at(words, at(r, (i + 3) % 4) & 63)) & 0xffff
  }
  for (let round = 0; round < 5; round++) mix()
  mash()
  for (let round = 0; round < 6; round++) mix()
  mash()
  for (let round = 0; round < 5; round++) mix()
  const plain = Buffer.alloc(8)
  r.forEach((word, i) => plain.writeUInt16LE(word, 2 * i))
  return plain
}

const shifts = [1, 2, 3, 5]

const at = (list: readonly number[], i: number): number => list[i] ?? 0

const pi = (i: number): number => piTable.readUInt8(i & 0xff)

/** Section 2: a permutation of 0 to 255 from the digits of pi. */
const piTable = Buffer.from(
  [
    'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2',
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82',
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626',
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7',
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec',
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731',
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9',
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  ].join(''),
  'hex',
)
