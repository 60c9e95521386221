import { expect, test } from '@jest/globals'
import { isNotModified } from './conditional.js'

const lastModified = new Date('2026-11-22T07:42:16.900Z')
const strong = { etag: '"a"', lastModified }
const at = 'Sun, 22 Nov 2026 07:42:16 GMT'

test.each([
  [{}, false],
  [{ 'if-none-match': '"a"' }, true],
  [{ 'if-none-match': 'W/"a"' }, true],
  [{ 'if-none-match': '"b", "a"' }, true],
  [{ 'if-none-match': '"a,b"' }, false],
  [{ 'if-none-match': '*' }, true],
  [{ 'if-none-match': 'a' }, false],
  [{ 'if-modified-since': at }, true],
  [{ 'if-modified-since': 'Sun, 22 Nov 2026 07:42:15 GMT' }, false],
  [{ 'if-modified-since': 'yesterday' }, false],
  [{ 'if-none-match': '"b"', 'if-modified-since': at }, false],
])('%j: %s', (headers, expected) => {
  expect(isNotModified(headers, strong)).toBe(expected)
})

test('a weak tag is the same as a strong one', () => {
  expect(isNotModified({ 'if-none-match': '"a"' }, { ...strong, etag: 'W/"a"' })).toBe(true)
})
