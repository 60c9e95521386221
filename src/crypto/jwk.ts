import type { JsonObject } from '../base/json.js'

/** Members of a JWK that only its owner may know (RFC 7518, sections 6.2.2, 6.3.2, 6.4.1). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Members that may be published (RFC 7517, section 4; RFC 7518, sections 6.2.1, 6.3.1). */
const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use']

/** Whoever has this key can sign with it, or it is a shared secret. */
export const isPrivateJwk = (key: JsonObject): boolean => privateMembers.some((name) => name in key)

/** What of a key may be published, and nothing else that stands beside it. */
export const publicJwk = (key: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(key).filter(([name]) => publicMembers.includes(name)))
