import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { pkce } from './pkce-s256.js'

test('the challenge is the SHA-256 of the verifier, and both have the shape of RFC 7636', () => {
  const { verifier, challenge } = pkce()
  expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(challenge).toBe(createHash('sha256').update(verifier, 'ascii').digest('base64url'))
})

test('every verifier is new', () => {
  expect(pkce().verifier).not.toBe(pkce().verifier)
})
