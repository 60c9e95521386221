import { expect, test } from '@jest/globals'
import { inLanguage, isLanguage, joinTexts, literal, withInnerQuotes } from './text.js'

const greeting = { ru: 'Здравствуйте', en: 'Hello', kk: 'Сәлеметсіз бе' }
const farewell = { ru: 'До свидания', en: 'Goodbye' }

test('a wording in each language; Russian stands in for a Kazakh one that is missing', () => {
  expect((['ru', 'en', 'kk'] as const).map((language) => inLanguage(greeting, language))).toEqual([
    'Здравствуйте',
    'Hello',
    'Сәлеметсіз бе',
  ])
  expect(inLanguage(farewell, 'kk')).toBe('До свидания')
})

test('wordings are joined language by language', () => {
  expect(joinTexts([greeting, farewell], '; ')).toEqual({
    ru: 'Здравствуйте; До свидания',
    en: 'Hello; Goodbye',
    kk: 'Сәлеметсіз бе; До свидания',
  })
  expect(joinTexts([], '; ')).toEqual({ ru: '', en: '', kk: '' })
})

test('a code is the same in every language', () => {
  expect(literal(403)).toEqual({ ru: '403', en: '403', kk: '403' })
})

test('languages are ru, kk and en', () => {
  expect(['ru', 'kk', 'en', 'kz', 'RU', ''].filter(isLanguage)).toEqual(['ru', 'kk', 'en'])
})

test.each([
  ['приложение «ТОО «Самғау»», банк «Б»', 'приложение «ТОО „Самғау“», банк «Б»'],
  ['«А» и «Б»', '«А» и «Б»'],
  ['“LLP “Samgau””', '“LLP “Samgau””'],
])('quotes within quotes: %s', (said, written) => expect(withInnerQuotes(said)).toBe(written))
