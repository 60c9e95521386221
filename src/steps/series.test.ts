import { expect, test } from '@jest/globals'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { series } from './series.js'

test('one request several times, each with an id of its own', async () => {
  const { context, did } = sampleContext({}, {}, (_, nth) => ({ json: { nth } }))
  const result = await runStep(series, { operation: 'listAccounts', times: 3 }, context)
  expect(result.value).toMatchObject({ answers: [{ body: { nth: 1 } }, { body: { nth: 2 } }, { body: { nth: 3 } }] })
  expect(new Set(did.sent.map(({ request }) => request.url)).size).toBe(1)
  expect(new Set(did.sent.map(({ request }) => request.headers['x-request-id'])).size).toBe(3)
})

test('all are under way at the same time', async () => {
  const { context } = sampleContext()
  let underWay = 0
  let most = 0
  const exchange: typeof context.exchange = async (...args) => {
    most = Math.max(most, ++underWay)
    const raw = await context.exchange(...args)
    underWay--
    return raw
  }
  await runStep(series, { operation: 'listAccounts' }, { ...context, exchange })
  expect(most).toBe(5)
})

test('a request that cannot be made is trouble, and none is sent', async () => {
  const { context, did } = sampleContext()
  expect((await runStep(series, { operation: 'fly' }, context)).trouble?.what).toContain('«fly»')
  expect(did.sent).toEqual([])
})
