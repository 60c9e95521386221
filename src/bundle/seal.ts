import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../base/clock.js'
import type { Json } from '../base/json.js'
import { problem } from '../base/problem.js'
import { writeWhole } from '../base/write-whole.js'
import type { Manifest, ManifestRun } from '../model/manifest.js'
import type { RunRecord } from '../model/run.js'
import { filesBelow, recordOf } from './files.js'
import { listed, signatureNames, unlisted } from './manifest.js'
import { signManifest } from './sign-manifest.js'
import type { Signer } from './signer.js'
import { evidenceLimits, writeZip, type ZipEntry } from './zip.js'

/** The name under which evidence is attached to a PDF. */
export const evidenceName = 'evidence.zip'

/** What a manifest says beside its files. */
export interface Occasion {
  readonly at: Instant
  readonly version: string
  readonly runs: readonly RunRecord[]
  /** What people added to the documents. */
  readonly data?: Json
  readonly templates?: Readonly<Record<string, string>>
}

/** The inner bundle: records of the runs, what the documents were made of, signed. It is attached to each PDF. */
export async function packEvidence(occasion: Occasion, signer: Signer): Promise<Uint8Array> {
  const entries = occasion.runs.flatMap(({ run, folder }) =>
    recordOf(filesBelow(folder)).map(({ path, bytes }) => ({ path: `runs/${run}/${path}`, bytes })),
  )
  const manifest = manifestOf('evidence', occasion, signer, entries.map(listed))
  return writeZip([...(await signManifest(manifest, signer)), ...entries])
}

/** The outer manifest: covers all that lies in a folder, PDFs too. Writes it with its signature; an earlier one is replaced. */
export async function sealFolder(folder: string, occasion: Occasion, signer: Signer): Promise<void> {
  const files = [...filesBelow(folder)].filter(([path]) => !unlisted.has(path))
  const manifest = manifestOf(
    'folder',
    occasion,
    signer,
    files.map(([path, bytes]) => listed({ path, bytes })),
  )
  const entries = await signManifest(manifest, signer)
  for (const name of Object.values(signatureNames)) rmSync(join(folder, name), { force: true })
  for (const { path, bytes } of entries) writeWhole(join(folder, path), bytes)
}

/** The zip for the operator: these files under a manifest of their own. @throws ProblemError where there is more than anybody would read */
export async function sealPackage(
  entries: readonly ZipEntry[],
  occasion: Occasion,
  signer: Signer,
): Promise<Uint8Array> {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length, 0)
  if (entries.length >= evidenceLimits.files || bytes >= evidenceLimits.bytes)
    throw problem(
      'package-too-large',
      `this is more than a package may hold: ${entries.length} files, ${Math.ceil(bytes / 1024 / 1024)} MB`,
      'Make a package of fewer runs.',
    )
  const manifest = manifestOf('package', occasion, signer, entries.map(listed))
  return writeZip([...(await signManifest(manifest, signer)), ...entries])
}

function manifestOf(
  kind: Manifest['kind'],
  { at, version, runs, data, templates }: Occasion,
  { pdfCertificate }: Signer,
  files: Manifest['files'],
): Manifest {
  return {
    synaq: 'manifest/1',
    kind,
    madeAt: at,
    tool: { name: 'synaq', version },
    runs: runs.map(manifestRun),
    pdfCertificate,
    ...(data === undefined ? {} : { data }),
    ...(templates === undefined ? {} : { templates }),
    files,
  }
}

/** A run as manifests tell of it. */
export function manifestRun({ run, plan, startedAt, endedAt, how, outcome, again }: RunRecord): ManifestRun {
  const { id, name } = plan.target.participant
  return {
    run,
    system: plan.system,
    role: plan.role,
    participant: { id, name },
    startedAt,
    endedAt,
    how,
    outcome,
    ...(again ? { again: { scenarios: again.scenarios } } : {}),
  }
}
