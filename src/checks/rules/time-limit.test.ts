import { expect, test } from '@jest/globals'
import { compileExpression } from './expression.js'
import { withinTime } from './time-limit.js'

test('what is done in time is answered, what is thrown is thrown', () => {
  expect(withinTime(1000, () => ({ a: 1 }))).toEqual({ done: { a: 1 } })
  expect(() =>
    withinTime(1000, () => {
      throw new Error('wrong')
    }),
  ).toThrow('wrong')
})

test('a condition that would take minutes is broken off', () => {
  const compiled = compileExpression('body.all(a, body.all(b, body.all(c, a + b + c < 1.0)))')
  if ('refused' in compiled) throw new Error(compiled.refused)
  const body = Array.from({ length: 3000 }, () => 0.1)
  const around = { item: null, parent: null, body, headers: {}, given: {}, now: new Date(), today: '' }
  expect(withinTime(50, () => compiled.holds(around))).toBe('too-slow')
})
