import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace } from '../../tests/support/sample-exchange.js'
import { revealsNoInternals } from './reveals-no-internals.js'

const error = (message: string) => ({ status: 400, json: { code: 'invalid_request', message } })
const said = (message: string) => inShort(runCheck(revealsNoInternals, true, [error(message)]))

test.each([
  ['Error: no\n    at findRow (file:///srv/bank/rows.js:12:7)', 'path of a file, stack trace'],
  ['java.lang.NullPointerException\n\tat kz.bank.Accounts.find(Accounts.java:120)', 'exception, stack trace'],
  ['Traceback (most recent call last):\n  File "app.py", line 3, in f', 'stack trace'],
  ['goroutine 12 [running]:', 'stack trace'],
  ['bad: SELECT * FROM accounts WHERE id = $1', 'query'],
  ['ORA-00942: table or view does not exist', 'query'],
  ['cannot open /var/lib/bank/data', 'path of a file'],
  ['C:\\Bank\\App\\web.config', 'path of a file'],
  ['System.NullReferenceException was thrown', 'exception'],
])('%j shows: %s', (message, shown) => {
  expect(said(message)).toEqual([`departed: shown: ${shown}`])
})

test.each([
  'The request is malformed',
  'Select an account from the list',
  'pageSize is a whole number from 1 to 100',
  'GET /v3/accounts/{accountId}/balances is served here',
  'Meet us at Abai:12',
  'Запрос составлен неверно',
])('%j shows nothing', (message) => {
  expect(said(message)).toEqual(['met: there are none'])
})

test('a page in place of JSON, and headers', () => {
  expect(
    inShort(runCheck(revealsNoInternals, true, [{ status: 500, text: '<pre>\n    at f (a.js:1:2)</pre>' }])),
  ).toEqual(['departed: shown: stack trace'])
  expect(inShort(runCheck(revealsNoInternals, true, [{ status: 500, headers: { 'x-error': 'SQLSTATE 42' } }]))).toEqual(
    ['departed: shown: query'],
  )
})

test('what the request itself held may come back', () => {
  const request = { url: 'https://bank.example/v3/accounts/..%2F..%2Fetc%2Fpasswd%20%2Fetc%2Fpasswd' }
  expect(inShort(runCheck(revealsNoInternals, true, [{ ...error('no such path: /etc/passwd'), request }]))).toEqual([
    'met: there are none',
  ])
})

test('the fact holds names of ours', () => {
  expect(factOf(revealsNoInternals, true, [error('SELECT a FROM b')])).toEqual({ shown: ['query'] })
})

test('without an answer there is nothing to look at; without the fact nothing is said', () => {
  expect(inShort(runCheck(revealsNoInternals, true, []))).toEqual(['undecided harness: there was none'])
  expect(inShort(revealsNoInternals.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', true))).toEqual([
    'undecided harness: the record does not hold it',
  ])
})
