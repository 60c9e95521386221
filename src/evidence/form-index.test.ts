import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { FormIndex } from './form-index.js'

function knowing(...forms: readonly string[]): FormIndex {
  const index = new FormIndex()
  for (const form of forms) index.add(form)
  return index
}

test.each([
  ['at the beginning', 'secret and more', true],
  ['at the end', 'a secret', true],
  ['alone', 'secret', true],
  ['cut short', 'a secre', false],
  ['in other letters', 'a Secret', false],
  ['not at all', '', false],
])('a form %s', (_, text, found) => {
  expect(knowing('another one', 'secret').isAnyIn(text)).toBe(found)
})

test('forms that begin alike are told apart', () => {
  const index = knowing('secret-1', 'secret-2')
  expect(['secret-2', 'secret-3'].map((text) => index.isAnyIn(text))).toEqual([true, false])
})

test('it finds whatever a search for each of them finds, and nothing else', () => {
  // Of few letters, some above the size of the sum, so that beginnings and sums coincide.
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ж', '\ud800', '\uffff'), minLength: 6, maxLength: 8 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ж', '\ud800', '\uffff'), maxLength: 60 })
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), text, (forms, within) => {
      expect(knowing(...forms).isAnyIn(within)).toBe(forms.some((form) => within.includes(form)))
    }),
    { numRuns: 500 },
  )
})
