import { expect, test } from '@jest/globals'
import { formatsOf } from './formats.js'
import { isOrdinaryName } from './names.js'

test.each([
  ['0b3e4f6e-2a0b-4e7b-9c1e-0123456789ab', ['uuid']],
  ['960440000151', ['bin', 'decimal']],
  ['960440000152', ['decimal']],
  ['KZ54125KZT1002300104', ['iban']],
  ['KZ13722S00013131565', []],
  ['+77011234567', ['phone']],
  ['-12.50', ['decimal']],
  ['12,50', []],
  ['2026-11-22', ['date']],
  ['2026-11-22T07:42:16Z', ['date-time']],
  ['2026-11-22T12:42:16.1+05:00', ['date-time']],
  ['https://bank.example/a?b=c', ['uri']],
  ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', ['jwt']],
  ['a.b.c', []],
  ['', []],
])('%s meets %j', (value, names) => {
  expect(formatsOf(value)).toEqual(names)
})

test.each(['accountId', 'line1', 'x-b3-traceid', 'sha256', '_links', 'a.b'])('«%s» can be nobody’s data', (name) => {
  expect(isOrdinaryName(name)).toBe(true)
})

test.each(['960440000151', 'iin960440000151', 'Аскар', 'two words', 'a@b.kz', '1st', '', 'a'.repeat(41), 'year2026'])(
  '«%s» could be somebody’s',
  (name) => {
    expect(isOrdinaryName(name)).toBe(false)
  },
)
