import { expect, test } from '@jest/globals'
import { form } from '../../tests/support/memory-inbox.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { rawExchange } from '../../tests/support/sample-exchange.js'
import { sent } from '../../tests/support/sent.js'
import { secretsIn } from './secrets-in.js'

const contract = sampleContract()
const found = (one: Parameters<typeof rawExchange>[0]) => secretsIn(rawExchange(one), contract)

test('of what the application sent: its proofs, in header, form and address', () => {
  const fields = {
    code: 'the-code',
    code_verifier: 'the-verifier',
    client_assertion: 'the-assertion',
    state: 'a-state',
  }
  expect(found(sent({ request: form('token', fields) }))).toEqual(['the-code', 'the-verifier', 'the-assertion'])
  const headers = {
    authorization: `Basic ${Buffer.from('app:pass:word').toString('base64')}`,
    referer: 'https://a.example/?id_token=t',
  }
  const url = 'https://api.example/?access_token=opaque&page=1'
  expect(found(sent({ request: { headers, url } }))).toEqual(['YXBwOnBhc3M6d29yZA==', 'pass:word', 'opaque', 't'])
})

test('of what we answered: tokens, and the code on the way back', () => {
  const json = { access_token: 'a-token', id_token: 'i-token', request_uri: 'urn:x', scope: 'accounts' }
  expect(found(sent({ json }))).toEqual(['a-token', 'i-token', 'urn:x'])
  const location = 'https://app.example/cb?code=the-code&state=s&iss=i'
  expect(found(sent({ status: 303, headers: { location } }))).toEqual(['the-code'])
})

test('of what we sent ourselves only the token: the steps have told the rest', () => {
  const request = { ...form('token', { code: 'the-code' }), headers: { authorization: 'Bearer t-1' } }
  expect(found({ request })).toEqual(['t-1'])
})
