import { expect, test } from '@jest/globals'
import { isNestedTooDeeply } from './nesting.js'

test.each<[string, string, boolean]>([
  ['brackets', '['.repeat(1001), true],
  ['braces in brackets', 'a: ' + '[{b: '.repeat(501), true],
  ['lists in lists', '- '.repeat(1000), true],
  ['a file that is long but flat', 'a: [1, {b: 2}]\n'.repeat(10_000), false],
  ['text with more closing than opening brackets', ']'.repeat(5000) + '[', false],
  ['nothing', '', false],
])('%s', (_, text, deep) => {
  expect(isNestedTooDeeply(text)).toBe(deep)
})
