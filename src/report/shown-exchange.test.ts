import { describe, expect, test } from '@jest/globals'
import type { Departure } from '../model/contract.js'
import type { MaskedExchange } from '../model/exchange.js'
import { requestLines, responseLines, type ShownLine } from './shown-exchange.js'

const mask = { $mask: 'iin', type: 'string', length: 12, tag: 'AbCdEf', valid: ['iin', 'decimal'] }

function answered(body: MaskedExchange['request']['body']): MaskedExchange {
  return {
    at: '2026-11-22T07:42:16.123Z',
    request: {
      operation: 'token',
      method: 'POST',
      url: "https://127.0.0.1:1/v3/{accountId:tag}?q='$(touch x)'",
      headers: { authorization: 'Bearer [masked 615 tag]', 'content-length': '12' },
      body: { code: mask },
      peer: 'subject',
      via: 'direct',
      credential: { certificate: 'platform', authorization: 'bearer' },
    },
    outcome: {
      response: { status: 200, headers: { date: 'x' }, body, bodyKind: 'json', bodyBytes: 2, validUtf8: true },
    },
    timings: { totalMs: 12 },
  }
}

const departure = (at: string, seen = 'number'): Departure => ({ at, rule: 'type', expected: 'string', seen })
const texts = (lines: readonly ShownLine[]) => lines.map(({ text }) => text)
const marked = (lines: readonly ShownLine[]) => texts(lines.filter((line) => line.marked))

describe('an exchange as it is shown', () => {
  test('has its masks in short, and nothing else changed', () => {
    expect(texts(requestLines(answered([])))).toEqual([
      "POST https://127.0.0.1:1/v3/{accountId:tag}?q='$(touch x)'",
      'authorization: Bearer ‹615 #tag›',
      'content-length: 12',
      '',
      '{',
      '  "code": ‹iin 12 iin decimal #AbCdEf›',
      '}',
    ])
    expect(texts(responseLines(answered({ a: [mask, 1, null], b: {} }))).slice(2)).toEqual([
      '',
      '{',
      '  "a": [',
      '    ‹iin 12 iin decimal #AbCdEf›',
      '    1',
      '    null',
      '  ]',
      '  "b": {}',
      '}',
    ])
  })

  test('marks what departs from the contract, and the place of what is missing', () => {
    const departures = [
      departure('/balances/0/amount'),
      departure('/balances/0/currency', 'absent'),
      departure('header:date'),
      departure('header:x-request-id', 'absent'),
      departure('status'),
    ]
    expect(marked(responseLines(answered({ balances: [{ amount: 1, id: 2 }] }), departures))).toEqual([
      'HTTP 200',
      'date: x',
      'x-request-id: —',
      '      "amount": 1',
      '      "currency": —',
    ])
  })

  test('shows the first items of a long list and those that depart, and how many more there are', () => {
    const list = Array.from({ length: 50 }, (_, i) => i)
    const lines = responseLines(answered({ list }), [departure('/list/40')])
    expect(texts(lines).slice(3)).toEqual([
      '{',
      '  "list": [',
      '    0',
      '    1',
      '    2',
      '    40',
      '    … +46',
      '  ]',
      '}',
    ])
    expect(marked(lines)).toEqual(['    40'])
  })

  test('names how a connection failed', () => {
    const failed = { ...answered([]), outcome: { failure: { kind: 'refused' as const, detail: 'ECONNREFUSED' } } }
    expect(texts(responseLines(failed))).toEqual(['kind: refused', 'detail: ECONNREFUSED'])
  })
})
