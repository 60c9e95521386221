import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import type { MaskedExchange } from '../model/exchange.js'
import { curlCommand, inShort, requestText, responseText } from './shown-exchange.js'

const mask = { $mask: 'iin', type: 'string', length: 12, tag: 'AbCdEf', valid: ['iin', 'decimal'] }

const exchange: MaskedExchange = {
  at: '2026-11-22T07:42:16.123Z',
  request: {
    operation: 'token',
    method: 'POST',
    url: "https://127.0.0.1:1/v3/{accountId:tag}?q='$(touch x)'",
    headers: {
      authorization: 'Bearer [masked 615 tag]',
      'content-length': '12',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: { code: mask, grant_type: "authorization_code'`id`" },
    peer: 'subject',
    via: 'direct',
    credential: { certificate: 'platform', authorization: 'bearer' },
  },
  outcome: {
    response: { status: 200, headers: { date: 'x' }, body: [mask], bodyKind: 'json', bodyBytes: 2, validUtf8: true },
  },
  timings: { totalMs: 12 },
}

describe('an exchange as it is shown', () => {
  test('has its masks in short, and nothing else changed', () => {
    expect(inShort({ a: [mask, 1, null], b: 'x' })).toEqual({
      a: ['[masked iin, 12 characters, #AbCdEf, iin, decimal]', 1, null],
      b: 'x',
    })
    expect(requestText(exchange).split('\n').slice(0, 2)).toEqual([
      "POST https://127.0.0.1:1/v3/{accountId:tag}?q='$(touch x)'",
      'authorization: Bearer [masked 615 tag]',
    ])
    expect(responseText(exchange)).toBe(
      'HTTP 200\ndate: x\n\n[\n  "[masked iin, 12 characters, #AbCdEf, iin, decimal]"\n]',
    )
  })

  test('names how a connection failed', () => {
    const failed = { ...exchange, outcome: { failure: { kind: 'refused' as const, detail: 'ECONNREFUSED' } } }
    expect(responseText(failed)).toBe('kind: refused\ndetail: ECONNREFUSED')
  })
})

test('the curl command reaches a shell word by word: nothing in it is run', () => {
  const words = execFileSync('/bin/sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${curlCommand(exchange)}`], {
    encoding: 'utf8',
  })
  expect(words.trimEnd().split('\n')).toEqual([
    '--globoff',
    '--include',
    '--request',
    'POST',
    "https://127.0.0.1:1/v3/{accountId:tag}?q='$(touch x)'",
    '--cert',
    'platform.crt',
    '--key',
    'platform.key',
    '--header',
    'authorization: Bearer [masked 615 tag]',
    '--header',
    'content-type: application/x-www-form-urlencoded',
    '--data-urlencode',
    'code=[masked iin, 12 characters, #AbCdEf, iin, decimal]',
    '--data-urlencode',
    "grant_type=authorization_code'`id`",
  ])
})
