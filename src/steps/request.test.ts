import { describe, expect, test } from '@jest/globals'
import { asText, inLanguage } from '../base/text.js'
import type { Json, JsonObject } from '../base/json.js'
import type { StepContext } from '../model/vocabulary.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import type { Answer } from '../../tests/support/sample-exchange.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { request } from './request.js'

const through = { mode: 'through' } as const
const consent = { authorization: 'Bearer opaque', certificate: 'application', consentId: 'c-1' }

async function sent(
  args: JsonObject,
  changes: Partial<StepContext> = {},
  values: Readonly<Record<string, Json>> = { consent },
) {
  const { context, did } = sampleContext(values, changes)
  const result = await runStep(request, { operation: 'listAccounts', ...args }, context)
  const [one] = did.sent
  if (!one) throw new Error(inLanguage(asText(result.trouble?.what ?? 'nothing was sent'), 'en'))
  return { ...one.request, trust: one.trust }
}

const trouble = async (
  args: JsonObject,
  changes: Partial<StepContext> = {},
  values: Readonly<Record<string, Json>> = { consent },
) => {
  const { context, did } = sampleContext(values, changes)
  const result = await runStep(request, { operation: 'listAccounts', ...args }, context)
  expect(did.sent).toEqual([])
  const { cause = 'none', what = '' } = result.trouble ?? {}
  return `${cause}: ${inLanguage(asText(what), 'en')}`
}

describe('a request of the contract', () => {
  test('may have another method, and leave a header out', async () => {
    const one = await sent({ method: 'POST', headers: { 'X-Request-Id': 'none' } })
    expect(one.method).toBe('POST')
    expect(one.headers).not.toHaveProperty('x-request-id')
    expect(one).not.toHaveProperty('idHeader')
  })

  test('in mode direct goes to the bank, as the platform', async () => {
    expect(await sent({})).toMatchObject({
      operation: 'listAccounts',
      method: 'GET',
      url: 'https://bank.example/open/v3/accounts',
      peer: 'subject',
      via: 'direct',
      credential: { certificate: 'platform', authorization: 'none' },
      headers: { 'x-participant-id': 'USER01', 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) },
      trust: { ca: 'ca of the bank', identity: { key: 'key-of-the-platform' } },
    })
  })

  test('in mode through goes to the gateway, as the application, and names the bank', async () => {
    expect(await sent({}, through)).toMatchObject({
      url: 'https://api.example/v3/accounts',
      peer: 'subject',
      via: 'through',
      credential: { certificate: 'application' },
      headers: { 'x-participant-id': 'BANK01' },
      trust: { ca: 'ca of the platform', identity: { key: 'key-of-the-application' } },
    })
    expect(await sent({ provider: '${target.other}' }, through, { target: { other: 'BANK02' } })).toMatchObject({
      peer: 'other-provider',
      headers: { 'x-participant-id': 'BANK02' },
    })
  })

  test('of the platform goes to the platform in either mode', async () => {
    for (const mode of ['direct', 'through'] as const)
      expect(await sent({ operation: 'revoke', body: {} }, { mode })).toMatchObject({
        url: 'https://api.example/v1/revoke',
        peer: 'platform',
        credential: { certificate: 'application' },
      })
  })

  test('has an id of its own each time', async () => {
    expect((await sent({})).headers['x-request-id']).not.toBe((await sent({})).headers['x-request-id'])
  })
})

describe('credentials', () => {
  test('come from the value that `with` names', async () => {
    expect(await sent({ with: 'consent' })).toMatchObject({
      headers: { authorization: 'Bearer opaque' },
      credential: { certificate: 'application', authorization: 'bearer' },
    })
  })

  test('written at the request come before those', async () => {
    expect(
      await sent({ with: 'consent', authorization: 'Basic ${consent.consentId}', certificate: 'platform' }),
    ).toMatchObject({
      headers: { authorization: 'Basic c-1' },
      credential: { certificate: 'platform', authorization: 'other' },
    })
  })

  test('can be left out', async () => {
    const bare = await sent({ with: 'consent', authorization: 'none', certificate: 'none' })
    expect(bare.headers).not.toHaveProperty('authorization')
    expect(bare.trust).toEqual({ ca: 'ca of the bank' })
    expect(bare.credential).toEqual({ certificate: 'none', authorization: 'none' })
  })

  test('that come to nothing are never left out quietly', async () => {
    expect(await trouble({ authorization: '${consent}' })).toBe('harness: «authorization» came to no text')
    expect(await trouble({ certificate: '${consent}' })).toBe('harness: «certificate» came to no text')
    expect(await trouble({ with: 'list' }, {}, { list: { status: 200 } })).toBe(
      'harness: «list» gives neither authorization nor certificate',
    )
    expect(await trouble({ certificate: 'lost' })).toBe('harness: the target has no certificate «lost»')
  })
})

