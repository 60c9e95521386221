import { expect, test } from '@jest/globals'
import type { JsonObject } from '../base/json.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import type { Answer } from '../../tests/support/sample-exchange.js'
import { pages } from './pages.js'

async function asked(answer: (nth: number) => Answer, more: JsonObject = {}) {
  const { context, did } = sampleContext({}, {}, (_, nth) => answer(nth))
  const by = { page: 'pageNumber', pages: 'total' }
  const result = await runStep(pages, { operation: 'listTransactions', accountId: 'a', by, ...more }, context)
  return { result, numbers: did.sent.map(({ request }) => new URL(request.url).searchParams.get('pageNumber')) }
}

test('every page is asked for in turn, from 1', async () => {
  const { result, numbers } = await asked((nth) => ({ json: { total: 3, nth } }))
  expect(numbers).toEqual(['1', '2', '3'])
  expect(result.value).toMatchObject({ pages: [{ body: { nth: 1 } }, { body: { nth: 2 } }, { body: { nth: 3 } }] })
})

test('the last answer says how many there are', async () => {
  expect((await asked((nth) => ({ json: { total: nth === 1 ? 5 : 2 } }))).numbers).toEqual(['1', '2'])
})

test.each<[string, Answer]>([
  ['an error', { status: 500, json: { code: 'oops' } }],
  ['no JSON', { text: '<html>' }],
  ['a number of pages that is none', { json: { total: '3' } }],
  ['no answer', { failure: { kind: 'reset', detail: '' } }],
])('%s ends it', async (_, answer) => {
  const { result, numbers } = await asked(() => answer)
  expect(numbers).toEqual(['1'])
  expect(result.trouble).toBeUndefined()
})

test('a list without an end is given up, and blames nobody', async () => {
  const { result, numbers } = await asked((nth) => ({ json: { total: nth + 1 } }), { most: 4 })
  expect(numbers).toHaveLength(4)
  expect(result.trouble?.cause).toBe('harness')
})

test('a request that cannot be made is trouble', async () => {
  expect((await asked(() => ({}), { operation: 'fly' })).result.trouble?.what).toContain('«fly»')
})
