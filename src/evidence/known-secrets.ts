import { createPrivateKey, createPublicKey } from 'node:crypto'
import { isObject, parseJson } from '../base/json.js'
import type { Target } from '../model/target.js'
import { finderOf } from './finder.js'

/**
 * What a secret is, for whoever is told that it was found: `setting` was read where the target file says, `key` is a private
 * key, `person` is data of a client, `token` is a token, code or proof that was met in the run.
 */
export type SecretKind = 'setting' | 'key' | 'person' | 'token'

export interface KnownSecret {
  readonly kind: SecretKind
  readonly value: string
}

/** A one-time code of six digits is met by chance among some megabytes of record, and is worth nothing after the run. */
const shortestSought = 8
/** Of longer values their end is looked for: it is as much theirs, and a token is long. */
const longestSought = 64

/** Everything secret that a run knew, to be looked for in what it leaves. Lives in memory and is written nowhere. */
export class KnownSecrets {
  private readonly known = new Map<string, SecretKind>()

  /** What it was told first it stays: a setting that a step sends is no token of the run. */
  add(kind: SecretKind, value: string): void {
    for (const part of partsOf(value))
      if (part.length >= shortestSought && !this.known.has(part)) this.known.set(part, kind)
  }

  /**
   * What can be looked for. A token that stood in the plan before anything was sent is no secret: the script itself says it,
   * as one that has to be refused.
   */
  sought(plan: string): KnownSecret[] {
    const all = [...this.known].map(([value, kind]) => ({ kind, value }))
    const inPlan = finderOf(all.map(({ value }) => value))(Buffer.from(plan))
    return all.filter(({ kind }, i) => kind !== 'token' || !inPlan.has(i))
  }
}

/** What a target knows that must not be seen: people's names and numbers, tokens, passwords, private keys. */
export function secretsOfTarget(target: Target): KnownSecret[] {
  const { clients, consents, platform, credentials = {}, app, participant } = target
  const people = clients.flatMap((client) => [client, ...(client.representative ? [client.representative] : [])])
  const numbers = people.flatMap(({ iin, phone }) => [iin, phone, phone.replace(/\D/g, '').slice(-10)])
  const token = app?.drive.kind === 'webhook' ? app.drive.token : undefined
  const personal = [...numbers, ...clients.flatMap(({ fullName }) => fullName ?? [])]
  const settings = [
    ...consents.map(({ accessToken }) => accessToken),
    ...Object.values(credentials).flatMap((held) => [held, passwordOf(held)]),
    ...(platform.control ? [platform.control.token] : []),
    ...(token === undefined ? [] : [token]),
  ]
  const keys = [
    ...Object.values(target.identities).map(({ key }) => key),
    ...Object.values(target.applications).map(({ keyJwk }) => keyJwk),
  ]
  // A participant that is its own test client is named in the documents.
  const own = [participant.bin, participant.name]
  return [
    ...personal.filter((value) => !own.includes(value)).map((value) => ({ kind: 'person', value }) as const),
    ...settings.map((value) => ({ kind: 'setting', value }) as const),
    ...keys.map((value) => ({ kind: 'key', value }) as const),
  ]
}

/** Of `name:password` the password, which alone is secret; else the whole. */
const passwordOf = (held: string): string => held.slice(held.indexOf(':') + 1)

/** The parts of a value that give it away, each by itself. */
function partsOf(value: string): string[] {
  if (value.includes('PRIVATE KEY-----')) return pemParts(value)
  const json = value.startsWith('{') ? parseJson(value) : undefined
  if (isObject(json)) return jwkParts(json)
  // The head of a token is public.
  const [, payload, signature] = /^ey[\w-]+\.([\w-]+)\.([\w-]*)$/.exec(value) ?? []
  return (payload === undefined ? [value] : [payload, signature ?? '']).map(end)
}

const end = (text: string): string => text.slice(-longestSought)

/**
 * The lines of a PEM, since whoever copies it anywhere copies them, and the secret numbers in it. A line that holds nothing but
 * the public key stands in the certificate too, sometimes letter for letter. Of an encrypted key there are only lines.
 */
function pemParts(pem: string): string[] {
  const lines = pem.split(/\r?\n/).filter((line) => line.length > 30 && !line.startsWith('-----'))
  try {
    const shared = createPublicKey(pem).export({ format: 'der', type: 'spki' })
    const numbers = jwkParts(createPrivateKey(pem).export({ format: 'jwk' }))
    return [...lines.filter((line) => !shared.includes(Buffer.from(line, 'base64'))), ...numbers]
  } catch {
    return lines
  }
}

/** RFC 7518, 6.2.2 and 6.3.2: `d`, and of RSA the primes; `k` of a symmetric key. Also in hexadecimal, as tools print them. */
function jwkParts(jwk: Readonly<Record<string, unknown>>): string[] {
  return ['d', 'p', 'q', 'k'].flatMap((name) => {
    const part = jwk[name]
    return typeof part === 'string' ? [end(part), end(Buffer.from(part, 'base64url').toString('hex'))] : []
  })
}
