import { createHash, randomBytes } from 'node:crypto'

/** A fresh code verifier with its S256 challenge (RFC 7636, sections 4.1 and 4.2). The verifier is a secret. */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
