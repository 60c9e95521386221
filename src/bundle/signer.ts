import type { Instant } from '../base/clock.js'

/** A detached signature over the bytes of a manifest: by a key of one's own (JWS), or by a certificate (CMS, DER). */
export type ManifestSignature =
  { readonly kind: 'jws'; readonly jws: string } | { readonly kind: 'cms'; readonly cms: Uint8Array }

/** Who signs manifests and PDFs. */
export interface Signer {
  /** For people: `key <thumbprint>`, or the subject of a certificate. */
  readonly name: string
  /** SHA-256 (hexadecimal) of the certificate that signs PDFs; null where it is known only after signing. */
  readonly pdfCertificate: string | null
  /** Signs the bytes of a manifest. @throws ProblemError where a signer from outside does not */
  signManifest(content: Uint8Array): Promise<ManifestSignature>
  /** Signs the ranges of a PDF (PAdES B-B, ETSI EN 319 142-1): detached CMS as DER. @throws ProblemError likewise */
  signPdf(content: Uint8Array, at: Instant): Promise<Uint8Array>
  /** A time authority's token (RFC 3161, DER) over bytes; absent where none was asked for. */
  readonly timeStamp?: (bytes: Uint8Array) => Promise<Uint8Array>
}
