import type { X509Certificate } from 'node:crypto'
import type { Instant } from '../../base/clock.js'
import { digestOfWay } from './algorithms.js'
import {
  issuerOf,
  publicKeyOf,
  readCertificate,
  subjectNameOf,
  subjectOf,
  type ReadCertificate,
} from './certificate.js'
import { chainTrouble, type ChainAnswer, type ChainTrouble } from './chain-trouble.js'
import { revocationOf } from './revocation.js'
import { isSignedBy } from './signature.js'
import { authoritiesBelow, mayBeUsedFor } from './usage.js'

/** Longer than any path of a certification centre. */
const longestPath = 8
/** Authorities that sign each other crosswise multiply the ways. */
const mostPaths = 64
const mostLookedAt = 2000

/** Extensions whose critical condition is looked at here, or does not narrow down who signs. */
const understood = new Set(['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.32', '2.5.29.37'])

/**
 * Whether a way of certificates leads from a signer's to one of `anchors` (RFC 5280, section 6, without policies and name
 * constraints: a certificate that has such a critical condition is refused). Every link is verified: signature, dates at `at`,
 * the right to issue, length; `lists` are revocation lists (DER), and nothing is fetched.
 *
 * `at` should be the time of a trusted time stamp, or now: a signing time is only what the signer claims.
 */
export function chainTo(
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  at: Instant,
  lists: readonly Uint8Array[] = [],
): ChainAnswer {
  try {
    const [leaf, trusted] = [readCertificate(certificate.raw), anchors.flatMap(readable)]
    const search: Search = { candidates: others.flatMap(readable), anchors: trusted, looked: 0 }
    let first: ChainTrouble | undefined
    let count = 0
    for (const path of paths([leaf], search)) {
      const trouble = troubleOf(path, at, lists)
      if (!trouble) return 'trusted'
      first ??= trouble
      if (++count >= mostPaths) break
    }
    return first ?? chainTrouble('no-path', subjectOf(certificate))
  } catch {
    return chainTrouble('unknown-condition', subjectOf(certificate))
  }
}

type Path = readonly [ReadCertificate, ...ReadCertificate[]]
interface Search {
  readonly candidates: readonly ReadCertificate[]
  readonly anchors: readonly ReadCertificate[]
  /** Pairs compared so far. */
  looked: number
}

/** One that cannot be read is on no path. */
function readable({ raw }: X509Certificate): ReadCertificate[] {
  try {
    return [readCertificate(raw)]
  } catch {
    return []
  }
}

/** Paths from the first certificate to an anchor, each signed by the next. */
function* paths(path: Path, search: Search): Generator<Path> {
  const last = path.at(-1) ?? path[0]
  if (search.anchors.some((anchor) => isSame(anchor, last))) {
    yield path
    return
  }
  if (path.length >= longestPath) return
  for (const issuer of [...search.anchors, ...search.candidates]) {
    if (++search.looked > mostLookedAt) return
    if (!path.some((link) => isSame(link, issuer)) && isIssuedBy(last, issuer)) yield* paths([...path, issuer], search)
  }
}

const isSame = (a: ReadCertificate, b: ReadCertificate): boolean => a.x509.raw.equals(b.x509.raw)

/** Names fit and the signature holds. */
function isIssuedBy(certificate: ReadCertificate, issuer: ReadCertificate): boolean {
  if (!issuerOf(certificate).equals(subjectNameOf(issuer))) return false
  const { tbsCertificateRaw, signatureAlgorithm: way, signatureValue: value, tbsCertificate } = certificate.written
  // RFC 5280, 4.1.1.2: the algorithm stands outside and inside of what is signed.
  if (!tbsCertificateRaw || tbsCertificate.signature.algorithm !== way.algorithm) return false
  try {
    return isSignedBy(publicKeyOf(issuer), new Uint8Array(tbsCertificateRaw), { way, digest: digestOfWay(way), value })
  } catch {
    return false
  }
}

function troubleOf(path: Path, at: Instant, lists: readonly Uint8Array[]): ChainTrouble | undefined {
  for (const [index, link] of path.entries()) {
    const issuer = path[index + 1]
    const trouble = linkTrouble(link, index, at) ?? (issuer && revocationOf(link, issuer, lists, at))
    if (trouble && trouble !== 'silent' && trouble !== 'good') return chainTrouble(trouble, subjectOf(link.x509))
  }
  return undefined
}

/** What is wrong with a certificate that has `below` others under it on the path, the signer's included. */
function linkTrouble(link: ReadCertificate, below: number, at: Instant): ChainTrouble['code'] | undefined {
  const { x509, written } = link
  const now = Date.parse(at)
  if (now < Date.parse(x509.validFrom)) return 'not-yet-valid'
  if (now > Date.parse(x509.validTo)) return 'expired'
  if (written.tbsCertificate.extensions?.some(({ critical, extnID }) => critical && !understood.has(extnID)))
    return 'unknown-condition'
  if (below === 0) return mayBeUsedFor(link, 'digitalSignature', 'nonRepudiation') ? undefined : 'wrong-use'
  const allowed = authoritiesBelow(link)
  if (allowed === undefined || !mayBeUsedFor(link, 'keyCertSign')) return 'not-an-authority'
  return below - 1 > allowed ? 'path-too-long' : undefined
}
