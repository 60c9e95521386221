import { expect, test } from '@jest/globals'
import { factOf, inShort, runCheck } from '../../tests/support/check-runner.js'
import { ofUser, sent } from '../../tests/support/sent.js'
import { noTokenInUrl } from './no-token-in-url.js'

const jwt = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${Buffer.from('{"sub":"1"}').toString('base64url')}.c2ln`
const look = (url: string, headers: Record<string, string> = {}) =>
  inShort(
    runCheck(noTokenInUrl, true, [sent({ request: { url: `https://api.example${url}`, headers } })], { place: ofUser }),
  )

test.each([
  ['/v3/accounts?pageNumber=1', {}],
  ['/v1/authorize?request_uri=urn:ietf:params:oauth:request_uri:abc.def.ghi', {}],
  ['/v3/accounts', { authorization: `Bearer ${jwt}`, referer: 'https://app.example/accounts' }],
  ['/v3/accounts?file=eyes.of.somebody', {}],
])('%s holds none', (url, headers) =>
  expect(look(url, headers as Record<string, string>)).toEqual(['met: as expected']),
)

test.each([
  [`/v3/accounts?access_token=opaque`, {}],
  [`/v3/accounts?x=${jwt}`, {}],
  [`/v3/${jwt}/accounts`, {}],
  [`/v3/accounts?key=opaque%2Ftoken`, { authorization: 'Bearer opaque/token' }],
])('%s holds one', (url, headers) =>
  expect(look(url, headers as Record<string, string>)).toEqual(['departed: a token stands in the address']),
)

test('Referer is an address too', () => {
  const referer = `https://app.example/cb#access_token=${jwt}`
  expect(look('/v3/accounts', { referer })).toEqual(['departed: a token stands in Referer'])
})

test('the fact holds no part of it', () => {
  const fact = factOf(noTokenInUrl, true, [sent({ request: { url: `https://api.example/?access_token=${jwt}` } })])
  expect(fact).toEqual({ requests: [{ url: true, referer: false }] })
})
