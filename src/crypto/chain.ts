import { X509Certificate } from 'node:crypto'

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g

/** All certificates of a PEM text, in order; other blocks are passed over. @throws RangeError where one cannot be read. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = [...pem.matchAll(pemBlock)].filter(([, label]) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label ?? ''))
  return blocks.map(([block]) => {
    try {
      return new X509Certificate(block)
    } catch (error) {
      throw new RangeError('A certificate cannot be read.', { cause: error })
    }
  })
}

/**
 * Walks from a certificate by its issuers, taken from `others`, to one of the authorities.
 * Answers the certificate whose issuer is nowhere, or undefined where the way is whole. Dates are not looked at.
 */
export function brokenLink(
  own: X509Certificate,
  others: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): X509Certificate | undefined {
  let link = own
  for (let step = 0; step <= others.length; step++) {
    const at = link
    if (authorities.some((authority) => authority.raw.equals(at.raw) || issued(authority, at))) return undefined
    const next = others.find((candidate) => candidate !== at && issued(candidate, at))
    if (!next) return link
    link = next
  }
  return link
}

/** Names and keys fit and the signature holds. */
function issued(issuer: X509Certificate, subject: X509Certificate): boolean {
  return subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
}

/** The common name of a subject or issuer, or the whole of it where there is none. */
export function commonName(distinguishedName: string): string {
  const common = distinguishedName.split('\n').find((line) => line.startsWith('CN='))
  return common?.slice(3) ?? distinguishedName.split('\n').join(', ')
}
