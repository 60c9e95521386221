import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readDetached, signDetached } from './detached-jws.js'

const { privateKey } = generateKeyPairSync('ed25519')
const content = Buffer.from('{"files":[]}')
const jws = signDetached(content, privateKey, 'thing+jws')

/** The same signature with another header. */
function withHeader(change: (header: Record<string, unknown>) => unknown): string {
  const [head = '', , mark = ''] = jws.split('.')
  const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, unknown>
  return `${Buffer.from(JSON.stringify(change(header))).toString('base64url')}..${mark}`
}

describe('a detached signature', () => {
  it('holds for the bytes that were signed, and names its key', () => {
    const reading = readDetached(jws, content, 'thing+jws')
    expect(reading).toMatchObject({ state: 'valid', signer: { jwk: { kty: 'OKP', crv: 'Ed25519' } } })
  })

  it('does not hold for other bytes', () => {
    expect(readDetached(jws, Buffer.from('{"files":[1]}'), 'thing+jws').state).toBe('invalid')
  })

  it('is none for another kind of thing', () => {
    expect(readDetached(jws, content, 'other+jws')).toEqual({
      state: 'unreadable',
      what: 'it signs a «thing+jws», not a «other+jws»',
    })
  })

  it.each([
    ['no algorithm', withHeader((h) => ({ ...h, alg: 'none' }))],
    ['HMAC with the public key', withHeader((h) => ({ ...h, alg: 'HS256' }))],
    ['a critical extension', withHeader((h) => ({ ...h, crit: ['b64'], b64: false }))],
    ['a key that is elsewhere', withHeader((h) => ({ ...h, jku: 'https://example.com' }))],
    ['a private key', withHeader((h) => ({ ...h, jwk: privateKey.export({ format: 'jwk' }) }))],
    ['the id of another key', withHeader((h) => ({ ...h, kid: 'AAAA' }))],
    ['padding', `${jws}==`],
    ['its payload within', jws.replace('..', `.${content.toString('base64url')}.`)],
    ['three dots', `${jws}.`],
    ['nothing', ''],
    ['no end', 'e'.repeat(5000)],
  ])('is unreadable with %s', (_, wrong) => {
    expect(readDetached(wrong, content, 'thing+jws').state).toBe('unreadable')
  })

  it('is never valid once a character is exchanged', () => {
    fc.assert(
      fc.property(
        fc.nat(jws.length - 1),
        fc.constantFrom('A', 'B', 'a', 'b', '0', '1', '-', '_', '.', '='),
        (at, letter) => {
          fc.pre(jws[at] !== letter)
          const changed = jws.slice(0, at) + letter + jws.slice(at + 1)
          expect(readDetached(changed, content, 'thing+jws').state).not.toBe('valid')
        },
      ),
    )
  })
})
