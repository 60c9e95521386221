import { expect, test } from '@jest/globals'
import Handlebars from 'handlebars'
import { contrasted, markedLines, spoken } from './spoken.js'

/** What a template makes of it. */
const printed = (value: object): string => Handlebars.compile('{{value}}')({ value })

test('a text stands in all its languages, escaped', () => {
  expect(printed(spoken({ ru: 'а<б', en: 'a&b' }))).toBe(
    '<span lang="ru" data-kk>а&lt;б</span><span lang="en">a&amp;b</span>',
  )
  expect(printed(spoken({ ru: 'да', en: 'yes', kk: 'иә' }))).toBe(
    '<span lang="ru">да</span><span lang="en">yes</span><span lang="kk">иә</span>',
  )
})

test('what is the same in all languages stands once', () => {
  expect(printed(spoken({ ru: 'x', en: 'x', kk: 'x' }))).toBe('x')
})

test('of two texts the words that differ are marked, in every language', () => {
  const { one, other } = contrasted({ ru: '/a: строка', en: '/a: <string>' }, { ru: '/a: число', en: '/a: number' })
  expect(printed(one)).toContain('/a: <mark>&lt;string&gt;</mark>')
  expect(printed(other)).toContain('/a: <mark>число</mark>')
})

test('texts that share nothing are not marked', () => {
  const { one } = contrasted({ ru: 'отказ', en: 'a refusal' }, { ru: 'ответ', en: 'HTTP 200' })
  expect(printed(one)).not.toContain('mark')
})

test('marked lines are escaped too', () => {
  const lines = [
    { text: '<a>', marked: true },
    { text: 'b', marked: false },
  ]
  expect(printed(markedLines(lines))).toBe('<mark>&lt;a&gt;</mark>\nb')
})
