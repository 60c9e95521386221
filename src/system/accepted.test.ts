import { expect, test } from '@jest/globals'
import { acceptedLanguage, acceptsType } from './accepted.js'

test.each([
  [undefined, 'ru'],
  ['', 'ru'],
  ['kk', 'kk'],
  ['kk-KZ, ru;q=0.5', 'kk'],
  ['en;q=0.2, KK;q=0.7', 'kk'],
  ['fr, de', 'ru'],
  ['fr, en;q=0.1', 'en'],
  ['en;q=0, fr', 'ru'],
  ['*', 'ru'],
  ['*;q=0.5, en', 'en'],
])('%s: %s', (header, language) => {
  expect(acceptedLanguage(header, ['ru', 'kk', 'en'])).toBe(language)
})

test.each([
  [undefined, true],
  ['application/json', true],
  ['application/*', true],
  ['text/html, */*;q=0.1', true],
  ['application/xml', false],
  ['*/*, application/json;q=0', false],
])('JSON by Accept %s: %s', (header, accepted) => {
  expect(acceptsType(header, 'application/json')).toBe(accepted)
})
