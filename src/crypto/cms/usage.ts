import { BasicConstraints, KeyUsage } from '@peculiar/asn1-x509'
import { hasBit } from './bits.js'
import { extensionOf, extensionValue, type ReadCertificate } from './certificate.js'

const keyUsage = '2.5.29.15'
const basicConstraints = '2.5.29.19'

/** Bits of KeyUsage (RFC 5280, section 4.2.1.3). */
const bits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 } as const

/** True where the certificate's key may be used in one of these ways: it says so, or restricts nothing. */
export function mayBeUsedFor(certificate: ReadCertificate, ...ways: readonly (keyof typeof bits)[]): boolean {
  const extension = extensionOf(certificate, keyUsage)
  if (!extension) return true
  const { value } = extensionValue<KeyUsage>(extension, KeyUsage)
  return ways.some((way) => hasBit(value, bits[way]))
}

/** How many authorities may stand below this one on a path; undefined where it is no authority (RFC 5280, section 4.2.1.9). */
export function authoritiesBelow(certificate: ReadCertificate): number | undefined {
  const extension = extensionOf(certificate, basicConstraints)
  const constraints = extension && extensionValue<BasicConstraints>(extension, BasicConstraints)
  return constraints?.cA === true ? (constraints.pathLenConstraint ?? Infinity) : undefined
}