describe('parameters', () => {
  const transactions = { operation: 'listTransactions', accountId: '${id}' }

  test('stand in path, query and headers', async () => {
    const made = await sent({ ...transactions, pageNumber: 2, 'x-request-id': 'mine' }, {}, { id: 'a/b ?' })
    expect(made.url).toBe('https://bank.example/open/v3/accounts/a%2Fb%20%3F/transactions?pageNumber=2')
    expect(made.headers['x-request-id']).toBe('mine')
  })

  test.each(['.', '..', '', null, { a: 1 }, ['a']])('%j cannot stand in a path', async (id) => {
    expect(await trouble(transactions, {}, { id })).toBe(
      'configuration: the value of «accountId» cannot stand in a path',
    )
  })

  test('stand in the query where the operation does not have them', async () => {
    const { url } = await sent({ query: { citty: 'a b', given: '${city}' } }, {}, { city: 'almaty' })
    expect(url).toBe('https://bank.example/open/v3/accounts?citty=a+b&given=almaty')
  })

  test('further headers have lower-case names', async () => {
    expect((await sent({ headers: { 'X-Who': '${consent.consentId}' } })).headers['x-who']).toBe('c-1')
    expect(await trouble({ headers: { 'x-who': '${consent}' } })).toBe('harness: the header «x-who» came to no text')
  })
})

describe('a body', () => {
  test('is JSON, or a form where the contract says so', async () => {
    const json = await sent({ operation: 'revoke', body: { id: '${consent.consentId}' } })
    expect([json.headers['content-type'], json.body]).toEqual(['application/json', '{"id":"c-1"}'])
    const form = await sent({ operation: 'token', body: { grant_type: 'code', scope: ['openid', ['a', 'b']], n: 1 } })
    expect(form.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(form.body).toBe('grant_type=code&scope=openid+a+b&n=1')
  })

  test('is absent where none is written', async () => {
    expect(await sent({})).not.toHaveProperty('body')
  })
})

describe('what cannot be sent', () => {
  test('an operation that the contract lacks', async () => {
    expect(await trouble({ operation: 'fly' })).toBe('harness: operation «fly» is not in the contract')
  })

  test('a target without an address for it', async () => {
    const { direct, ...target } = memoryTarget()
    expect(direct).toBeDefined()
    expect(await trouble({}, { target })).toBe('harness: the target has no address for «listAccounts» in mode direct')
  })

  test('another bank in mode direct: its request would go to the subject', async () => {
    expect(await trouble({ provider: 'BANK02' })).toBe(
      'harness: in mode direct only the subject can be called, not «BANK02»',
    )
  })
})

describe('what it yields', () => {
  const yielded = async (answer: Answer) =>
    (await runStep(request, { operation: 'listAccounts' }, sampleContext({}, {}, () => answer).context)).value

  test('status, headers and parsed body', async () => {
    expect(await yielded({ status: 201, headers: { a: 'b' }, json: { c: 1 } })).toEqual({
      status: 201,
      headers: { a: 'b' },
      body: { c: 1 },
    })
    expect(await yielded({ text: 'no json' })).toMatchObject({ status: 200, body: null })
  })

  test('nothing of an answer that never came', async () => {
    expect(await yielded({ failure: { kind: 'reset', detail: '' } })).toEqual({ status: null, headers: {}, body: null })
  })
})

describe('a body as it stands', () => {
  test('goes as it was written, with the content type of the operation or of the step', async () => {
    expect(await sent({ operation: 'revoke', text: '{"id": ${consent.consentId}' })).toMatchObject({
      body: '{"id": c-1',
      headers: { 'content-type': 'application/json' },
    })
    expect(await sent({ operation: 'revoke', body: {}, headers: { 'content-type': 'text/plain' } })).toMatchObject({
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    })
  })

  test('that comes to no text is trouble', async () => {
    expect(await trouble({ text: '${consent}' })).toBe('harness: «text» came to no text')
  })
})

describe('an old version of TLS', () => {
  test('is offered alone where our own client speaks it', async () => {
    expect(await sent({ tls: 'TLSv1.1' })).toMatchObject({ tls: 'TLSv1.1' })
    expect(await sent({})).not.toHaveProperty('tls')
  })

  test('that our own client does not speak is our trouble: a refusal would tell nothing', async () => {
    const { wire } = sampleContext().context
    const mute = { ...wire, speaks: async () => false }
    expect(await trouble({ tls: 'TLSv1' }, { wire: mute })).toMatch(/^harness: our own client cannot speak TLSv1 /)
  })
})
