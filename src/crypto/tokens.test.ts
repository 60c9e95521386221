import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compactVerify, SignJWT } from 'jose'
import { decodeToken, tamper } from './tokens.js'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const sign = (claims: Record<string, string | number>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).sign(privateKey)

const verifies = (jwt: string, key: KeyObject) =>
  compactVerify(jwt, key).then(
    () => true,
    () => false,
  )

describe('decodeToken', () => {
  test('reads header and claims', async () => {
    expect(decodeToken(await sign({ sub: 'client', exp: 1 }))).toEqual({
      header: { alg: 'ES256', typ: 'at+jwt' },
      claims: { sub: 'client', exp: 1 },
    })
  })

  test.each(['', 'abc', 'a.b', 'a.b.c', 'e30.W10.x', 'e30.e30.x.y', 'e30.e3 0.x'])('«%s» is no token', (text) => {
    expect(decodeToken(text)).toBeUndefined()
  })
})

describe('tamper', () => {
  test('moves the expiry and keeps the signature', async () => {
    const jwt = await sign({ sub: 'client', exp: 100 })
    const forged = tamper(jwt, 'payload')
    expect(decodeToken(forged)?.claims).toEqual({ sub: 'client', exp: 101 })
    expect(forged.split('.')[2]).toBe(jwt.split('.')[2])
  })

  test('makes an unsigned token with the same claims', async () => {
    const jwt = await sign({ sub: 'client', exp: 100 })
    const unsigned = tamper(jwt, 'alg-none')
    expect(decodeToken(unsigned)).toEqual({
      header: { alg: 'none', typ: 'at+jwt' },
      claims: { sub: 'client', exp: 100 },
    })
    expect(unsigned.endsWith('.')).toBe(true)
  })

  test('changes the subject where there is no expiry', async () => {
    expect(decodeToken(tamper(await sign({ sub: 'client' }), 'payload'))?.claims.sub).toBe('client0')
  })

  test('refuses what is no signed token', () => {
    expect(() => tamper('nonsense', 'payload')).toThrow(RangeError)
    expect(() => tamper('e30.e30.', 'signature')).toThrow(RangeError)
  })

  test('a forged token never verifies, the genuine one does', async () => {
    const claims = fc.dictionary(fc.constantFrom('sub', 'exp', 'scope', 'jti'), fc.oneof(fc.string(), fc.integer()))
    await fc.assert(
      fc.asyncProperty(
        claims,
        fc.constantFrom('payload' as const, 'signature' as const, 'alg-none' as const),
        async (body, how) => {
          const jwt = await sign(body)
          expect(await verifies(jwt, publicKey)).toBe(true)
          expect(await verifies(tamper(jwt, how), publicKey)).toBe(false)
        },
      ),
      { numRuns: 50 },
    )
  })
})
