import { expect, test } from '@jest/globals'
import type { RawRequest } from '../model/exchange.js'
import type { LoadFacts } from '../model/load.js'
import type { StepContext } from '../model/vocabulary.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { loadFacts } from '../../tests/support/sample-load.js'
import { load } from './load.js'

const plan = { rate: 20, seconds: 5 }
const limits = { ...memoryTarget().limits, load: plan }

async function loaded(facts: Partial<LoadFacts> = {}, changes: Partial<StepContext> = {}) {
  const made: RawRequest[] = []
  const asked: unknown[] = []
  const { context } = sampleContext(
    {},
    {
      target: memoryTarget({ limits }),
      load: async (next, _trust, given) => {
        made.push(next(), next())
        asked.push(given)
        return loadFacts(facts)
      },
      ...changes,
    },
  )
  return { result: await runStep(load, { operation: 'listAccounts' }, context), made, asked }
}

test('what the target permits is sent, each request with an id of its own', async () => {
  const { result, made, asked } = await loaded()
  expect(result).toEqual({})
  expect(asked).toEqual([plan])
  expect(made.map(({ url }) => url)).toEqual(Array(2).fill('https://bank.example/open/v3/accounts'))
  const ids = made.map(({ headers }) => headers['x-request-id'])
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)])
  expect(ids[0]).not.toBe(ids[1])
})

test('where it was stopped, nobody is charged', async () => {
  expect((await loaded({ ended: 'stopped' })).result.trouble?.cause).toBe('environment')
})

test('a target that permits none gets none', async () => {
  const { result, made } = await loaded({}, { target: memoryTarget() })
  expect(result.trouble?.cause).toBe('configuration')
  expect(made).toEqual([])
})
