import { describe, expect, test } from '@jest/globals'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { burst } from './burst.js'
import { pause, secondsUntil } from './pause.js'

const limit = { requests: 3, seconds: 60 }
const ok = { status: 200, headers: {}, json: {} }
const refusal = { status: 429, headers: { 'retry-after': '0' }, json: {} }

describe('burst', () => {
  test('sends until one is refused, and yields the refusal', async () => {
    const { context, did } = sampleContext({}, {}, (_, nth) => (nth > 3 ? refusal : ok))
    const result = await runStep(burst, { operation: 'listAccounts', above: limit }, context)
    expect(did.sent).toHaveLength(7)
    expect(result.value).toMatchObject({ status: 429, headers: { 'retry-after': '0' } })
  })

  test('sends what exceeds two windows, and no more', async () => {
    const { context, did } = sampleContext({}, {}, () => ok)
    const result = await runStep(burst, { operation: 'listAccounts', above: { requests: 8, seconds: 60 } }, context)
    expect(did.sent).toHaveLength(17)
    expect(result.value).toMatchObject({ status: 200 })
    expect(new Set(did.sent.map(({ request }) => request.headers['x-request-id'])).size).toBe(17)
  })

  test('a limit that is too high for it, or none, is no fault of the subject', async () => {
    const { context, did } = sampleContext({}, {}, () => ok)
    const high = await runStep(burst, { operation: 'listAccounts', above: { requests: 1500, seconds: 1 } }, context)
    expect(high.trouble?.cause).toBe('configuration')
    const none = await runStep(burst, { operation: 'listAccounts', above: 'no limit' }, context)
    expect(none.trouble?.cause).toBe('harness')
    expect(did.sent).toEqual([])
  })

  test('too slow to exceed the limit: nothing follows about the subject', async () => {
    const { context } = sampleContext({}, {}, () => ok)
    const limitOfAnInstant = { requests: 3, seconds: 0.000001 }
    const slow = await runStep(burst, { operation: 'listAccounts', above: limitOfAnInstant }, context)
    expect(slow.trouble?.cause).toBe('environment')
    expect(slow.trouble?.what).toMatch(/^7 requests took/)
  })
})

describe('pause', () => {
  const now = Date.parse('2026-11-22T07:42:16.500Z')

  test.each([
    ['0', 0],
    ['120', 120],
    ['Sun, 22 Nov 2026 07:42:20 GMT', 4],
    ['Sun, 22 Nov 2026 07:42:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('Retry-After «%s»', (text, seconds) => {
    expect(secondsUntil(text, now)).toBe(seconds)
  })

  test('waits as it was told, but not for ever', async () => {
    const { context } = sampleContext({ refusal })
    expect(await runStep(pause, { for: '${refusal.headers.retry-after}' }, context)).toEqual({})
    expect((await runStep(pause, { for: '3600' }, context)).trouble?.cause).toBe('configuration')
    expect((await runStep(pause, { for: 'soon' }, context)).trouble?.cause).toBe('configuration')
  })
})
