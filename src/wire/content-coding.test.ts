import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { decoded } from './content-coding.js'

const text = Buffer.from('{"a":1}')

test.each([
  ['gzip', gzipSync(text)],
  [' X-GZIP ', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['', text],
  ['identity', text],
  ['zstd', text],
])('«%s» is taken off where it is known', (coding, bytes) => {
  expect(decoded(bytes, coding, 100)).toEqual(text)
})

test('what is not what it says stays as it came', () => {
  expect(decoded(text, 'gzip', 100)).toBe(text)
})

test('the limit is of what comes out', () => {
  expect(decoded(gzipSync(text), 'gzip', text.length)).toEqual(text)
  expect(decoded(gzipSync(text), 'gzip', text.length - 1)).toBe('too-large')
})

test('a body that would inflate to 2 GB takes no more memory than the limit', () => {
  const member = gzipSync(Buffer.alloc(10_000_000))
  const bomb = Buffer.concat(Array<Buffer>(200).fill(member))
  const before = process.memoryUsage.rss()
  expect(decoded(bomb, 'gzip', 10_000_000)).toBe('too-large')
  expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000)
})
