import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { problem } from '../../base/problem.js'
import type { CheckKind } from '../../model/vocabulary.js'
import { filesBelow } from '../files.js'
import { manifestName } from '../manifest.js'
import { evidenceLimits, readZip } from '../zip.js'
import { checkBundle, under, type CheckedBundle, type Verifier } from './bundle.js'
import { checkPdf } from './pdf.js'
import { Findings, type Level, type VerifyReport, type Whose } from './report.js'
import type { Trust } from './trust.js'
import type { Witness } from './witness.js'
import { words } from './words.js'

export { isIntact, type Level, type Statement, type VerifyReport, type Whose } from './report.js'
export { nobody, readTrust, type Trust } from './trust.js'
export { words } from './words.js'

/** What is verified, by whom it may be signed, and what the operator witnessed. */
export interface VerifyRequest {
  /** A run's folder or one with documents, a package (zip), or a PDF. */
  readonly path: string
  readonly trust: Trust
  readonly checks: ReadonlyMap<string, CheckKind>
  readonly version: string
  readonly witness?: Witness
}

/** Larger files than a package of many runs are not read. */
const mostBytes = 512 * 1024 * 1024

/**
 * Verifies a folder, a package or a PDF, without a network and without any code but our own. What does not hold is said in the
 * report. @throws ProblemError where there is nothing to verify
 */
export async function verify({ path, trust, checks, version, witness }: VerifyRequest): Promise<VerifyReport> {
  const found = new Findings()
  const verifier: Verifier = { trust, checks, version, found, ...(witness ? { witness } : {}) }
  const { kind, files } = await open(path)
  const bundles = kind === 'pdf' ? [] : await checkAll(files, verifier)
  const pdfs: CheckedBundle[] = []
  for (const { folder, own, checked } of bundles)
    for (const [name, bytes] of own)
      if (/^[^/]+\.pdf$/i.test(name))
        pdfs.push(...(await checkPdf(bytes, `${folder}${name}`, verifier, { checked, files: own })))
  if (kind === 'pdf')
    for (const [name, bytes] of files) pdfs.push(...(await checkPdf(bytes, name, verifier, undefined)))
  const all = [...bundles.map(({ checked }) => checked), ...pdfs]
  const signers = distinct(all.flatMap(({ whose }) => whose ?? []))
  const runs = new Map(all.flatMap(({ manifest }) => manifest?.runs ?? []).map((run) => [run.run, run]))
  const unsigned = all.length === 0 || all.some(({ whose }) => !whose)
  if (unsigned && trust.pinned.length > 0) found.fails('key', basename(path), words.nobodyNamedSigned())
  return {
    path,
    kind,
    statements: found.all,
    signers,
    level: levelOf(
      found,
      signers,
      unsigned,
      all.some(({ witnessed }) => witnessed),
    ),
    runs: [...runs.values()],
  }
}

/** The bundle and those within it, each with its own files. */
async function checkAll(
  files: ReadonlyMap<string, Uint8Array>,
  verifier: Verifier,
): Promise<{ folder: string; own: ReadonlyMap<string, Uint8Array>; checked: CheckedBundle }[]> {
  const within = [...files.keys()].flatMap((path) => /^(.+\/)manifest\.json$/.exec(path)?.[1] ?? [])
  const bundles = []
  for (const folder of ['', ...within]) {
    const own = under(files, folder)
    bundles.push({ folder, own, checked: await checkBundle(own, verifier, folder) })
  }
  return bundles
}

async function open(path: string): Promise<{ kind: VerifyReport['kind']; files: ReadonlyMap<string, Uint8Array> }> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw nothing(path, 'there is nothing here')
  if (stat.isDirectory()) {
    const files = filesBelow(path)
    if (files.has(manifestName) || files.has('run.ndjson')) return { kind: 'folder', files }
    throw nothing(path, 'neither a manifest nor the record of a run lies in this folder')
  }
  if (!stat.isFile() || stat.size > mostBytes) throw nothing(path, 'this is no file that could be one of ours')
  const bytes = readFileSync(path)
  const start = bytes.subarray(0, 1024).toString('latin1')
  if (start.includes('%PDF-')) return { kind: 'pdf', files: new Map([[basename(path), bytes]]) }
  if (start.startsWith('PK')) return { kind: 'package', files: await readZip(bytes, evidenceLimits, path) }
  throw nothing(path, 'this is neither a PDF nor a zip')
}

function nothing(path: string, what: string): Error {
  return problem(
    'nothing-to-verify',
    what,
    'Give the folder of a run, a folder with a Protocol over several, a package (.zip), or a PDF of Synaq.',
    { file: path },
  )
}

const distinct = (signers: readonly Whose[]): Whose[] => [
  ...new Map(signers.map((whose) => [whose.id, whose])).values(),
]

function levelOf({ all }: Findings, signers: readonly Whose[], unsigned: boolean, witnessed: boolean): Level {
  if (unsigned || all.some(({ state }) => state === 'fails')) return 'none'
  if (signers.some(({ kind }) => kind === 'unknown')) return 'self-attested'
  return witnessed ? 'witnessed' : 'identified'
}
