import { describe, expect, test } from '@jest/globals'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { sampleContract } from '../../tests/support/sample-contract.js'
import type { JsonObject } from '../base/json.js'
import type { KeyScheme } from '../model/contract.js'
import { request } from './request.js'

const key: KeyScheme = { scheme: 'apiKey', in: 'header', name: 'X-Api-Key' }
const inQuery: KeyScheme = { scheme: 'queryKey', in: 'query', name: 'key' }
const basic: KeyScheme = { scheme: 'basic', in: 'header', name: 'authorization', basic: true }
const credentials = { apiKey: 'k-1', queryKey: 'q&1', basic: 'ann:secret' }

/** What is sent of an operation that wants these, and what of it is kept secret. */
async function sent(
  keys: readonly KeyScheme[],
  args: JsonObject = {},
  held: Readonly<Record<string, string>> = credentials,
) {
  const parameters = keys.map(({ in: where, name }) => ({ name, in: where, required: true, open: false }))
  const operation = {
    id: 'rates',
    method: 'GET',
    path: '/rates',
    servedBy: 'bank',
    scopes: [],
    parameters,
    keys,
  } as const
  const contract = sampleContract({ operations: new Map([['rates', operation]]) })
  const { context, did } = sampleContext({}, { contract, target: memoryTarget({ credentials: held }) })
  const result = await runStep(request, { operation: 'rates', ...args }, context)
  return { request: did.sent[0]?.request, trouble: result.trouble, secrets: did.secrets }
}

describe('credentials agreed on beforehand', () => {
  test('go where the contract wants them, and are kept out of evidence', async () => {
    expect(await sent([key])).toMatchObject({ request: { headers: { 'x-api-key': 'k-1' } }, secrets: ['k-1', 'k-1'] })
    expect((await sent([inQuery])).request?.url).toBe('https://bank.example/open/rates?key=q%261')
    const { request: named, secrets } = await sent([basic])
    expect(named?.headers.authorization).toBe('Basic YW5uOnNlY3JldA==')
    expect(named?.credential.authorization).toBe('other')
    expect(secrets).toEqual(['ann:secret', 'Basic YW5uOnNlY3JldA=='])
  })

  test('a step that says what it sends, or that it sends none, is obeyed', async () => {
    expect((await sent([key, inQuery], { authorization: 'none' })).request).toMatchObject({
      url: 'https://bank.example/open/rates',
      headers: { accept: 'application/json' },
    })
    expect((await sent([key], { headers: { 'X-Api-Key': 'wrong' } })).request?.headers['x-api-key']).toBe('wrong')
    expect((await sent([key], { headers: { 'x-api-key': 'none' } })).request?.headers).not.toHaveProperty('x-api-key')
    expect((await sent([inQuery], { key: 'wrong' })).request?.url).toBe('https://bank.example/open/rates?key=wrong')
  })

  test('one that the target does not hold blames nobody', async () => {
    const { request: none, trouble } = await sent([key], {}, {})
    expect(none).toBeUndefined()
    expect(trouble).toMatchObject({ cause: 'configuration', what: expect.stringContaining('«apiKey»') as unknown })
  })
})
