import { describe, expect, test } from '@jest/globals'
import { exportJWK, generateKeyPair } from 'jose'
import type { JsonObject } from '../base/json.js'
import { createAuthority } from '../crypto/certificates.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import type { Target, TargetApplication } from '../model/target.js'
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
  'rate-limit': {},
  'register-participant': { participant: 'NEWP01' },
  connection: { before: true },
  'api-check': { before: { check: 'passed', publication: 'published' } },
  publication: { before: { check: 'none', publication: 'draft' } },
}

function kind(name: string): StepKind {
  const found = steps.get(name)
  if (!found) throw new Error(`no step «${name}»`)
  return found
}

async function performed(name: string, args: JsonObject, target?: Target) {
  const { acts, performed } = sampleActs(results)
  const { context, did } = sampleContext(values, { acts, ...(target ? { target } : {}) })
  const result = await runStep(kind(name), args, context)
  return { result, performed, did }
}

async function application(certificate = 'application'): Promise<TargetApplication> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const keyJwk = JSON.stringify(await exportJWK(privateKey))
  return { clientId: 'app', participant: 'USER01', redirectUri: 'https://x.example', keyJwk, certificate }
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

  test('rate-limit is lifted again', async () => {
    const limit = { requests: 3, seconds: 60 }
    const { did, performed: acts } = await performed('rate-limit', { participant: 'USER01', ...limit })
    for (const { undo } of did.undos) await undo()
    expect(acts).toEqual([
      { act: 'rate-limit', participant: 'USER01', limit },
      { act: 'rate-limit', participant: 'USER01' },
    ])
  })

  test('connection is put back as it was', async () => {
    const target = memoryTarget({ applications: { default: await application() } })
    const { did, performed: acts } = await performed('connection', { provider: 'BANK02', on: false }, target)
    for (const { undo } of did.undos) await undo()
    const connection = { act: 'connection', clientId: 'app', provider: 'BANK02' }
    expect(acts).toEqual([
      { ...connection, on: false },
      { ...connection, on: true },
    ])
  })

  test('api-check and publication are put back, the check first', async () => {
    const checked = await performed('api-check', { provider: 'BANK02', result: 'failed' })
    for (const { undo } of checked.did.undos) await undo()
    expect(checked.performed).toEqual([
      { act: 'api-check', provider: 'BANK02', result: 'failed' },
      { act: 'api-check', provider: 'BANK02', result: 'passed' },
      { act: 'publication', provider: 'BANK02', state: 'published' },
    ])
    const published = await performed('publication', { provider: 'BANK02', state: 'published' })
    for (const { undo } of published.did.undos) await undo()
    expect(published.performed).toEqual([
      { act: 'publication', provider: 'BANK02', state: 'published' },
      { act: 'api-check', provider: 'BANK02', result: 'none' },
      { act: 'publication', provider: 'BANK02', state: 'draft' },
    ])
  })

  test('register-participant tells the public key only, and is taken back', async () => {
    const { certificate, key } = await (await createAuthority('test')).issueClient({ commonName: 'new' })
    const target = memoryTarget({
      applications: { unregistered: await application('unregistered') },
      identities: { unregistered: { certificate, key } },
    })
    const args = { name: 'New', bin: '260840000080', roles: ['user'], application: 'unregistered' }
    const { result, did, performed: acts } = await performed('register-participant', args, target)
    expect(result).toEqual({ value: { participant: 'NEWP01' } })
    const thumbprint = certificateThumbprint(certificate)
    expect(acts).toMatchObject([
      { ...args, application: { clientId: 'app', redirectUri: 'https://x.example', thumbprint } },
    ])
    expect(JSON.stringify(acts)).toContain('"crv":"P-256"')
    expect(JSON.stringify([acts, did.acts])).not.toContain('"d"')
    for (const { undo } of did.undos) await undo()
    expect(acts.at(-1)).toEqual({ act: 'participant-state', participant: 'NEWP01', state: 'unregistered' })
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
    ['rate-limit', { participant: 'USER01', requests: 1, seconds: 1 }],
    ['register-participant', { name: 'New', bin: '260840000080', roles: ['provider'] }],
    ['api-check', { provider: 'BANK01', result: 'passed' }],
    ['publication', { provider: 'BANK01', state: 'unpublished' }],
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
    ['rate-limit', { participant: '${client}', requests: 1, seconds: 1 }],
    ['register-participant', { name: 'New', bin: '260840000080', roles: ['user'], application: 'nobody' }],
    ['connection', { provider: 'BANK01', application: 'nobody' }],
    ['api-check', { provider: '${client}', result: 'passed' }],
    ['publication', { provider: '${client}', state: 'published' }],
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
