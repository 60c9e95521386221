import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { parseJson } from '../../base/json.js'
import { problem } from '../../base/problem.js'
import { ed25519Jwk, ed25519JwkOf, jwkThumbprint } from '../../crypto/detached-jws.js'
import type { TrustedKeys } from './signed-json.js'

/** base64url of 32 bytes. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/

/**
 * The keys of operators whom somebody trusts: each as its thumbprint (RFC 7638), or as a file with the public key, JWK or PEM.
 * @throws ProblemError where one is neither
 */
export const operatorKeys = (given: readonly string[]): TrustedKeys => new Set(given.map(thumbprintOf))

function thumbprintOf(given: string): string {
  if (!existsSync(given) && thumbprint.test(given)) return given
  const wrong = (what: string) =>
    problem(
      'operator-key',
      what,
      'Give a thumbprint of 43 characters, or a file with an Ed25519 public key (JWK or PEM).',
      {
        file: given,
      },
    )
  let text: string
  try {
    text = readFileSync(given, 'utf8')
  } catch {
    throw wrong('there is no such file, and it is no thumbprint of a key either')
  }
  const jwk = ed25519Jwk.safeParse(parseJson(text))
  if (jwk.success) return jwkThumbprint(jwk.data)
  const key = publicKeyIn(text)
  if (key?.asymmetricKeyType !== 'ed25519') throw wrong('there is no Ed25519 public key in it')
  return jwkThumbprint(ed25519JwkOf(key))
}

function publicKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}
