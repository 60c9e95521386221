import { describe, expect, test } from '@jest/globals'
import { runStep, sampleContext } from '../../tests/support/sample-context.js'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { decodeToken } from '../crypto/tokens.js'
import { claims } from './claims.js'
import { proof } from './proof.js'
import { tamper } from './tamper.js'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = `${part({ alg: 'ES256' })}.${part({ sub: 'x', exp: 1 })}.c2lnbmF0dXJl`

describe('tamper', () => {
  test.each(['payload', 'signature'])('%s: another token, and a secret too', async (how) => {
    const { context, did } = sampleContext({ token })
    const { value } = await runStep(tamper, { token: '${token}', how }, context)
    const spoiled = (value as { token: string }).token
    expect(spoiled).not.toBe(token)
    expect(spoiled.split('.')[0]).toBe(token.split('.')[0])
    expect(did.secrets).toEqual([spoiled])
  })

  test.each(['opaque-token', `${part({ alg: 'none' })}.${part({ sub: 'x' })}.`])(
    'what is no signed JWT cannot be spoiled: %s',
    async (value) => {
      expect((await runStep(tamper, { token: value, how: 'payload' }, sampleContext().context)).trouble?.cause).toBe(
        'platform',
      )
    },
  )
})

describe('claims', () => {
  test('are read without verifying', async () => {
    expect(await runStep(claims, { token: '${token}' }, sampleContext({ token }).context)).toEqual({
      value: { sub: 'x', exp: 1 },
    })
  })

  test('of something else are the platform’s trouble', async () => {
    expect((await runStep(claims, { token: 'opaque' }, sampleContext().context)).trouble?.cause).toBe('platform')
  })
})

describe('proof', () => {
  test.each([
    ['pkce-s256', 'verifier'],
    ['random', 'value'],
  ])('%s is fresh each time, and a secret', async (kind, name) => {
    const { context, did } = sampleContext()
    const made = [await runStep(proof, { kind }, context), await runStep(proof, { kind }, context)]
    const secrets = made.map(({ value }) => (value as Record<string, string>)[name])
    expect(new Set(secrets).size).toBe(2)
    expect(did.secrets).toEqual(secrets)
  })

  test('private-key-jwt needs an application of the target', async () => {
    const lost = await runStep(
      proof,
      { kind: 'private-key-jwt', application: 'lost', audience: 'x' },
      sampleContext().context,
    )
    expect(lost.trouble).toEqual({ cause: 'harness', what: 'the target has no application «lost»' })
  })

  test('private-key-jwt is signed by the application, and a secret', async () => {
    const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    const keyJwk = JSON.stringify({ ...(await crypto.subtle.exportKey('jwk', key.privateKey)), kid: 'k', alg: 'ES256' })
    const application = {
      clientId: 'app',
      participant: 'USER01',
      redirectUri: 'https://x.example',
      keyJwk,
      certificate: 'application',
    }
    const target = memoryTarget({ applications: { default: application } })
    const { context, did } = sampleContext({}, { target })
    const made = await runStep(
      proof,
      { kind: 'private-key-jwt', application: 'default', audience: 'https://pages.example' },
      context,
    )
    const { assertion } = made.value as { assertion: string }
    expect(did.secrets).toEqual([assertion])
    expect(JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      iss: 'app',
      sub: 'app',
      aud: 'https://pages.example',
    })
    const old = await runStep(
      proof,
      { kind: 'private-key-jwt', application: 'default', audience: 'https://pages.example', 'seconds-left': -300 },
      context,
    )
    const { exp } = decodeToken((old.value as { assertion: string }).assertion)?.claims ?? {}
    expect(Number(exp) - Date.now() / 1000).toBeLessThan(-298)
  })
})
