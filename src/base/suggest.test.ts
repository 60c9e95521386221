import { expect, test } from '@jest/globals'
import { didYouMean, nearest } from './suggest.js'

const words = ['status', 'conforms', 'refused', 'discloses-nothing-of', 'echoes']

test.each([
  ['statsu', 'status'],
  ['Status', 'status'],
  ['statuses', 'status'],
  ['conform', 'conforms'],
  ['discloses-nothing', 'discloses-nothing-of'],
  ['refuse', 'refused'],
])('«%s» was meant to be «%s»', (word, meant) => {
  expect(nearest(word, words)).toBe(meant)
})

test.each(['', 'xyz', 'balance', 'no', 'on'])('«%s» was meant to be none of them', (word) => {
  expect(nearest(word, words)).toBeUndefined()
})

test('a short word is not every other short word', () => {
  expect(nearest('ru', ['en', 'kk'])).toBeUndefined()
  expect(nearest('r', ['e'])).toBeUndefined()
  expect(nearest('rU', ['ru'])).toBe('ru')
})

test('of several the nearest, of equals the first', () => {
  expect(nearest('cat', ['cart', 'cat', 'can'])).toBe('cat')
  expect(nearest('cat', ['bat', 'rat'])).toBe('bat')
})

test('it is asked as a question, or not at all', () => {
  expect(didYouMean('statsu', words)).toBe(' Did you mean «status»?')
  expect(didYouMean('xyz', words)).toBe('')
})
