import { constants, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto'
import { id_mgf1, RsaSaPssParams } from '@peculiar/asn1-rsa'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { problem, type ProblemError } from '../../base/problem.js'
import { readExactly } from './structures.js'

export type DigestName = 'sha256' | 'sha384' | 'sha512'

export const digestOids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const satisfies Record<DigestName, string>

/** How a signature is made (RFC 3370, 4055, 5754), with the digest where the name holds it. */
const schemes: Readonly<Record<string, { readonly kind: 'rsa' | 'pss' | 'ecdsa'; readonly digest?: DigestName }>> = {
  '1.2.840.113549.1.1.1': { kind: 'rsa' },
  '1.2.840.113549.1.1.11': { kind: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', digest: 'sha512' },
  '1.2.840.113549.1.1.10': { kind: 'pss' },
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', digest: 'sha512' },
}

export const ecdsaWithSha256 = '1.2.840.10045.4.3.2'
export const rsaWithSha256 = '1.2.840.113549.1.1.11'

/** Names for what is refused, by the beginning of the identifier; the longest that fits is taken. */
const names: readonly (readonly [string, string])[] = [
  ['1.2.398.3.10.1.1.1', 'GOST 34.310-2004'],
  ['1.2.398.3.10.1.1.2', 'GOST 34.10-2015'],
  ['1.2.398.3.10.1.3', 'GOST 34.311-95 or GOST 34.11-2015'],
  ['1.2.643.2.2', 'GOST R 34.10-2001 or GOST R 34.11-94'],
  ['1.2.643.7.1.1.1', 'GOST R 34.10-2012'],
  ['1.2.643.7.1.1.2', 'GOST R 34.11-2012'],
  ['1.2.643.7.1.1.3', 'GOST R 34.10-2012 with GOST R 34.11-2012'],
  ['1.2.840.10040.4', 'DSA'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
]

/** Broken by now: whoever wants to can make two contents with one digest. */
const weak: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'MD5',
  '1.3.14.3.2.26': 'SHA-1',
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.5': 'RSA with SHA-1',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
}

const curves = ['prime256v1', 'secp384r1', 'secp521r1']
const fewestRsaBits = 2048

/** The digest behind an identifier. @throws ProblemError where it is none that is known here, or a broken one */
export function digestOf({ algorithm, parameters }: AlgorithmIdentifier): DigestName {
  const found = (Object.keys(digestOids) as DigestName[]).find((name) => digestOids[name] === algorithm)
  if (!found || !isWithoutParameters(parameters)) throw unknownAlgorithm(algorithm)
  return found
}

/**
 * How `key` verifies a signature that was made in this way over such a digest.
 * @throws ProblemError where the way is not known here, or does not fit the digest or the key
 */
export function verification(way: AlgorithmIdentifier, digest: DigestName, key: KeyObject): VerifyKeyObjectInput {
  const scheme = schemes[way.algorithm]
  if (!scheme) throw unknownAlgorithm(way.algorithm)
  if (scheme.digest !== undefined && scheme.digest !== digest) throw unfit('two different digests are named')
  if (scheme.kind === 'ecdsa') {
    if (key.asymmetricKeyType !== 'ec' || way.parameters !== undefined)
      throw unfit('the certificate holds no key for ECDSA')
    if (!curves.includes(key.asymmetricKeyDetails?.namedCurve ?? ''))
      throw unknownAlgorithm(`curve ${key.asymmetricKeyDetails?.namedCurve ?? ''}`)
    return { key, dsaEncoding: 'der' }
  }
  const types = scheme.kind === 'pss' ? ['rsa', 'rsa-pss'] : ['rsa']
  if (!types.includes(key.asymmetricKeyType ?? '')) throw unfit('the certificate holds no key for RSA')
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < fewestRsaBits)
    throw weakAlgorithm(`RSA below ${fewestRsaBits} bits`)
  if (scheme.kind === 'pss')
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltOf(way.parameters, digest) }
  if (!isWithoutParameters(way.parameters)) throw unfit('its parameters are none of RSA')
  return { key, padding: constants.RSA_PKCS1_PADDING }
}

/** The digest that a certificate's or a list's signature is over. @throws ProblemError where the way is not known here */
export function digestOfWay(way: AlgorithmIdentifier): DigestName {
  const scheme = schemes[way.algorithm]
  if (scheme?.digest !== undefined) return scheme.digest
  if (scheme?.kind !== 'pss') throw unknownAlgorithm(way.algorithm)
  if (!way.parameters) throw weakAlgorithm('RSA-PSS with SHA-1')
  return digestOf(readExactly(Buffer.from(way.parameters), RsaSaPssParams).hashAlgorithm)
}

/** NULL or nothing: both are met (RFC 5754, section 2). */
const isWithoutParameters = (parameters: ArrayBuffer | null | undefined): boolean =>
  parameters === null || parameters === undefined

/** The salt's length in bytes; both digests of the parameters must be the one of the message (RFC 4055, section 3.1). */
function saltOf(parameters: ArrayBuffer | null | undefined, digest: DigestName): number {
  if (!parameters) throw weakAlgorithm('RSA-PSS with SHA-1')
  const { hashAlgorithm, maskGenAlgorithm, saltLength, trailerField } = readExactly(
    Buffer.from(parameters),
    RsaSaPssParams,
  )
  const isOurs = (algorithm: AlgorithmIdentifier): boolean => digestOf(algorithm) === digest
  if (maskGenAlgorithm.algorithm !== id_mgf1 || !maskGenAlgorithm.parameters)
    throw unknownAlgorithm(maskGenAlgorithm.algorithm)
  const masking = readExactly(Buffer.from(maskGenAlgorithm.parameters), AlgorithmIdentifier)
  if (!isOurs(hashAlgorithm) || !isOurs(masking)) throw unfit('two different digests are named')
  if (trailerField !== 1 || saltLength < 0 || saltLength > 512) throw unfit('its parameters are none of RSA-PSS')
  return saltLength
}

/** Names an algorithm that cannot be verified here, and who can. */
export function unknownAlgorithm(oid: string): ProblemError {
  if (Object.hasOwn(weak, oid)) return weakAlgorithm(weak[oid] ?? oid)
  const [name] = names
    .filter(([beginning]) => oid === beginning || oid.startsWith(`${beginning}.`))
    .toSorted(([a], [b]) => b.length - a.length)
  return problem(
    'cms-algorithm',
    `the signature uses an algorithm that cannot be verified here: ${name ? `${name[1]} (${oid})` : oid}`,
    "Verify it with the certification centre's own tool, or have it signed with RSA or ECDSA and SHA-256, SHA-384 or SHA-512.",
  )
}

function weakAlgorithm(name: string): ProblemError {
  return problem(
    'cms-weak-algorithm',
    `the signature uses ${name}, which proves nothing any more`,
    'Have it signed with RSA of 2048 bits or more, or ECDSA, and SHA-256, SHA-384 or SHA-512.',
  )
}

function unfit(why: string): ProblemError {
  return problem('cms-format', `the signature contradicts itself: ${why}`, 'It was damaged or changed: get it anew.')
}
