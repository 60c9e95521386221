import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { language } from './language.js'

const inLanguage = (said: string) => ({ headers: { 'content-language': said } })

test.each([
  ['kk', 'met: as expected'],
  ['kk-KZ', 'met: as expected'],
  ['KK', 'met: as expected'],
  ['ru', 'departed: another language in content-language'],
  ['kkz', 'departed: another language in content-language'],
])('%s: %s', (said, found) => {
  expect(inShort(runCheck(language, 'kk', [inLanguage(said)]))).toEqual([found])
})

test('every answer of success is looked at, and linked', () => {
  const answers = [{ status: 304 }, inLanguage('kk'), {}]
  expect(runCheck(language, 'kk', answers)).toMatchObject([
    { result: 'met', exchange: 3 },
    { result: 'departed', exchange: 4, actual: { en: 'no header content-language' } },
  ])
  expect(factOf(language, 'kk', answers)).toEqual(['same', 'absent'])
})
