import { verify, type KeyObject } from 'node:crypto'
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { verification, type DigestName } from './algorithms.js'

/** A signature's value and how it was made. */
export interface Signature {
  readonly way: AlgorithmIdentifier
  readonly digest: DigestName
  readonly value: ArrayBuffer
}

/** True where the key made the signature over the bytes. @throws ProblemError where the way is not known here or does not fit the key */
export function isSignedBy(key: KeyObject, signed: Uint8Array, { way, digest, value }: Signature): boolean {
  const how = verification(way, digest, key)
  try {
    return verify(digest, signed, how, new Uint8Array(value))
  } catch {
    // OpenSSL throws at some of the values that cannot be right.
    return false
  }
}
