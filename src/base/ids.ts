import { randomBytes, randomUUID } from 'node:crypto'
import type { Instant } from './clock.js'

/** A run's id: sorts by time, can be typed, e.g. `20261122-074216-k3xq`. Also the name of its folder. */
export type RunId = string & { readonly __brand?: 'RunId' }

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A new run id from the time and four random letters. */
export function newRunId(at: Instant): RunId {
  const stamp = at.slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace('T', '-')
  const tail = [...randomBytes(4)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return `${stamp}-${tail}`
}

/** A random UUID (RFC 9562, version 4). */
export const newUuid = (): string => randomUUID()

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** True for a UUID in its usual form (RFC 9562). */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuidPattern.test(value)
