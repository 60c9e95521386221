import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import type { RunOutcome } from './verdict.js'
import type { Role, SystemId } from './system.js'

/**
 * What a manifest speaks for: `evidence` lies inside a PDF, `folder` covers a folder with its PDFs, `package` is what the
 * operator gets.
 */
export type ManifestKind = 'evidence' | 'folder' | 'package'

/** A file that a manifest covers; `path` is relative to it, with `/`. */
export interface ManifestFile {
  readonly path: string
  readonly size: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** A run as a manifest tells of it, for people and for comparing with its record. */
export interface ManifestRun {
  readonly run: string
  readonly system: SystemId
  readonly role: Role
  readonly participant: { readonly id: string; readonly name: string }
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly how: 'complete' | 'interrupted'
  readonly outcome: RunOutcome
  /** Where it was judged again by other scenario files: their digest. */
  readonly again?: { readonly scenarios: string } | undefined
}

/** A signed list of files: nothing may lie beside them that it does not name. */
export interface Manifest {
  readonly synaq: 'manifest/1'
  readonly kind: ManifestKind
  readonly madeAt: Instant
  readonly tool: { readonly name: 'synaq'; readonly version: string }
  readonly runs: readonly ManifestRun[]
  /** SHA-256 of the certificate (DER) that signs the PDFs: so the manifest's key answers for them. */
  readonly pdfCertificate: string | null
  /** What people added to the documents; only where documents were made. */
  readonly data?: Json
  /** SHA-256 of each template that a document was made of. */
  readonly templates?: Readonly<Record<string, string>>
  /** By path. */
  readonly files: readonly ManifestFile[]
}
