import { runInNewContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { isProblemError, placeText, problem, problemLine, ProblemError } from './problem.js'

const place = { file: 'a.yaml', line: 3, column: 5 }

test.each([
  [place, 'a.yaml:3:5'],
  [{ file: 'a.yaml', line: 3 }, 'a.yaml:3'],
  [{ file: 'a.yaml' }, 'a.yaml'],
  [{ name: 'SYNAQ_TOKEN' }, 'SYNAQ_TOKEN'],
  [undefined, ''],
])('the place %j reads «%s»', (where, read) => {
  expect(placeText(where)).toBe(read)
})

test('a problem says where, what and how to mend it', () => {
  const said = { code: 'c', what: 'It is wrong.', remedy: 'Mend it.' }
  expect(problemLine({ ...said, place })).toBe('a.yaml:3:5: It is wrong.\n  → Mend it.')
  expect(problemLine(said)).toBe('It is wrong.\n  → Mend it.')
})

test('an error carries all of its problems', () => {
  const one = { code: 'one', what: '1', remedy: 'a' }
  const error = new ProblemError([one, { code: 'two', what: '2', remedy: 'b' }])
  expect(error.message).toBe('1\n  → a\n2\n  → b')
  expect(problem('one', '1', 'a').problems).toEqual([one])
  expect(problem('one', '1', 'a', place).problems).toEqual([{ ...one, place }])
})

test('is known by its code, in whichever realm it was made', () => {
  expect(isProblemError(problem('c', 'w', 'r'))).toBe(true)
  expect(isProblemError(new Error('c'))).toBe(false)
  expect(isProblemError({ code: 'SYNAQ_PROBLEM' })).toBe(false)
  const foreign: unknown = runInNewContext('Object.assign(new Error("x"), { code: "SYNAQ_PROBLEM", problems: [] })')
  expect(isProblemError(foreign)).toBe(true)
})
