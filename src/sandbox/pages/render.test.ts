import { describe, expect, test } from '@jest/globals'
import { localDate, renderPage, scopeName } from './render.js'
import { languages, wording, wordingKeys, wordingOr } from './wording.js'

const consent = {
  id: '6c35ead7-99e8-49c0-8852-4a4f2de2aa39',
  address: '/consents/1',
  state: 'Authorised',
  active: true,
  participant: 'ТОО «Пример»',
  application: 'Пример',
  purpose: 'Показ',
  banks: [{ id: 'ABCD01', name: 'АО «Банк»' }],
  scopes: ['accounts', 'unknown_scope'],
  issuedAt: '2026-11-30T20:00:00.000Z',
  expiresAt: '2026-12-30T20:00:00.000Z',
}
const asked = { action: '/x', step: 1, application: 'Пример', participant: 'ТОО «Пример»' }
const pages: readonly (readonly [string, object])[] = [
  ['sign-in', { ...asked, fault: { field: 'iin', reason: 'unknown', fields: { iin: '<1>', bin: '', phone: '' } } }],
  ['sign-in', { action: '/x', own: true }],
  ['liveness', asked],
  ['sms-code', { ...asked, phone: '+7 701', minutes: 5, fault: { field: 'code', reason: 'code-wrong' } }],
  [
    'consent',
    { ...asked, banks: ['АО «Банк»'], scopes: ['accounts'], purpose: 'x', until: consent.expiresAt, client: 'К' },
  ],
  ['result', { ...asked, outcome: 'approved', approved: true, consent }],
  ['result', { ...asked, outcome: 'liveness-failed', approved: false, consent }],
  ['consents', { client: 'К', consents: [consent] }],
  ['consents', { client: 'К', consents: [] }],
  ['consent-details', consent],
  ['error', { reason: 'request-refused', detail: 'invalid_request: x', back: '/' }],
]

describe.each(languages)('in %s', (lang) => {
  test.each(pages)('the page %s has one heading, a title and nothing left to fill in', (name, data) => {
    const html = renderPage(name, data, lang)
    expect(html.match(/<h1>/g)).toHaveLength(1)
    expect(html).toContain(`<html lang="${lang}">`)
    expect(html).toMatch(/<title>[^<]+ · [^<]+<\/title>/)
    expect(html.replace(/<style>.*<\/style>/s, '')).not.toMatch(/[{}]|undefined|\[object/)
    expect(html).not.toContain('<script')
  })
})

test('what was typed is escaped', () => {
  expect(renderPage(...(pages[0] as [string, object]), 'ru')).toContain('value="&lt;1&gt;"')
})

test('dates are those of Kazakhstan', () => {
  expect(localDate('2026-11-30T20:00:00.000Z', 'ru')).toBe('1 декабря 2026 года')
  expect(localDate('2026-11-30T20:00:00.000Z', 'kk')).toBe('2026 жылғы 1 желтоқсан')
})

test('a scope without wording is shown by its name', () => {
  expect([scopeName('accounts', 'en'), scopeName('other', 'en')]).toEqual(['List of accounts', 'other'])
})

test('no wording is empty or only repeats the Russian one in Kazakh by mistake', () => {
  const same = new Set(['layout.language-kk', 'layout.language-ru', 'layout.language-en', 'date.moment'])
  const sentences = wordingKeys().filter((key) => !same.has(key) && wording(key, 'ru').includes(' '))
  expect(wordingKeys().filter((key) => languages.some((lang) => wording(key, lang) === ''))).toEqual([])
  expect(sentences.filter((key) => wording(key, 'ru') === wording(key, 'kk'))).toEqual([])
})

test('an unknown wording is a mistake, unless there is another way to say it', () => {
  expect(() => wording('no.such', 'ru')).toThrow('no.such')
  expect(wordingOr('no.such', 'ru', 'otherwise')).toBe('otherwise')
})
