import { expect, test } from '@jest/globals'
import { wrapped } from './wrapped.js'

test('a text is parted at blanks; a longer word stays whole', () => {
  const long = 'x'.repeat(40)
  expect(wrapped(`one two ${long} three four five six seven`, 24)).toEqual([
    'one two',
    long,
    'three four five six',
    'seven',
  ])
})

test('without a width it stays on its line', () => {
  expect(wrapped('one two', undefined)).toEqual(['one two'])
})
