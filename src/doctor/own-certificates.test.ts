import { createPrivateKey } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { createAuthority, type Authority } from '../crypto/certificates.js'
import type { Identity, Target } from '../model/target.js'
import { ownCertificates } from './own-certificates.js'

const now = new Date().toISOString()
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

let authority: Authority
let foreign: Authority
let good: Identity

beforeAll(async () => {
  authority = await createAuthority('Authority')
  foreign = await createAuthority('Foreign authority')
  good = await authority.issueClient({ commonName: 'platform' })
})

/** A bank tested directly; the same authority for everybody. */
function targetOf(ca: string, identities: Target['identities']): Target {
  const sample = memoryTarget({ modes: ['direct'], identities })
  return { ...sample, direct: { url: 'https://bank.example', ca }, platform: { ...sample.platform, ca } }
}

/** `state id` of every line for our certificate, when the target presents `identity`. */
function linesFor(identity: Identity | undefined, at = now): string[] {
  const target = targetOf(authority.certificate, identity ? { platform: identity } : {})
  return [...ownCertificates(target, at)]
    .filter(({ id }) => id.startsWith('certificate.platform'))
    .map(({ state, id }) => `${state} ${id}`)
}

describe('ownCertificates', () => {
  test('a good one is one green line', () => {
    expect(linesFor(good)).toEqual(['green certificate.platform'])
  })

  test('expired, not valid yet, and soon to expire', async () => {
    const expired = await authority.issueClient({ commonName: 'platform' }, { expired: true })
    expect(linesFor(expired)).toEqual(['red certificate.platform.dates'])
    expect(linesFor(good, inDays(-20))).toEqual(['red certificate.platform.dates'])
    expect(linesFor(good, inDays(340))).toEqual(['yellow certificate.platform.dates'])
    expect(linesFor(good, inDays(330))).toEqual(['green certificate.platform'])
  })

  test("another certificate's key", async () => {
    const { key } = await authority.issueClient({ commonName: 'other' })
    expect(linesFor({ ...good, key })).toEqual(['red certificate.platform.key'])
  })

  test('a key that is locked, and one that is none', () => {
    const locked = createPrivateKey(good.key).export({
      format: 'pem',
      type: 'pkcs8',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    })
    const target = targetOf(authority.certificate, { platform: { ...good, key: locked.toString() } })
    const found = [...ownCertificates(target, now)].find(({ id }) => id === 'certificate.platform.key')
    expect(found?.what.en).toBe('Our certificate «platform»: the private key is locked with a password')
    expect(linesFor({ ...good, key: 'no key' })).toEqual(['red certificate.platform.key'])
  })

  test('an issuer that the bank is not told to trust', async () => {
    const theirs = await foreign.issueClient({ commonName: 'platform' })
    expect(linesFor(theirs)).toEqual(['red certificate.platform.chain'])
  })

  test('several troubles are all told', async () => {
    const expired = await foreign.issueClient({ commonName: 'platform' }, { expired: true })
    expect(linesFor({ ...expired, key: good.key })).toEqual([
      'red certificate.platform.key',
      'red certificate.platform.chain',
      'red certificate.platform.dates',
    ])
  })

  test('what is no certificate, and none at all', () => {
    expect(linesFor({ ...good, certificate: 'no certificate' })).toEqual(['red certificate.platform.file'])
    expect(linesFor(undefined)).toEqual(['red certificate.platform'])
  })

  test('a file of authorities without a certificate in it', () => {
    const [line] = ownCertificates(targetOf(good.key, { platform: good }), now)
    expect([line?.state, line?.id]).toEqual(['red', 'authority.direct.ca'])
  })
})
