import { expect, test } from '@jest/globals'
import { decryptBlock, decryptRc2, expandKey } from './rc2.js'

/** RFC 2268, section 5: key, effective bits, plain text, cipher text. */
const vectors: [string, number, string, string][] = [
  ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
  ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
  ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
  ['88', 64, '0000000000000000', '61a8a244adacccf0'],
  ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
  ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
  ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
]

test.each(vectors)('key %s of %i bits', (key, bits, plain, cipher) => {
  const words = expandKey(Buffer.from(key, 'hex'), bits)
  expect(decryptBlock(words, Buffer.from(cipher, 'hex')).toString('hex')).toBe(plain)
})

test('what is no whole block, or ends in no padding, is refused', () => {
  const key = Buffer.alloc(5, 1)
  expect(() => decryptRc2(key, Buffer.alloc(8), Buffer.alloc(7))).toThrow(RangeError)
  expect(() => decryptRc2(key, Buffer.alloc(8), Buffer.alloc(0))).toThrow(RangeError)
  expect(() => decryptRc2(key, Buffer.alloc(8), Buffer.alloc(8))).toThrow('Wrong padding.')
})
