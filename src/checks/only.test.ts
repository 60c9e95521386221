import { expect, test } from '@jest/globals'
import type { JsonObject } from '../base/json.js'
import { inShort, runCheck } from '../../tests/support/check-runner.js'
import { form } from '../../tests/support/memory-inbox.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { only } from './only.js'

const asking = (bank: string | undefined, operation = 'listAccounts') =>
  sent({ request: { operation, headers: bank === undefined ? {} : { 'x-participant-id': bank } } })
const values = { '${bank}': 'BANK01' }
const look = (params: JsonObject, ...requests: ReturnType<typeof sent>[]) =>
  inShort(runCheck(only, params, requests, { place: ofUser, values }))

test('data of the consent, at its banks', () => {
  const params = { providers: ['BANK01'], operations: ['listAccounts'] }
  expect(look(params, asking('BANK01'), sent({ request: form('token', {}) }))).toEqual([
    'met: 1 requests for data, all of them within',
  ])
  expect(look(params)).toEqual(['met: 0 requests for data, all of them within'])
  expect(look(params, asking('BANK01'), asking('BANK02'), asking('BANK01', 'listTransactions'))).toEqual([
    'departed: another bank was asked, or none was named',
    'departed: other data were asked for',
  ])
  expect(look({ providers: 'BANK01' }, asking(undefined))).toEqual([
    'departed: another bank was asked, or none was named',
  ])
})
