import { expect, test } from '@jest/globals'
import { textMatching } from './pattern.js'

test.each([
  '^[A-Z]{3,3}$',
  '^\\d{1,13}$|^\\d{1,13}\\.\\d{1,5}$',
  '^\\d{1,13}\\.\\d{1,5}$',
  '^[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}$',
  '^KZ\\d{5}[A-Z0-9]{13}$',
  '^(?:ab|cd)+x?$',
  '^[^-]{1,35}$',
  '^[\\w .,:/-]*$',
  '(?<year>\\d{4})-\\d\\d',
  '^\\+[1-9]\\d{1,14}$',
  'plain',
  '^$',
  '^[\\]a]{2}$',
])('a text is found for %s', (pattern) => {
  expect(textMatching(pattern)).toMatch(new RegExp(pattern))
})

test('lengths are kept to where the pattern allows', () => {
  expect(textMatching('^[a-z]+$', 8)).toHaveLength(8)
  expect(textMatching('^\\d*$', 3, 4)).toHaveLength(3)
  expect(textMatching('^[A-Z]{3}$', 5)).toBeUndefined()
  expect(textMatching('^[A-Z]{30}$', 0, 10)).toBeUndefined()
})

test.each(['^(?=a)b$', '^(a)\\1$', '^\\p{L}+$', '^[a-z', '(', '^a{99999}$', '^((a{200}){200}){200}$', '*'])(
  'nothing is found for %s, and nothing breaks',
  (pattern) => {
    expect(textMatching(pattern)).toBeUndefined()
  },
)
