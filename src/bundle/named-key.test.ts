import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { ed25519JwkOf, jwkThumbprint } from '../crypto/detached-jws.js'
import { namedKey } from './named-key.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const thumbprint = jwkThumbprint(ed25519JwkOf(publicKey))

function file(name: string, content: string | Buffer): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}

describe('a key that a person names', () => {
  test.each([
    ['by its thumbprint', () => thumbprint],
    ['by a PEM file', () => file('key.pem', publicKey.export({ format: 'pem', type: 'spki' }))],
    ['by a JWK file', () => file('key.jwk', JSON.stringify({ ...publicKey.export({ format: 'jwk' }), use: 'sig' }))],
  ])('%s', (_, named) => {
    expect(namedKey(named())).toBe(thumbprint)
  })

  test.each([
    ['a private PEM', () => file('own.pem', privateKey.export({ format: 'pem', type: 'pkcs8' })), /a private key/],
    ['a private JWK', () => file('own.jwk', JSON.stringify(privateKey.export({ format: 'jwk' }))), /a private key/],
    [
      'another kind of key',
      () =>
        file(
          'ec.pem',
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'pem', type: 'spki' }),
        ),
      /another kind \(ec\)/,
    ],
    ['a file without a key', () => file('text', 'hello'), /no public key/],
    ['a large file', () => file('large', 'x'.repeat(100_000)), /too large/],
    ['no file', () => join(folder.path, 'none'), /neither a file/],
    ['a folder', () => folder.path, /neither a file|no public key/],
  ])('%s is refused', (_, named, said) => {
    expect(() => namedKey(named())).toThrow(said)
  })
})
