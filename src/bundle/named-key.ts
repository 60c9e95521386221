import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { isObject, parseJson } from '../base/json.js'
import { problem } from '../base/problem.js'
import { ed25519JwkOf, jwkThumbprint } from '../crypto/detached-jws.js'
import { isPrivateJwk } from '../crypto/jwk.js'

/** Larger than any file with one key. */
const maxBytes = 64 * 1024

const thumbprint = /^[A-Za-z0-9_-]{43}$/

/**
 * The thumbprint (RFC 7638) of a key that a person names: by the thumbprint itself, or by a file with the public key as JWK,
 * PEM or certificate. @throws ProblemError for a file that cannot be read, another kind of key, and a private one
 */
export function namedKey(named: string): string {
  if (thumbprint.test(named) && !existsSync(named)) return named
  const key = publicKeyIn(named, textOf(named))
  if (key?.asymmetricKeyType !== 'ed25519')
    throw problem(
      'named-key',
      key ? `this is a key of another kind (${key.asymmetricKeyType})` : 'there is no public key in this file',
      'Give a public Ed25519 key as JWK or PEM, or its thumbprint of 43 characters.',
      { file: named },
    )
  return jwkThumbprint(ed25519JwkOf(key))
}

function textOf(file: string): string {
  try {
    if (statSync(file).size <= maxBytes) return readFileSync(file, 'utf8')
  } catch {
    throw problem(
      'named-key',
      'this is neither a file that can be read nor the thumbprint of a key',
      'Check the path; a thumbprint has 43 letters, digits, hyphens and underscores.',
      { name: shown(file) },
    )
  }
  throw problem('named-key', 'this file is too large for a key', 'Check that it is the file you mean.', { file })
}

/** What was typed, short enough to be shown. */
const shown = (typed: string): string => (typed.length > 200 ? `${typed.slice(0, 200)}…` : typed)

function publicKeyIn(file: string, text: string): KeyObject | undefined {
  const jwk = parseJson(text)
  if (text.includes('PRIVATE KEY-----') || (isObject(jwk) && isPrivateJwk(jwk)))
    throw problem(
      'named-key',
      'this is a private key, which nobody but its owner may have',
      'Give the public key. If others may have seen this file, its owner needs a new key.',
      { file },
    )
  try {
    return isObject(jwk) ? createPublicKey({ key: jwk, format: 'jwk' }) : createPublicKey(text)
  } catch {
    return undefined
  }
}
