import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { crashed } from './program.js'

let written = ''
beforeEach(() => {
  written = ''
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((written += String(text)), true))
})
afterEach(() => {
  jest.restoreAllMocks()
})

test('a mistake of ours concludes nothing, and says where it happened without what a library put into its message', () => {
  const error = new TypeError(
    'no: {"authorization":"Bearer abcdef.ghijkl-123","iin":"960440000151"} eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
  )
  expect(crashed(error)).toBe(3)
  expect(written).toMatch(/^A mistake of Synaq; [^]*TypeError: no:[^]*crashed\.test\.ts/)
  for (const secret of ['abcdef', '960440000151', 'eyJ']) expect(written).not.toContain(secret)
})

test('what was thrown need not be an error', () => {
  expect(crashed('token=abcdefghi')).toBe(3)
  expect(written).toContain('token=[secret]')
})
