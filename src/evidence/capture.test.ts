import { describe, expect, test } from '@jest/globals'
import type { Json } from '../base/json.js'
import type { RawExchange } from '../model/exchange.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import { rawExchange, type Answer } from '../../tests/support/sample-exchange.js'
import { brokenOff, form } from '../../tests/support/memory-inbox.js'
import { sent } from '../../tests/support/sent.js'
import { capture, type CaptureContext } from './capture.js'
import { Masker } from './mask.js'

const masker = new Masker()
const iin = '960440000151'
const accountId = '0b3e4f6e-2a0b-4e7b-9c1e-0123456789ab'

function captured(answer: Answer, changes: Partial<CaptureContext> = {}) {
  return capture(rawExchange(answer), masker, { ...context(), ...changes })
}

function context(): CaptureContext {
  return {
    contract: sampleContract(),
    subject: 'BANK01',
    issuer: 'https://pages.example',
    api: 'https://api.example',
    nowSeconds: 1000,
  }
}

const urlOf = (request: Partial<RawExchange['request']>) => captured({ request }).exchange.request.url
const tag = (name: string, value: string) => `{${name}:${masker.mask(name, value).tag}}`
const jwt = (header: Json, claims: Json) =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2lnbmF0dXJl`

describe('a URL', () => {
  const operation = 'listTransactions'
  const path = `/v3/accounts/${accountId}/transactions`

  test('keeps the path of the operation, with closed parameters masked', () => {
    expect(urlOf({ operation, url: `https://bank.example${path}` })).toBe(
      `https://bank.example/v3/accounts/${tag('accountId', accountId)}/transactions`,
    )
  })

  test('may lie under a prefix of the target', () => {
    expect(urlOf({ operation, url: `https://bank.example/open/api${path}` })).toBe(
      `https://bank.example/open/api/v3/accounts/${tag('accountId', accountId)}/transactions`,
    )
  })

  test('has the tag that the same value has in a body', () => {
    const { exchange } = captured({ json: { accountId }, request: { operation, url: `https://bank.example${path}` } })
    const body = 'response' in exchange.outcome ? exchange.outcome.response.body : undefined
    expect(body).toEqual({ accountId: masker.mask('accountId', accountId) })
  })

  test('may be encoded wrongly', () => {
    expect(urlOf({ operation, url: 'https://bank.example/v3/accounts/%E0%A4%A/transactions' })).toContain(
      tag('accountId', '%E0%A4%A'),
    )
  })

  test('decodes a parameter before it is compared', () => {
    expect(urlOf({ operation, url: 'https://bank.example/v3/accounts/a%2Fb/transactions' })).toContain(
      tag('accountId', 'a/b'),
    )
  })

  test('shows a query value only where its parameter is open and it points at nobody', () => {
    expect(urlOf({ operation, url: `https://bank.example${path}?pageNumber=2&iin=${iin}` })).toMatch(
      new RegExp(`\\?pageNumber=2&iin=${tag('iin', iin).replace(/[{}]/g, '\\$&')}$`),
    )
    expect(urlOf({ operation, url: `https://bank.example${path}?pageNumber=${iin}` })).not.toContain(iin)
    expect(urlOf({ operation, url: `https://bank.example${path}?accountId=open` })).not.toContain('open')
  })

  test.each([
    ['of an unknown operation', { operation: 'nothing', url: `https://bank.example/v3/${iin}` }],
    ['without an operation', { operation: null, url: `https://bank.example/v3/${iin}` }],
    ['that is not its operation’s', { operation, url: `https://bank.example/v3/x/${iin}` }],
    ['whose query name is data', { operation, url: `https://bank.example${path}?${iin}=1` }],
    ['with a password', { operation, url: `https://${iin}:${iin}@bank.example${path}` }],
    ['under a prefix that is data', { operation, url: `https://bank.example/${iin}${path}` }],
    ['with a fragment', { operation, url: `https://bank.example${path}#${iin}` }],
  ])('%s shows nothing of it', (_, request) => {
    expect(urlOf(request)).not.toContain(iin)
    expect(urlOf(request)).toContain('https://bank.example/')
  })
})

