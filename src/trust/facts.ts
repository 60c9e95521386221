import { isObject, type JsonObject } from '../base/json.js'
import { problem } from '../base/problem.js'
import { keysPath } from '../contract/keys-path.js'
import { readCertificates } from '../crypto/chain.js'
import { isPrivateJwk, publicJwk } from '../crypto/jwk.js'
import type { ContractInForce } from '../model/contract.js'
import type { Target } from '../model/target.js'
import { createWire } from '../wire/index.js'

/** Where the platform is and who it is: as a sandbox tells it, or as a target holds it. */
export interface PlatformFacts {
  /** Base address of the API, where a bank asks about consents. */
  readonly api: string
  readonly issuer: string
  /** PEM. */
  readonly ca: string
  /** PEM of the certificate with which the platform calls banks. */
  readonly certificate: string
  /** The HTTP proxy on the way to the platform. */
  readonly proxy?: string
}

/** What a bank is given so that it trusts the platform. Nothing of it is secret. */
export interface TrustFacts extends PlatformFacts {
  /** The bank's participant id: the audience of its tokens. */
  readonly participant: string
  /** The platform's public keys, and where they are; undefined where the contract has no tokens. */
  readonly keys: { readonly url: string; readonly jwks: { readonly keys: readonly JsonObject[] } } | undefined
  /** Template with `{consentId}`; undefined where the contract has no such operation. */
  readonly consentsUrl: string | undefined
  readonly contract: ContractInForce
}

const limits = { timeoutMs: 10_000, maxBodyBytes: 1_000_000 }

/** Of the target, what concerns trust. @throws ProblemError where we are not the platform in it. */
export function platformOf({ platform, identities, proxy }: Target): PlatformFacts {
  const certificate = identities.platform?.certificate
  if (certificate !== undefined) {
    const { api, issuer, ca } = platform
    return { api, issuer, ca, certificate, ...(proxy === undefined ? {} : { proxy }) }
  }
  throw problem(
    'trust-not-ours',
    'in this target the platform is not ours: what a bank has to trust is told by its operator',
    'Name a target with «sandbox».',
  )
}

/** Gathers everything, the keys from where the bank will fetch them. @throws ProblemError */
export async function gatherTrust(
  platform: PlatformFacts,
  participant: string,
  contract: ContractInForce,
): Promise<TrustFacts> {
  const jwks = keysPath(contract)
  const url = jwks === undefined ? undefined : platform.issuer.replace(/\/$/, '') + jwks
  const consents = contract.operations.get('getConsent')?.path
  return {
    api: platform.api,
    issuer: platform.issuer,
    // Only certificates go on: a file may hold a key beside them.
    ca: certificatesOnly(platform.ca),
    certificate: certificatesOnly(platform.certificate),
    participant,
    keys: url === undefined ? undefined : { url, jwks: { keys: await publicKeys(url, platform) } },
    consentsUrl: consents === undefined ? undefined : `${platform.api.replace(/\/$/, '')}${consents}`,
    contract,
  }
}

const certificatesOnly = (pem: string): string => readCertificates(pem).map(String).join('')

async function publicKeys(url: string, { ca, proxy }: PlatformFacts): Promise<JsonObject[]> {
  const wire = createWire({ ...limits, ...(proxy === undefined ? {} : { proxy }) })
  try {
    const { outcome } = await wire.send(
      {
        operation: null,
        method: 'GET',
        url,
        headers: { accept: 'application/json' },
        peer: 'platform',
        via: 'through',
        credential: { certificate: 'none', authorization: 'none' },
      },
      { ca },
    )
    const body = 'response' in outcome && outcome.response.status === 200 ? outcome.response.json : undefined
    const keys: unknown = isObject(body) ? body.keys : undefined
    if (!Array.isArray(keys) || keys.length === 0) throw noKeys(url)
    return keys.filter(isJwk).map((key) => publicPart(key, url))
  } finally {
    await wire.close()
  }
}

const isJwk = (value: unknown): value is JsonObject => isObject(value)

function publicPart(key: JsonObject, url: string): JsonObject {
  if (!isPrivateJwk(key)) return publicJwk(key)
  throw problem(
    'jwks-private',
    'a private key is published here; nothing was exported',
    'Make a new key and publish only its public part.',
    { name: url },
  )
}

function noKeys(url: string) {
  return problem(
    'jwks-missing',
    "the platform's public keys cannot be had here",
    'Is the sandbox running, and is it reachable at its announced address? synaq doctor tells more.',
    { name: url },
  )
}
