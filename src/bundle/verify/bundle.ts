import type { Manifest } from '../../model/manifest.js'
import type { RunRecord } from '../../model/run.js'
import type { CheckKind } from '../../model/vocabulary.js'
import { judgeFolder } from '../../judge/record.js'
import { faultsOf, manifestName, readManifest } from '../manifest.js'
import type { RunFolder } from '../../evidence/run-folder.js'
import { withRecord } from './record.js'
import type { Findings, Whose } from './report.js'
import { checkSignature } from './signature.js'
import type { Trust } from './trust.js'
import { checkWitness, type Witness } from './witness.js'
import { words } from './words.js'

/** What verifying needs beside the files. */
export interface Verifier {
  readonly trust: Trust
  readonly checks: ReadonlyMap<string, CheckKind>
  /** Of the program that verifies. */
  readonly version: string
  readonly found: Findings
  readonly witness?: Witness
}

/** A bundle that was looked at: what its manifest says, who signed it, the runs whose record may be relied on. */
export interface CheckedBundle {
  readonly manifest: Manifest | undefined
  readonly whose: Whose | undefined
  readonly records: readonly RunRecord[]
  /** The platform's journal confirms the record; false where nobody named a journal. */
  readonly witnessed: boolean
}

/**
 * Looks at files with a manifest among them: its signature, every file, the records of runs, and whether judging them again
 * gives what the manifest says. `folder` stands before paths in what is told.
 */
export async function checkBundle(
  files: ReadonlyMap<string, Uint8Array>,
  verifier: Verifier,
  folder: string,
): Promise<CheckedBundle> {
  const { found, trust } = verifier
  const bytes = files.get(manifestName)
  const manifest = bytes && readManifest(bytes)
  let whose: Whose | undefined
  if (!bytes) found.note('manifest', `${folder}${manifestName}`, words.noManifest())
  else if (!manifest) found.fails('manifest', `${folder}${manifestName}`, words.manifestUnreadable())
  else {
    whose = await checkSignature(bytes, files, trust, found, folder)
    const faults = faultsOf(manifest.files, files)
    for (const { path, fault } of faults) found.fails('file', `${folder}${path}`, words.fault(fault))
    if (faults.length === 0) found.holds('file', `${folder}${manifestName}`, words.filesHold(manifest.files.length))
  }
  const runs = recordFolders(files).flatMap((below) => {
    const own = under(files, below)
    const read = (run: RunFolder) => ({ evidence: run, files: own, record: judgeFolder(run, verifier.checks) })
    return withRecord(own, found, `${folder}${below}`, read) ?? []
  })
  for (const { record } of runs) compareOutcome(record, manifest, verifier, folder)
  const witnessed =
    verifier.witness !== undefined &&
    runs.length > 0 &&
    checkWitness(runs, verifier.witness, found, `${folder}${manifestName}`)
  return { manifest, whose, records: runs.map(({ record }) => record), witnessed }
}

/** Folders that hold the record of a run: the bundle's own, or one for each run. */
function recordFolders(files: ReadonlyMap<string, Uint8Array>): string[] {
  if (files.has('run.ndjson')) return ['']
  return [...files.keys()].flatMap((path) => /^(runs\/[^/]+\/)run\.ndjson$/.exec(path)?.[1] ?? [])
}

/** The files below a folder, by their path in it. */
export function under(files: ReadonlyMap<string, Uint8Array>, folder: string): Map<string, Uint8Array> {
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(folder))
      .map(([path, bytes]): [string, Uint8Array] => [path.slice(folder.length), bytes]),
  )
}

function compareOutcome(
  record: RunRecord,
  manifest: Manifest | undefined,
  { found, version }: Verifier,
  folder: string,
): void {
  const where = `${folder}${manifestName}`
  const said = manifest?.runs.find(({ run }) => run === record.run)
  if (!manifest) return
  if (!said) {
    found.fails('verdict', where, words.runNotNamed(record.run))
    return
  }
  // By the scenario files of then; whoever has them can repeat it with `synaq judge --scenarios`.
  if (said.again) {
    found.note('verdict', where, words.judgedByOthers(said.again.scenarios, said.outcome))
    return
  }
  if (said.outcome === record.outcome) {
    found.holds('verdict', where, words.judgedAgain(record.outcome))
    return
  }
  // A later version may see more; it fails all the same, since nothing here confirms what was said.
  if (manifest.tool.version !== version)
    found.note('verdict', where, words.anotherVersion(manifest.tool.version, version))
  found.fails('verdict', where, words.judgedOtherwise(said.outcome, record.outcome))
}
