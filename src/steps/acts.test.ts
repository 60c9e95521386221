import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../base/json.js'
import type { StepKind } from '../model/vocabulary.js'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { sampleActs } from '../../tests/support/sample-run.js'
import { askar, memoryTarget } from '../../tests/support/memory-target.js'
import { steps } from './index.js'

const values = { client: { name: 'askar', iin: askar.iin }, consent: { consentId: 'c-1' } }
const results = {
  'grant-consent': { consentId: 'c-9' },
  'mint-token': { token: 'minted-token' },
  'participant-state': { before: 'registered' },
  'limited-mode': { before: false },
}

function kind(name: string): StepKind {
  const found = steps.get(name)
  if (!found) throw new Error(`no step «${name}»`)
  return found
}

async function performed(name: string, args: JsonObject) {
  const { acts, performed } = sampleActs(results)
  const { context, did } = sampleContext(values, { acts })
  const result = await runStep(kind(name), args, context)
  return { result, performed, did }
}

describe('an act of the platform', () => {
  test('grant-consent: for the subject unless banks are named', async () => {
    const one = await performed('grant-consent', { client: '${client}', scopes: ['accounts'] })
    expect(one.performed).toEqual([
      { act: 'grant-consent', iin: askar.iin, scopes: ['accounts'], providers: ['BANK01'], by: 'USER01' },
    ])
    expect(one.result).toEqual({ value: { consentId: 'c-9' } })
    const two = await performed('grant-consent', {
      client: '${client}',
      scopes: 'a b',
      providers: ['BANK01', 'BANK02'],
    })
    expect(two.performed).toMatchObject([{ scopes: ['a', 'b'], providers: ['BANK01', 'BANK02'] }])
  })

  test('mint-token: the token is a secret from the start', async () => {
    const minted = await performed('mint-token', {
      consent: '${consent.consentId}',
      client: '${client}',
      scopes: ['a'],
      'seconds-left': -60,
    })
    expect(minted.performed).toMatchObject([
      { act: 'mint-token', consentId: 'c-1', audience: 'BANK01', secondsLeft: -60 },
    ])
    expect(minted.result).toEqual({ value: { token: 'minted-token' } })
    expect(minted.did.secrets).toEqual(['minted-token'])
  })

  test('mint-token: of another issuer, not valid yet', async () => {
    const minted = await performed('mint-token', {
      ...{ consent: '${consent.consentId}', client: '${client}', scopes: ['a'] },
      ...{ issuer: 'https://other.example', 'not-before': 600 },
    })
    expect(minted.performed).toMatchObject([{ issuer: 'https://other.example', notBefore: 600, secondsLeft: 120 }])
  })

  test('revoke-consent and age-consent name the consent', async () => {
    const revoked = await performed('revoke-consent', { consent: '${consent.consentId}' })
    expect(revoked.performed).toEqual([{ act: 'revoke-consent', consentId: 'c-1' }])
    const aged = await performed('age-consent', { consent: 'c-1', by: 'P31D' })
    expect(aged.performed).toEqual([{ act: 'age-consent', consentId: 'c-1', by: 'P31D' }])
  })

  test('narrow-consent says what is left', async () => {
    const { performed: acts, did } = await performed('narrow-consent', {
      consent: '${consent.consentId}',
      scopes: ['a'],
    })
    expect(acts).toEqual([{ act: 'narrow-consent', consentId: 'c-1', scopes: ['a'] }])
    expect(did.acts).toEqual([{ act: 'narrow-consent', args: { scopes: ['a'] } }])
  })

  test('limited-mode is put back as it was', async () => {
    const { did, performed: acts } = await performed('limited-mode', { participant: 'BANK02' })
    for (const { undo } of did.undos) await undo()
    expect(acts).toEqual([
      { act: 'limited-mode', participant: 'BANK02', on: true },
      { act: 'limited-mode', participant: 'BANK02', on: false },
    ])
  })

  test('is recorded without the number of the client', async () => {
    for (const args of [{ client: '${client}', scopes: ['a'] }])
      for (const { did } of [
        await performed('grant-consent', args),
        await performed('mint-token', { ...args, consent: 'c-1' }),
      ]) {
        expect(did.acts).toHaveLength(1)
        expect(JSON.stringify(did.acts)).not.toContain(askar.iin)
      }
  })
})

describe('an act that cannot be carried out', () => {
  test.each([
    ['grant-consent', { client: '${client}', scopes: ['a'] }],
    ['revoke-consent', { consent: 'c-1' }],
    ['narrow-consent', { consent: 'c-1', scopes: ['a'] }],
    ['participant-state', { participant: 'USER01', state: 'blocked' }],
    ['limited-mode', { participant: 'USER01' }],
  ])('%s: nobody can, or the platform refuses', async (name, args) => {
    const nobody = await runStep(kind(name), args, sampleContext(values).context)
    expect(nobody.trouble?.cause).toBe('configuration')
    const acts = { perform: () => Promise.reject(new Error('no such consent')) }
    const { context, did } = sampleContext(values, { acts })
    const refused = await runStep(kind(name), args, context)
    expect(refused.trouble).toEqual({ cause: 'platform', what: `${name}: no such consent` })
    expect(did.undos).toEqual([])
  })

  test.each([
    ['grant-consent', { client: 'nobody', scopes: ['a'] }],
    ['mint-token', { client: 'nobody', consent: 'c-1', scopes: ['a'] }],
    ['revoke-consent', { consent: '${client}' }],
    ['narrow-consent', { consent: '${client}', scopes: ['a'] }],
    ['narrow-consent', { consent: 'c-1', scopes: [] }],
    ['age-consent', { consent: '${client}', by: 'P1D' }],
    ['limited-mode', { participant: '${client}' }],
    ['participant-state', { participant: '${client}', state: 'blocked' }],
  ])('%s: the scenario names nothing that it could be done to', async (name, args) => {
    const { result, performed: acts } = await performed(name, args)
    expect(result.trouble?.cause).toBe('harness')
    expect(acts).toEqual([])
  })

  test('without an application nobody asks', async () => {
    const { acts } = sampleActs(results)
    const { context } = sampleContext(values, { acts, target: memoryTarget({ applications: {} }) })
    expect((await runStep(kind('grant-consent'), { client: '${client}', scopes: ['a'] }, context)).trouble?.cause).toBe(
      'harness',
    )
  })

  test('a duration has to be one', () => {
    expect(kind('age-consent').params.safeParse({ consent: 'c', by: '31 days' }).success).toBe(false)
  })
})