describe('headers', () => {
  const headersOf = (headers: Readonly<Record<string, string>>) => {
    const { outcome } = captured({ headers }).exchange
    return 'response' in outcome ? outcome.response.headers : {}
  }

  test('stay where they are nobody’s data', () => {
    const open = { 'content-type': 'application/json', 'retry-after': '5', 'x-request-id': accountId }
    expect(headersOf(open)).toEqual(open)
  })

  test('are masked otherwise, with a tag that tells equal ones', () => {
    const headers = headersOf({ etag: iin, location: iin, 'x-other': 'other' })
    expect(JSON.stringify(headers)).not.toContain(iin)
    expect(headers.etag).toBe(headers.location)
    expect(headers.etag).toBe(`[masked 12 ${masker.mask('header', iin).tag}]`)
    expect(headers['x-other']).not.toBe(headers.etag)
  })

  test('show the scheme of a credential and nothing else of it', () => {
    const { headers } = captured({ request: { headers: { authorization: 'Bearer opaque-token' } } }).exchange.request
    expect(headers.authorization).toMatch(/^Bearer \[masked 19 [\w-]{12}\]$/)
  })

  test('show nothing of a credential without a scheme', () => {
    const { headers } = captured({ request: { headers: { authorization: 'opaque-token' } } }).exchange.request
    expect(headers.authorization).toMatch(/^\[masked 12 [\w-]{12}\]$/)
    expect(headersOf({ 'www-authenticate': `${iin} realm="x"` })['www-authenticate']).not.toContain(iin)
  })

  test('are masked at open places too where they point at somebody', () => {
    expect(headersOf({ 'x-request-id': iin })['x-request-id']).not.toContain(iin)
  })

  test.each([
    ['a number in a longer text', { 'content-type': `application/json; for=${iin}` }],
    ['a telephone', { 'x-request-id': 'for +7 701 123-45-67' }],
    ['an account', { vary: 'KZ54 125K ZT10 0230 0104' }],
    ['letters of names', { 'cache-control': 'Сәтбаева' }],
    ['a text that is too long', { allow: 'a'.repeat(201) }],
  ])('show nothing of %s at an open place', (_, headers) => {
    expect(Object.values(headersOf(headers))).toEqual([expect.stringMatching(/^\[masked \d+ [\w-]{12}\]$/)])
  })

  test('hide a name that could be data', () => {
    expect(JSON.stringify(headersOf({ [`x-${iin}`]: '1' }))).not.toContain(iin)
  })
})

describe('a body', () => {
  const bodyOf = (answer: Answer) => {
    const { outcome } = captured(answer).exchange
    return 'response' in outcome ? outcome.response : undefined
  }

  test('shows what the contract opens', () => {
    const json = { accounts: [{ type: 'current', iban: 'KZ54125KZT1002300104' }] }
    expect(bodyOf({ json })).toMatchObject({
      body: { accounts: [{ type: 'current', iban: masker.mask('iban', 'KZ54125KZT1002300104') }] },
      bodyKind: 'json',
      bodyBytes: JSON.stringify(json).length,
    })
  })

  test('that is no JSON is one closed value', () => {
    expect(bodyOf({ text: `<p>${iin}</p>` })).toMatchObject({
      body: masker.mask('body', `<p>${iin}</p>`),
      bodyKind: 'other',
    })
  })

  test('may be empty', () => {
    expect(bodyOf({})).toMatchObject({ body: undefined, bodyKind: 'empty', bodyBytes: 0 })
  })

  test('of a request without an operation is closed', () => {
    expect(
      JSON.stringify(captured({ json: { accounts: [{ type: 'x' }] }, request: { operation: null } }).exchange),
    ).not.toContain('"x"')
  })

  test('of a form shows open fields only', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = { operation: 'token', headers, body: 'grant_type=authorization_code&code=secret-code' }
    expect(captured({ request }).exchange.request.body).toEqual({
      grant_type: 'authorization_code',
      code: masker.mask('code', 'secret-code'),
    })
  })

  test('of a request in JSON, or in anything else, is masked too', () => {
    const headers = { 'content-type': 'application/json' }
    expect(captured({ request: { headers, body: `{"iin":"${iin}"}` } }).exchange.request.body).toEqual({
      iin: masker.mask('iin', iin),
    })
    expect(captured({ request: { headers, body: `iin=${iin}` } }).exchange.request.body).toEqual(
      masker.mask('body', `iin=${iin}`),
    )
  })
})

