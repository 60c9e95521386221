import type { Text } from '../../base/text.js'
import type { ManifestRun } from '../../model/manifest.js'

/** One thing that was looked at: it holds, it does not, or it is worth knowing. */
export interface Statement {
  readonly state: 'holds' | 'fails' | 'note'
  /** Stable, for programs: what was looked at. */
  readonly about: Subject
  /** The file, as it is called within what was given. */
  readonly where: string
  readonly text: Text
}

export type Subject =
  'manifest' | 'signature' | 'key' | 'time' | 'file' | 'record' | 'verdict' | 'document' | 'addition' | 'witness'

/** Whose key signed, as far as the verifier can tell. */
export type Whose =
  /** The key of whoever verifies. */
  | { readonly kind: 'own'; readonly id: string }
  /** Named by the verifier for this one. */
  | { readonly kind: 'pinned'; readonly id: string }
  /** In the verifier's list of trust, under this name. */
  | { readonly kind: 'trusted'; readonly id: string; readonly name: string }
  /** Anybody may have made it; a certificate says a name, for which nobody known vouches. */
  | { readonly kind: 'unknown'; readonly id: string; readonly name?: string }

/** What a document or a folder can be relied on for (design 7). */
export type Level = 'none' | 'self-attested' | 'identified' | 'witnessed'

/** What verifying found. */
export interface VerifyReport {
  readonly path: string
  readonly kind: 'folder' | 'package' | 'pdf'
  readonly statements: readonly Statement[]
  readonly signers: readonly Whose[]
  readonly level: Level
  readonly runs: readonly ManifestRun[]
}

/** True where nothing that was looked at fails. */
export const isIntact = ({ statements }: Pick<VerifyReport, 'statements'>): boolean =>
  statements.every(({ state }) => state !== 'fails')

/** Collects statements. Each method answers undefined, so that whoever finds nothing further can return it. */
export class Findings {
  readonly all: Statement[] = []

  holds(about: Subject, where: string, text: Text): undefined {
    this.all.push({ state: 'holds', about, where, text })
  }

  fails(about: Subject, where: string, text: Text): undefined {
    this.all.push({ state: 'fails', about, where, text })
  }

  note(about: Subject, where: string, text: Text): undefined {
    this.all.push({ state: 'note', about, where, text })
  }
}
