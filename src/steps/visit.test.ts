import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../base/json.js'
import type { Person } from '../model/ports.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { askar } from '../../tests/support/memory-target.js'
import { visit } from './visit.js'

const query = { code: 'abc', state: 'xyz', iss: 'https://pages.example', error: 'none' }
const walked: unknown[] = []
const person: Person = {
  visit: async (...args) => {
    walked.push(args)
    return { url: 'https://app.example/back?code=abc', query, pages: ['sign-in', 'consent'] }
  },
}
const args = { url: 'https://pages.example/start', person: '${client}', redirect: 'https://app.example/back' }

async function visited(changes: JsonObject = {}, by: Person | undefined = person) {
  const { context, did } = sampleContext({ client: { name: 'askar' }, goal: 'decline' }, { person: by })
  return { result: await runStep(visit, { ...args, ...changes }, context), did }
}

describe('a visit', () => {
  test('is walked by the client that is named, to approve unless told otherwise', async () => {
    walked.length = 0
    await visited()
    await visited({ goal: '${goal}' })
    expect(walked).toEqual([
      [args.url, askar, 'approve', args.redirect],
      [args.url, askar, 'decline', args.redirect],
    ])
  })

  test('yields where it ended; code and state are secrets, whatever their length, issuer and error are not', async () => {
    const { result, did } = await visited()
    expect(result.value).toEqual({ url: 'https://app.example/back?code=abc', query })
    expect(did.secrets).toEqual(['abc', 'xyz'])
  })

  test('is recorded with pages and names of fields only', async () => {
    expect((await visited()).did.acts).toEqual([
      {
        act: 'visit',
        args: { goal: 'approve', pages: ['sign-in', 'consent'], answered: ['code', 'error', 'iss', 'state'] },
      },
    ])
  })
})

describe('a visit that cannot be made', () => {
  test.each([
    [{ person: 'somebody' }, 'harness'],
    [{ url: '${client}' }, 'harness'],
    [{ goal: 'hesitate' }, 'harness'],
  ])('%j: %s', async (changes, cause) => {
    expect((await visited(changes)).result.trouble?.cause).toBe(cause)
  })

  test('nobody can walk the pages', async () => {
    const { context } = sampleContext({ client: { name: 'askar' } })
    expect((await runStep(visit, args, context)).trouble?.cause).toBe('configuration')
  })

  test('the pages cannot be walked', async () => {
    const lost: Person = { visit: () => Promise.reject(new Error('no form «consent»')) }
    expect((await visited({}, lost)).result.trouble).toEqual({ cause: 'platform', what: 'no form «consent»' })
  })
})