describe('the certificate of the other side', () => {
  const subjectOf = (peerSubject: string) => {
    const tls = {
      protocol: 'TLSv1.3',
      cipher: 'x',
      peerCertificate: 'ab',
      peerNotAfter: '',
      clientCertificatePresented: true,
    }
    return capture({ ...rawExchange({}), tls: { ...tls, peerSubject } }, masker, context()).exchange.tls?.peerSubject
  }

  test('of a server or an organisation is named', () => {
    const subject = 'C=KZ, O=АО «Банк, Алматы», OU=API, CN=api.bank.example'
    expect(subjectOf(subject)).toBe(subject)
    expect(subjectOf('')).toBe('')
  })

  test('of a person says nothing of the person', () => {
    const subject = `CN=САТБАЕВА АЙГЕРИМ, SN=САТБАЕВА, serialNumber=IIN${iin}, C=KZ, O=АО «Банк», OU=BIN${iin}, GN=БОЛАТКЫЗЫ`
    expect(subjectOf(subject)).toBe(
      'CN=(hidden), SN=(hidden), serialNumber=(hidden), C=KZ, O=АО «Банк», OU=(hidden), GN=(hidden)',
    )
  })
})

describe('who answered', () => {
  const through = { via: 'through', headers: { 'x-participant-id': 'BANK01' } } as const
  test.each<[string, Answer, string]>([
    ['directly: the provider', {}, 'provider'],
    [
      'through, marked as relayed from the bank that was asked',
      { request: through, headers: { 'x-provider-id': 'BANK01' } },
      'provider',
    ],
    [
      'through, marked as relayed from another bank',
      { request: through, headers: { 'x-provider-id': 'BANK02' } },
      'unknown',
    ],
    ['through, without a mark', { request: through }, 'platform'],
    [
      'through, marked though no bank was asked',
      { request: { via: 'through', headers: {} }, headers: { 'x-provider-id': 'B' } },
      'unknown',
    ],
    [
      'an operation of the platform',
      { request: { peer: 'platform' }, headers: { 'x-provider-id': 'BANK01' } },
      'platform',
    ],
    ['nobody', { failure: { kind: 'reset', detail: '' } }, 'unknown'],
  ])('%s', (_, answer, origin) => {
    expect(captured(answer).facts.origin).toBe(origin)
  })
})

describe('facts of the contract', () => {
  const departure = { at: '/a', rule: 'type', expected: 'string', seen: 'number' }
  const contract = sampleContract({ validateResponse: () => [departure] })

  test('come with every answer to an operation', () => {
    expect(captured({}, { contract }).facts.contract).toEqual([departure])
  })

  test('are null where there is nothing to compare', () => {
    expect(captured({ failure: { kind: 'reset', detail: '' } }, { contract }).facts.contract).toBeNull()
    expect(captured({ request: { operation: null } }, { contract }).facts.contract).toBeNull()
  })
})

