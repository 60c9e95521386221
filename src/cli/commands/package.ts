import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { kazakhstanTime, systemClock } from '../../base/clock.js'
import { isObject, parseJson } from '../../base/json.js'
import { problem } from '../../base/problem.js'
import { writeWhole } from '../../base/write-whole.js'
import { filesBelow } from '../../bundle/files.js'
import { packageFiles, type PackageParts } from '../../bundle/package.js'
import { sealPackage } from '../../bundle/seal.js'
import { refuseLeaked } from '../../evidence/leaks-file.js'
import { readRunFolder } from '../../evidence/run-folder.js'
import { judgeFolder } from '../../judge/record.js'
import type { RunRecord } from '../../model/run.js'
import { gatherRuns, noActBecause, protocolName, type ProtocolBasis } from '../../report/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { openSealing, signedLines } from '../sealing.js'
import { submissionOf } from '../submission.js'
import { keptWaivers, openWaivers, withWaivers } from '../waivers.js'
import type { Output, Wiring } from '../wiring.js'
import { protocol } from './protocol.js'

export interface PackageOptions {
  /** Documents over several runs, as `synaq report … --protocol` left them; made anew where absent. */
  readonly protocol?: string
  /** Data for documents that are made anew. */
  readonly data?: string
  /** The operator's keys, where an Act rests on waivers. */
  readonly operator: readonly string[]
  /** Settings of a signer other than the own key. */
  readonly signer?: string
  /** The zip; named after the runs where absent. */
  readonly out?: string
}

/** `synaq package RUN…` — one zip for the operator: documents, evidence, texts for its Service Desk, all signed. */
export async function packageRuns(
  folders: readonly [string, ...string[]],
  options: PackageOptions,
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const [first, ...rest] = folders.map((folder) =>
    judgeFolder(readRunFolder(resolve(folder)), wiring.vocabulary.checks),
  )
  if (!first) throw new Error('a package needs a run')
  const records = [first, ...rest]
  folders.forEach((folder) => refuseLeaked(resolve(folder)))
  records.forEach(refuseOpen)
  const basis = gatherRuns([first, ...rest])
  const joint = rest.length > 0 ? await jointFolder(basis, folders, options, wiring, out) : undefined
  await refuseWithoutAct(basis, joint ?? first.folder, options, wiring)

  const submission = submissionOf(records, wiring)
  const sealing = await openSealing(options.signer, wiring)
  const madeAt = systemClock.now()
  const file = resolve(options.out ?? join(dirname(first.folder), packageName(basis)))
  const parts: PackageParts = {
    runs: records.map((record) => ({ record, files: filesBelow(record.folder) })),
    ...(joint === undefined ? {} : { protocol: filesBelow(joint) }),
    ...(submission === undefined ? {} : { submission }),
    name: basename(file),
    madeAt,
    signer: sealing.signer.name,
  }
  const entries = packageFiles(parts)
  const occasion = { at: madeAt, version: wiring.version, runs: records }
  writeWhole(file, await sealPackage(entries, occasion, sealing.signer))
  out.line(file)
  if (submission)
    for (const { path } of entries.filter((entry) => entry.path.startsWith('service-desk/'))) out.line(`  ${path}`)
  signedLines(sealing, out.language).forEach((line) => out.line(line))
  out.result({ file, runs: records.map(({ run }) => run), files: entries.map(({ path }) => path) })
  return exitCodes.conforms
}

/** Nothing goes to the operator while something planned has no verdict. */
function refuseOpen({ outcome, how, folder }: RunRecord): void {
  if (how === 'complete' && outcome !== 'open') return
  throw problem(
    'package-open',
    how === 'complete'
      ? 'this run is open: something that it had to test has no verdict'
      : 'this run was interrupted and is not finished',
    'Run the tests to their end, with everything that they need, and make the package of that run.',
    { file: folder },
  )
}

/** The folder with Protocol and Act over all the runs: the one that was named, or one made now. */
async function jointFolder(
  basis: ProtocolBasis,
  folders: readonly [string, ...string[]],
  { protocol: named, data, operator, signer }: PackageOptions,
  wiring: Wiring,
  out: Output,
): Promise<string> {
  if (named !== undefined) {
    const folder = resolve(named)
    const runs = runsIn(folder)
    const wanted = basis.runs.map(({ record }) => record.run)
    if (runs === undefined || [...runs].sort().join() !== [...wanted].sort().join())
      throw problem(
        'package-protocol',
        runs === undefined
          ? 'there is no Protocol over several runs in this folder'
          : `this Protocol speaks of other runs: ${runs.join(', ')}`,
        'Make one over just these runs: synaq report RUN RUN --protocol; or leave --protocol out, and it is made.',
        { file: folder },
      )
    return folder
  }
  const latest = basis.runs.at(-1)?.record.folder ?? '.'
  const folder = join(dirname(latest), protocolName(basis))
  const quiet: Output = { ...out, result: () => undefined }
  const waivers = keptWaivers(folder)
  await protocol(
    folders,
    {
      languages: [],
      out: folder,
      ...(signer === undefined ? {} : { signer }),
      ...(data === undefined ? {} : { data }),
      ...(waivers === undefined ? {} : { waivers: { waivers, operator } }),
    },
    wiring,
    quiet,
  )
  return folder
}

/** The runs that a Protocol over several speaks of; undefined where there is none. */
function runsIn(folder: string): string[] | undefined {
  const file = join(folder, 'summary.json')
  const summary = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined
  if (!isObject(summary) || summary.format !== 'synaq-protocol/1' || !Array.isArray(summary.runs)) return undefined
  return (summary.runs as readonly unknown[]).flatMap((one) =>
    isObject(one) && typeof one.run === 'string' ? [one.run] : [],
  )
}

/** An Act must lie with the documents and be rightly there, by the waivers beside it where it rests on such. */
async function refuseWithoutAct(
  basis: ProtocolBasis,
  documents: string,
  { operator }: PackageOptions,
  wiring: Wiring,
): Promise<void> {
  const file = keptWaivers(documents)
  const records = basis.runs.map(({ record }) => record)
  const waivers = file === undefined ? undefined : await openWaivers({ waivers: file, operator }, wiring, records)
  const [one, ...others] = records.map((record) => withWaivers(record, waivers))
  const reasons = one && noActBecause(gatherRuns([one, ...others]))
  if (reasons)
    throw problem(
      'package-no-act',
      reasons.en,
      waivers && operator.length === 0
        ? "The documents lie beside waivers: name the operator's key with --operator, or mend what is named."
        : 'The go-live request needs the Act. Mend what is named and run again.',
      { file: documents },
    )
  if (existsSync(join(documents, 'act.pdf')) && existsSync(join(documents, 'protocol.pdf'))) return
  throw problem(
    'package-no-documents',
    'there are no Protocol and Act in this folder',
    'Make them, with number, date and officials: synaq report RUN --data FILE.',
    { file: documents },
  )
}

/** The file's name: by participant and day of the latest run, e.g. `package-MYBK01-20261122.zip`. */
function packageName({ runs }: ProtocolBasis): string {
  const latest = runs.map(({ record }) => record).at(-1)
  const id = (latest?.plan.target.participant.id ?? '').replace(/[^A-Za-z0-9_-]/g, '')
  return `package-${id}-${kazakhstanTime(latest?.startedAt ?? systemClock.now()).date.replaceAll('-', '')}.zip`
}
