import { expect, test } from '@jest/globals'
import { sha256 } from './digest.js'

test('SHA-256 of text and of bytes (FIPS 180-2, B.1)', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(sha256('abc')).toBe(abc)
  expect(sha256(Buffer.from('abc'))).toBe(abc)
})

test('text is taken as UTF-8', () => {
  expect(sha256('ұ')).toBe(sha256(Buffer.from([0xd2, 0xb1])))
})