describe('facts of tokens', () => {
  const claims = { aud: 'BANK01', exp: 1060, scope: 'accounts balance', cnf: { 'x5t#S256': 'x' }, sub: iin }
  const token = jwt({ alg: 'ES256', typ: 'at+jwt' }, claims)
  const tokensOf = (bearer: string) =>
    captured({ request: { headers: { authorization: `Bearer ${bearer}` } } }).facts.tokens

  test('tell algorithm, audience, binding, scopes and time left', () => {
    expect(tokensOf(token)).toEqual([
      {
        where: 'request authorization',
        alg: 'ES256',
        typ: 'at+jwt',
        audience: 'subject',
        bound: true,
        scopes: ['accounts', 'balance'],
        secondsLeft: 60,
      },
    ])
  })

  test.each<[Json | undefined, string]>([
    ['BANK01', 'subject'],
    [['BANK02', 'BANK01'], 'subject'],
    ['https://api.example', 'platform'],
    [['https://pages.example'], 'platform'],
    ['BANK02', 'other'],
    [undefined, 'none'],
  ])('audience %j: %s', (aud, audience) => {
    expect(tokensOf(jwt({ alg: 'ES256' }, { sub: iin, ...(aud === undefined ? {} : { aud }) }))).toMatchObject([
      { audience },
    ])
  })

  test('of an expired, unbound token without scopes', () => {
    expect(tokensOf(jwt({ alg: 'none' }, { exp: 990 }))).toMatchObject([{ bound: false, scopes: [], secondsLeft: -10 }])
  })

  test('come from answers too, by the name of the property', () => {
    expect(captured({ json: { access_token: token, id_token: token, note: token } }).facts.tokens).toMatchObject([
      { where: 'access_token' },
      { where: 'id_token' },
    ])
  })

  test('never hold the token nor what it carries', () => {
    const odd = jwt({ alg: iin, typ: iin }, { aud: iin, scope: `accounts ${iin}`, sub: iin })
    const text = JSON.stringify(
      captured({
        json: { access_token: token, [`${iin}_token`]: token },
        request: { headers: { authorization: `Bearer ${odd}` } },
      }),
    )
    for (const secret of [iin, token, odd]) expect(text).not.toContain(secret)
    for (const part of [...token.split('.'), ...odd.split('.')]) expect(text).not.toContain(part)
  })

  test('are none for what is no JWT', () => {
    expect(tokensOf('opaque')).toEqual([])
  })
})

describe('what the application under test sent', () => {
  const fields = {
    grant_type: 'authorization_code',
    code: 'the-code',
    client_assertion: jwt({ alg: 'ES256' }, { exp: 900 }),
  }
  const departure = { at: '/code', rule: 'type', expected: 'string', seen: 'integer' }
  const contract = sampleContract({ validateReceived: () => [departure] })
  const idToken = jwt({ alg: 'ES256' }, { aud: 'app' })

  test('is masked, with a charset too, and compared with the contract', () => {
    const { exchange, facts } = captured(sent({ request: form('token', fields) }), { contract })
    expect(exchange.request.body).toMatchObject({ grant_type: 'authorization_code', code: { $mask: 'code' } })
    expect(facts).toMatchObject({ contract: [departure], origin: 'platform' })
    expect(facts.tokens).toMatchObject([{ where: 'request client_assertion', alg: 'ES256', secondsLeft: -100 }])
  })

  test('is compared where nothing could be answered too', () => {
    const failure = { kind: 'reset', detail: '' } as const
    expect(captured(sent({ failure }), { contract }).facts.contract).toEqual([departure])
    expect(captured(brokenOff, { contract }).facts.contract).toBeNull()
  })

  test('is no operation of the contract', () => {
    const { facts } = captured(sent({ status: 404, request: { operation: null } }), { contract })
    expect(facts.contract).toMatchObject([{ at: 'operation' }])
  })

  test('gets tokens that are made out for its client', () => {
    const { facts } = captured(sent({ json: { id_token: idToken } }), { contract, clientId: 'app' })
    expect(facts.tokens).toMatchObject([{ where: 'id_token', audience: 'subject' }])
  })

  test('may have an address that is none', () => {
    expect(captured(sent({ request: { operation: null, url: '' } })).exchange.request.url).toBe('')
  })
})
