import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { memoryTarget } from '../../tests/support/memory-target.js'
import { KnownSecrets, secretsOfTarget } from './known-secrets.js'
import { leakSearch } from './leaks.js'

const secret = 'Тұр пароль & "90" ~~?>'
const at = (text: string) => leakSearch([{ kind: 'setting', value: secret }])('place', Buffer.from(text))

describe('a secret is found', () => {
  test.each([
    ['plain', secret],
    ['without white space', secret.replace(/\s/g, '')],
    ['URL', `/v1?q=${encodeURIComponent(secret)}`],
    ['URL, small letters', encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase())],
    ['form', new URLSearchParams({ q: secret }).toString()],
    ['JSON', JSON.stringify(secret)],
    ['HTML', `<p>Тұр пароль &amp; &quot;90&quot; ~~?&gt;</p>`],
    ['hexadecimal', Buffer.from(secret).toString('hex')],
    ['hexadecimal, capitals', Buffer.from(secret).toString('hex').toUpperCase()],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64', Buffer.from(`a${secret}b`).toString('base64')],
    ['base64', Buffer.from(`ab${secret}`).toString('base64')],
    ['base64url', Buffer.from(`a${secret}bc`).toString('base64url')],
  ])('%s: %s', (encoding, text) => {
    expect(at(`first\nbefore ${text} after`)).toContainEqual({ place: 'place', line: 2, kind: 'setting', encoding })
  })

  test('and nothing where it is not', () => {
    expect(at('Тұр пароль')).toEqual([])
  })
})

const known = (...secrets: Parameters<KnownSecrets['add']>[]) => {
  const all = new KnownSecrets()
  for (const one of secrets) all.add(...one)
  return all
}
const values = (all: KnownSecrets, plan = '') => all.sought(plan).map(({ value }) => value)

describe('what is looked for', () => {
  test('of a token is what gives it away; its head is public', () => {
    expect(values(known(['token', 'eyJhbGciOiJFUzI1NiJ9.cGF5bG9hZC1wYXls.c2lnbmF0dXJl']))).toEqual([
      'cGF5bG9hZC1wYXls',
      'c2lnbmF0dXJl',
    ])
  })

  test('is no one-time code, and of a long value its end', () => {
    expect(values(known(['token', '123456'], ['setting', `${'x'.repeat(100)}${'y'.repeat(64)}`]))).toEqual([
      'y'.repeat(64),
    ])
  })

  test('is no token that the script itself says; a password is, wherever it stands', () => {
    const plan = '{"bearer":"not-a-token","title":"password-1"}'
    const told = known(['token', 'not-a-token'], ['setting', 'password-1'], ['token', 'password-1'])
    expect(values(told, plan)).toEqual(['password-1'])
  })

  test.each(['ec', 'rsa', 'ed25519'] as const)('of a private key (%s) is any of its lines and numbers', (type) => {
    const { privateKey } =
      type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : type === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const shared = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
    const { d = '' } = privateKey.export({ format: 'jwk' })
    const search = leakSearch(known(['key', pem]).sought(''))
    const found = (text: string) => search('place', Buffer.from(text)).map(({ kind }) => kind)
    for (const text of [pem, JSON.stringify({ pem }), d, Buffer.from(d, 'base64url').toString('hex')])
      expect(found(text)).toContain('key')
    // However the public key lies in a certificate, it is no secret.
    for (const offset of [0, 1, 2])
      expect(found(Buffer.concat([Buffer.alloc(offset), shared]).toString('base64'))).toEqual([])
    expect(values(known(['key', JSON.stringify({ kty: 'OKP', d })]))).toContain(d.slice(-64))
  })
})

test('a target’s secrets: people, passwords, tokens, keys; not the name of the participant itself', () => {
  const target = memoryTarget()
  const { participant } = target
  const client = { name: 'own', fullName: participant.name, has: [], iin: '960440000151', phone: '+77000000101' }
  const held = secretsOfTarget({
    ...target,
    clients: [client],
    credentials: { basic: 'user:pass-word' },
    identities: { platform: { certificate: '', key: 'pem' } },
  })
  expect(held).toEqual(
    expect.arrayContaining([
      { kind: 'person', value: '960440000151' },
      { kind: 'person', value: '7000000101' },
      { kind: 'setting', value: 'pass-word' },
      { kind: 'key', value: 'pem' },
    ]),
  )
  expect(held.map(({ value }) => value)).not.toContain(participant.name)
})
