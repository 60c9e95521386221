import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { finderOf } from './finder.js'

const found = (patterns: readonly string[], text: string) => [...finderOf(patterns)(Buffer.from(text))].sort()

test('tells which patterns stand anywhere in the bytes: at the start, at the end, inside one another', () => {
  expect(found(['abcdef', 'cdefgh', 'missing', 'efghij'], 'abcdefghij')).toEqual([0, 1, 3])
})

test('tells several patterns of one end apart', () => {
  expect(found(['xx-secret', 'yy-secret', '-secret'], 'a yy-secret')).toEqual([1, 2])
})

test('never finds what is too short, nor anything without patterns', () => {
  expect(found(['abcde', ''], 'abcde')).toEqual([])
  expect(found([], 'abcdef')).toEqual([])
})

test('looks at the given part of a buffer only', () => {
  const bytes = Buffer.from('secret-1 secret-2')
  expect([...finderOf(['secret-1', 'secret-2'])(bytes.subarray(9))]).toEqual([1])
})

test('agrees with a plain search', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ә'), minLength: 3, maxLength: 9 })
  fc.assert(
    fc.property(fc.array(letters), fc.array(letters), (patterns, pieces) => {
      const text = pieces.join('')
      const plain = patterns.flatMap((one, i) => (Buffer.byteLength(one) >= 6 && text.includes(one) ? [i] : []))
      expect(found(patterns, text)).toEqual(plain.sort())
    }),
  )
})
