import { problem } from '../../base/problem.js'
import { readCertificates } from '../../crypto/chain.js'
import type { CertificateRecord } from '../../model/registry.js'

/** What a certificate says of itself. */
export type ReadCertificate = Omit<CertificateRecord, 'participant' | 'application'>

/** Reads the one certificate of a PEM text. @throws ProblemError for none, several, or a text with a key in it */
export function readCertificate(pem: string): ReadCertificate {
  // What is refused here is not repeated anywhere.
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem))
    throw problem(
      'certificate-key',
      'there is a private key in it',
      'Take the key out and keep it where it belongs: the registry is for certificates. Who has sent it should change it.',
    )
  const [certificate, ...others] = readAll(pem)
  if (!certificate)
    throw problem('certificate-none', 'there is no certificate in it', 'Give PEM: -----BEGIN CERTIFICATE----- …')
  if (others.length > 0)
    throw problem(
      'certificate-several',
      `there are ${others.length + 1} certificates in it`,
      'Enter each by itself; leave those of authorities out.',
    )
  const { subject, issuer, serialNumber, raw } = certificate
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    serial: serialNumber.toLowerCase(),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    pem: pemOf(raw),
  }
}

function readAll(pem: string) {
  try {
    return readCertificates(pem)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw problem('certificate-unreadable', 'the certificate cannot be read', 'Copy it again, whole, as PEM.')
  }
}

const oneLine = (name: string): string => name.split('\n').join(', ')

/** The same certificate always as the same text. */
function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
