import type { JWK } from 'jose'

/** Members that hold or lead to the private key (RFC 7518, sections 6.2.2, 6.3.2 and 6.4). */
const secretMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])

/** The public part of a key. */
export function publicJwk(jwk: JWK): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !secretMembers.has(name)))
}
