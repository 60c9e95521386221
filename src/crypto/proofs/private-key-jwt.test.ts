import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { privateKeyJwt } from './private-key-jwt.js'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const now = '2026-11-22T07:42:16.900Z'
const claims = { clientId: 'app', audience: 'https://issuer.example', now }

const jwk = (key: typeof ec.privateKey, extra: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...extra })

test('signs issuer, subject, audience and a minute of life', async () => {
  const jwt = await privateKeyJwt({ ...claims, keyJwk: jwk(ec.privateKey, { kid: 'k1' }) })
  const { payload, protectedHeader } = await jwtVerify(jwt, ec.publicKey, {
    currentDate: new Date(now),
    issuer: 'app',
    subject: 'app',
    audience: 'https://issuer.example',
  })
  expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'k1' })
  expect(payload.iat).toBe(Date.parse('2026-11-22T07:42:16Z') / 1000)
  expect(Number(payload.exp) - Number(payload.iat)).toBe(60)
})

test('never uses a jti twice', async () => {
  const keyJwk = jwk(ec.privateKey)
  const [first, second] = await Promise.all([0, 1].map(() => privateKeyJwt({ ...claims, keyJwk })))
  const jti = (jwt = '') =>
    (JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }).jti
  expect(jti(first)).not.toBe(jti(second))
})

test('takes the algorithm from the key, PS256 for RSA without one', async () => {
  const algorithm = async (keyJwk: string) => decodeProtectedHeader(await privateKeyJwt({ ...claims, keyJwk })).alg
  expect(await algorithm(jwk(rsa.privateKey))).toBe('PS256')
  expect(await algorithm(jwk(rsa.privateKey, { alg: 'RS256' }))).toBe('RS256')
})

test.each([
  ['no JSON', 'secret-key-text'],
  ['a public key', jwk(ec.publicKey)],
])('refuses %s without repeating it', async (_, keyJwk) => {
  const refused = privateKeyJwt({ ...claims, keyJwk })
  await expect(refused).rejects.toMatchObject({ problems: [{ code: 'application-key' }] })
  await expect(refused).rejects.not.toThrow(keyJwk)
})

test('is of now where no time is given', async () => {
  const jwt = await privateKeyJwt({ clientId: 'app', audience: 'https://issuer.example', keyJwk: jwk(ec.privateKey) })
  const { payload } = await jwtVerify(jwt, ec.publicKey)
  expect(Math.abs(Number(payload.iat) - Date.now() / 1000)).toBeLessThan(30)
})
