import { readFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { Instant } from '../../base/clock.js'
import { problem, ProblemError } from '../../base/problem.js'
import { bytesBeside, pathBeside } from '../../base/secret.js'
import { readYamlFile } from '../../base/yaml-file.js'
import { namedKey } from '../named-key.js'
import type { Whose } from './report.js'

/** Whom a verifier believes. */
export interface Trust {
  /** Thumbprint of the verifier's own key, where there is one. */
  readonly own?: string
  /** Thumbprints that were named for this verification alone. */
  readonly pinned: readonly string[]
  readonly keys: readonly { readonly name: string; readonly thumbprint: string }[]
  /** Certification authorities. */
  readonly anchors: readonly X509Certificate[]
  /** Revocation lists, DER. */
  readonly revocations: readonly Uint8Array[]
  /** When it is verified. */
  readonly now: Instant
}

/** A verifier who knows no one. */
export const nobody = (now: Instant): Trust => ({ pinned: [], keys: [], anchors: [], revocations: [], now })

/** Base64url SHA-256: 43 letters. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/

const list = z.strictObject({
  keys: z
    .array(z.strictObject({ name: z.string().min(1).max(200), key: z.string().min(1) }), 'expected a list')
    .default([]),
  authorities: z.array(z.string().min(1), 'expected a list of files').default([]),
  revocations: z.array(z.string().min(1), 'expected a list of files').default([]),
})

/** Whose key a thumbprint is. */
export function whoseKey(id: string, trust: Trust): Whose {
  if (trust.pinned.includes(id)) return { kind: 'pinned', id }
  const known = trust.keys.find((key) => key.thumbprint === id)
  if (known) return { kind: 'trusted', id, name: known.name }
  return trust.own === id ? { kind: 'own', id } : { kind: 'unknown', id }
}

/** Reads a list of trust: YAML, or certificates of authorities as PEM. @throws ProblemError */
export function readTrust(file: string): Pick<Trust, 'keys' | 'anchors' | 'revocations'> {
  if (/\.(pem|crt|cer)$/i.test(file)) return { keys: [], anchors: certificatesIn(file, file), revocations: [] }
  const yaml = readYamlFile(file)
  const parsed = list.safeParse(yaml.value ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ProblemError([
      {
        code: 'trust-list',
        what: `this list of trust is not in order: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
        remedy:
          'It holds `keys` (each with `name` and `key`: a thumbprint or a file), `authorities` and `revocations` (PEM files).',
        place: yaml.position((issue?.path ?? []).map((part) => (typeof part === 'number' ? part : String(part)))),
      },
    ])
  }
  const { keys, authorities, revocations } = parsed.data
  return {
    keys: keys.map(({ name, key }) => ({
      name,
      thumbprint: thumbprint.test(key) ? key : namedKey(pathBeside(key, file)),
    })),
    anchors: authorities.flatMap((one) => certificatesIn(one, file)),
    revocations: revocations.flatMap((one) => revocationsIn(bytesBeside(one, file, 'revocations').toString('utf8'))),
  }
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g
const revocationList = /-----BEGIN X509 CRL-----([\s\S]+?)-----END X509 CRL-----/g

function certificatesIn(name: string, settings: string): X509Certificate[] {
  const text = (name === settings ? readFileSync(name) : bytesBeside(name, settings, 'authorities')).toString('utf8')
  const found = text.match(certificate) ?? []
  if (found.length === 0)
    throw problem('trust-list', 'there is no certificate in it', 'Certificates as PEM are expected.', { file: name })
  return found.map((pem) => new X509Certificate(pem))
}

function revocationsIn(text: string): Uint8Array[] {
  return [...text.matchAll(revocationList)].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
}
