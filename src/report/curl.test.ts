import { execFileSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import type { MaskedExchange } from '../model/exchange.js'
import { curlCommand } from './curl.js'

const mask = (tag: string) => ({ $mask: 'code', type: 'string', length: 12, tag, valid: ['decimal'] })

const exchange: MaskedExchange = {
  at: '2026-11-22T07:42:16.123Z',
  request: {
    operation: 'token',
    method: 'POST',
    url: "https://127.0.0.1:1/v3/{accountId:DoYsIJSyU5SQ}?q='$(touch x)'",
    headers: {
      authorization: 'Bearer [masked 615 tokenTag]',
      'content-length': '12',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: { code: mask('one'), again: mask('one'), other: mask('two'), grant_type: "authorization_code'`id`" },
    peer: 'subject',
    via: 'direct',
    credential: { certificate: 'platform', authorization: 'bearer' },
  },
  outcome: { failure: { kind: 'reset', detail: '' } },
  timings: { totalMs: 12 },
}

test('the command reaches a shell word by word: nothing in it is run, and masks are named places', () => {
  const { command } = curlCommand(exchange)
  const words = execFileSync('/bin/sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${command}`], { encoding: 'utf8' })
  expect(words.trimEnd().split('\n')).toEqual([
    '--globoff',
    '--include',
    '--request',
    'POST',
    "https://127.0.0.1:1/v3/<accountId>?q='$(touch x)'",
    '--cacert',
    'server-ca.pem',
    '--cert',
    'platform.crt',
    '--key',
    'platform.key',
    '--header',
    'authorization: Bearer <token>',
    '--header',
    'content-type: application/x-www-form-urlencoded',
    '--data-urlencode',
    'code=<code>',
    '--data-urlencode',
    'again=<code>',
    '--data-urlencode',
    'other=<code-2>',
    '--data-urlencode',
    "grant_type=authorization_code'`id`",
  ])
})

test('each placeholder is told apart: tag, length, formats', () => {
  expect(curlCommand(exchange).placeholders).toEqual([
    { name: '<accountId>', tag: 'DoYsIJSyU5SQ', formats: [] },
    { name: '<token>', tag: 'tokenTag', length: 615, formats: [] },
    { name: '<code>', tag: 'one', length: 12, formats: ['decimal'] },
    { name: '<code-2>', tag: 'two', length: 12, formats: ['decimal'] },
  ])
})

test('without a certificate none is named', () => {
  const { request } = exchange
  const bare = { ...exchange, request: { ...request, credential: { ...request.credential, certificate: 'none' } } }
  expect(curlCommand(bare).command).not.toContain('--cert ')
})
