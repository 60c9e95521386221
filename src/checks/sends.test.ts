import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../base/json.js'
import { wireNames } from '../contract/wire-names.js'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { form } from '../../tests/support/memory-inbox.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { sends } from './sends.js'

const secret = 'a-state-that-nobody-knows'
const request = {
  ...form('token', { state: secret, empty: '' }),
  url: 'https://api.example/v1/token?pageSize=5',
  headers: { ...form('token', {}).headers, 'x-request-id': '0b3e4f6e-2a0b-4e7b-9c1e-0123456789ab' },
}
const values = { '${before}': secret, '${list}': ['x', secret] }
const look = (params: JsonObject) => inShort(runCheck(sends, params, [sent({ request })], { place: ofUser, values }))

describe('what a request carries', () => {
  test.each<[JsonObject, string]>([
    [{ in: 'body', name: 'state' }, 'met: as expected'],
    [{ in: 'body', name: 'nonce' }, 'departed: it is not there'],
    [{ in: 'body', name: 'empty' }, 'departed: it is not there'],
    [{ in: 'body', name: 'state', is: secret }, 'met: as expected'],
    [{ in: 'body', name: 'state', is: 'other' }, 'departed: it has another value'],
    [{ in: 'body', name: 'state', 'at-least': 22 }, 'met: as expected'],
    [{ in: 'body', name: 'state', 'at-least': 26 }, 'departed: it is shorter'],
    [{ in: 'body', name: 'state', 'differs-from': '${before}' }, 'departed: it is the same as before'],
    [{ in: 'body', name: 'state', 'differs-from': '${list}' }, 'departed: it is the same as before'],
    [{ in: 'body', name: 'state', 'differs-from': 'x' }, 'met: as expected'],
    [{ in: 'query', name: 'pageSize', is: 5 }, 'met: as expected'],
    [{ in: 'header', name: 'x-request-id', format: 'uuid' }, 'met: as expected'],
    [{ in: 'header', name: 'content-type', format: 'uuid' }, 'departed: it has another format'],
    [{ in: 'header', name: 'x-other' }, 'departed: it is not there'],
  ])('%j', (params, so) => expect(look(params)).toEqual([so]))

  test('a JSON body is read too', () => {
    const json = { operation: 'revoke', headers: { 'content-type': 'application/json' }, body: '{"id":"c-1","n":3}' }
    const fields = (name: string, is: string | number) =>
      inShort(runCheck(sends, { in: 'body', name, is }, [sent({ request: json })], { place: ofUser }))
    expect([fields('id', 'c-1'), fields('n', 3)].flat()).toEqual(['met: as expected', 'met: as expected'])
  })
})

test('the fact holds nothing of the value', () => {
  const fact = factOf(sends, { in: 'body', name: 'state', is: '${before}' }, [sent({ request })], values)
  expect(fact).toEqual({ wrong: [[]] })
})

test('a value that came by reference is not shown', () => {
  const [found] = runCheck(sends, { in: 'body', name: 'nonce', is: '${before}' }, [sent({ request })], {
    place: ofUser,
    values,
  })
  expect(JSON.stringify(found)).not.toContain(secret)
})

test('every request of a window counts', () => {
  const window = [sent({ request }), sent()]
  expect(inShort(runCheck(sends, { in: 'body', name: 'state' }, window, { place: ofUser }))).toEqual([
    'met: as expected',
    'departed: it is not there',
  ])
})

test('headers and parameters are looked for by the names of the contract in force', () => {
  const names = wireNames({
    headers: new Map([
      ['x-request-id', 'request-id'],
      ['x-participant-id', null],
    ]),
    parameters: new Map([
      [
        'listTransactions',
        new Map([
          ['pageSize', 'size'],
          ['pageNumber', null],
        ]),
      ],
    ]),
    requests: new Map(),
    answers: new Map(),
    errors: new Map(),
    statuses: new Map(),
    sent: new Map(),
  })
  const operation = sampleContract().operations.get('listTransactions')
  const translated = (params: JsonObject) => sends.translate?.(sends.params.parse(params), names, operation)
  expect(translated({ in: 'header', name: 'x-request-id', format: 'uuid' })).toEqual({
    in: 'header',
    name: 'request-id',
    format: 'uuid',
  })
  expect(translated({ in: 'header', name: 'x-participant-id' })).toBeUndefined()
  expect(translated({ in: 'query', name: 'pageSize' })).toEqual({ in: 'query', name: 'size' })
  expect(translated({ in: 'query', name: 'pageNumber' })).toBeUndefined()
  expect(translated({ in: 'body', name: 'state' })).toEqual({ in: 'body', name: 'state' })
})
