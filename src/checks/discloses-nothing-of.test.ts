import { describe, expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { judgePlace, type Answer } from '../../tests/support/sample-exchange.js'
import { askar } from '../../tests/support/memory-target.js'
import { disclosesNothingOf } from './discloses-nothing-of.js'

const iban = 'KZ54125KZT1002300104'
const accountId = '0b3e4f6e-2a0b-4e7b-9c1e-0123456789ab'
const accounts = [{ accountId, iban, currency: 'KZT', openingDate: '2020-01-31', name: 'Current account' }]
const values = { '${client}': { ...askar, fullName: 'Асқар Асқаров', has: [...askar.has] }, '${accounts}': accounts }
const of: Json = ['${client}', '${accounts}']

/** `resolve` of the support replaces whole texts; a list is resolved item by item, as references do. */
const resolved = { '${both}': [values['${client}'], values['${accounts}']] }
const said = (...answers: Answer[]) => inShort(runCheck(disclosesNothingOf, '${both}', answers, { values: resolved }))

describe('an answer discloses', () => {
  const escaped = '{"p":"\\u002B77011234567"}'
  const cases: [string, Answer, string][] = [
    ['an IIN in an error body', { status: 403, json: { message: `client ${askar.iin} is unknown` } }, 'iin'],
    ['an IIN as a number', { json: { client: 960440000151 } }, 'iin'],
    ['an account in a page that is no JSON', { text: `<p>${iban}</p>` }, 'iban'],
    ['an account id in a header', { headers: { location: `/v3/accounts/${accountId}` } }, 'accountId'],
    ['the name of a person', { json: { message: 'held by Асқар Асқаров' } }, 'fullName'],
    ['a phone behind an escape of JSON', { text: escaped, json: { p: askar.phone } }, 'phone'],
  ]
  test.each(cases)('%s', (_, answer, name) => {
    expect(said(answer)).toEqual([`departed: disclosed: ${name}`])
  })

  test('several of them, each named once', () => {
    expect(said({ json: { a: askar.iin, b: [iban, iban], c: askar.iin } })).toEqual(['departed: disclosed: iban, iin'])
  })

  test('in any exchange of the step', () => {
    expect(said({ json: { iban } }, { status: 403 })).toEqual(['departed: disclosed: iban'])
  })
})

describe('an answer discloses nothing', () => {
  test.each<[string, Answer]>([
    ['that is empty', { status: 403 }],
    ['that has only what everybody knows', { json: { currency: 'KZT', name: 'Current account', date: '2020-01-31' } }],
    ['that has somebody else’s data', { json: { iban: 'KZ75125KZT2069100100', iin: '850101400017' } }],
    ['that never came', { failure: { kind: 'tls-alert', alert: 'certificate_required' } }],
  ])('%s', (_, answer) => {
    expect(said(answer)).toEqual(['met: no data'])
  })

  test('where it repeats what the request itself carried', () => {
    const url = `https://bank.example/v3/accounts/${accountId}/balances`
    expect(said({ status: 404, json: { message: `no account ${accountId}` }, request: { url } })).toEqual([
      'met: no data',
    ])
    expect(said({ status: 404, json: { message: accountId, iban }, request: { url } })).toEqual([
      'departed: disclosed: iban',
    ])
  })
})

test('the fact holds names, and hides a name that could be data itself', () => {
  const odd = { '${odd}': { [askar.iin]: iban } }
  expect(factOf(disclosesNothingOf, '${odd}', [{ json: { iban } }], odd)).toEqual({ disclosed: ['(name hidden)'] })
})

test('without an exchange or the fact nothing is said', () => {
  expect(said()).toEqual(['undecided harness: there was none'])
  const absent = disclosesNothingOf.judge(judgePlace([{}]), { attempt: 1, events: [] }, 'absent', of)
  expect(inShort(absent)).toEqual(['undecided harness: the record does not hold it'])
})
