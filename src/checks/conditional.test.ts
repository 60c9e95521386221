import { expect, test } from '@jest/globals'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { conditional } from './conditional.js'

const asked = (tags: string) => ({ headers: { 'if-none-match': tags } })
const told = (which: string, answer: object) => inShort(runCheck(conditional, which, [answer]))

test.each([
  ['the tag', '"a"', '"a"'],
  ['one of several tags', '"b", W/"a,b", "a"', '"a,b"'],
  ['a weak tag', 'W/"a"', '"a"'],
])('304 with %s that was named', (_, tags, etag) => {
  expect(told('not-modified', { status: 304, headers: { etag }, request: asked(tags) })).toEqual([
    'met: HTTP 304',
    'met: the same',
    'met: there is none',
  ])
})

test('304 by a date has a tag too, whichever', () => {
  const request = { headers: { 'if-modified-since': 'Sun, 22 Nov 2026 07:42:16 GMT' } }
  expect(told('not-modified', { status: 304, headers: { etag: '"a"' }, request })[1]).toBe('met: it is there')
  expect(told('not-modified', { status: 304, request })[1]).toBe('departed: no header etag')
})

test.each([
  [{ status: 304, request: asked('"a"') }, 1, 'departed: no header etag'],
  [{ status: 304, headers: { etag: '"b"' }, request: asked('"a"') }, 1, 'departed: another ETag than in If-None-Match'],
  [{ status: 200, headers: { etag: '"a"' }, request: asked('"a"') }, 0, 'departed: HTTP 200'],
  [{ status: 412, request: asked('"a"') }, 0, 'departed: HTTP 412'],
])('%j', (answer, which, said) => {
  expect(told('not-modified', answer)[which]).toBe(said)
})

test('304 that goes on behind its head', () => {
  const answer = { status: 304, headers: { etag: '"a"' }, request: asked('"a"'), surplusBytes: 20 }
  expect(told('not-modified', answer)[2]).toBe('departed: more bytes came behind the headers')
})

test('where the condition does not hold there has to be content', () => {
  expect(told('modified', { status: 200 })).toEqual(['met: HTTP 200'])
  expect(told('modified', { status: 304 })).toEqual(['departed: HTTP 304'])
  expect(told('modified', { failure: { kind: 'dns', detail: '' } })).toEqual([
    'undecided environment: host name not found',
  ])
})
