import { createInterface } from 'node:readline/promises'
import {
  closingLines,
  leftBehindLines,
  loadDocumentData,
  progressLines,
  summaryOf,
  writeDocuments,
  writeFormats,
  type DocumentData,
  type Format,
  type WrittenDocuments,
} from '../../report/index.js'
import type { Language } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import { diagnosisLines } from '../diagnosis-lines.js'
import { failedIn, type Choice } from '../choice.js'
import { exitCodeOf, type ExitCode } from '../exit-codes.js'
import type { LeakGuard } from '../leak-guard.js'
import { onInterrupt } from '../interruption.js'
import { columns, paint } from '../output.js'
import { runTarget } from '../run-target.js'
import { openSealing, signedLines, type Sealing } from '../sealing.js'
import { keepWaivers, openWaivers, withWaivers, type OpenedWaivers, type WaiverOptions } from '../waivers.js'
import type { Output, Wiring } from '../wiring.js'

export interface RunOptions {
  readonly targetFile: string
  readonly choice: Choice
  /** Only what did not pass in the run of this folder. */
  readonly failed?: string
  /** The folder of a run that was cut off, to go on with it. */
  readonly resume?: string
  readonly pauseOnFailure: boolean
  readonly reports: string
  /** Data for the documents: number, officials, conclusion. */
  readonly data?: string
  readonly languages: readonly Language[]
  /** False leaves the documents out: a quick look while mending. */
  readonly documents: boolean
  /** Formats for other tools, beside the HTML report that is always written. */
  readonly formats: readonly Format[]
  /** Settings of who signs; the own key where absent. */
  readonly signer?: string | undefined
  /** File of an operator's mandate, under which the run is made. */
  readonly witness?: string
  readonly waivers?: WaiverOptions
}

/** `synaq run TARGET` — runs the scenarios, judges them, writes Protocol and Act. */
export async function run(options: RunOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  return exitCodeOf((await runOnce(options, wiring, out)).outcome)
}

/** The same for a command that goes on with the run. */
export async function runOnce(options: RunOptions, wiring: Wiring, out: Output): Promise<RunRecord> {
  const data = options.data === undefined ? undefined : loadDocumentData(options.data)
  const sealing = await openSealing(options.signer, wiring)
  const waivers = await openWaivers(options.waivers, wiring)
  const again = options.failed === undefined ? [] : failedIn(options.failed, wiring.vocabulary.checks)
  const interruption = onInterrupt(() =>
    out.line('Ending: what was changed is put back. Press Ctrl-C again to leave at once.'),
  )
  try {
    const lines = progressLines(out.language, paint)
    const { record, guard } = await runTarget(
      {
        targetFile: options.targetFile,
        choice: { ...options.choice, only: [...options.choice.only, ...again] },
        ...(options.pauseOnFailure ? { pauseOnFailure: () => askToGoOn(out, interruption.signal) } : {}),
        reports: options.reports,
        ...(options.witness === undefined ? {} : { witness: options.witness }),
        ...(options.resume === undefined ? {} : { resume: options.resume }),
        tellLeft: (left) => leftBehindLines(left, out.language).forEach((line) => out.line(paint.yellow(line))),
        signal: interruption.signal,
        language: out.language,
        warn: (diagnosis) => diagnosisLines(diagnosis, out.language).forEach((line) => out.line(line)),
        watch: (event) => lines(event).forEach((line) => out.line(line)),
      },
      wiring,
    )
    await conclude(record, options, { data, waivers, sealing }, out, guard)
    return record
  } finally {
    interruption.dispose()
  }
}

/** What documents are made with, opened before anything is run. */
interface Concluding {
  readonly data?: DocumentData | undefined
  readonly waivers?: OpenedWaivers | undefined
  readonly sealing: Sealing
}

/** Documents, reports and the closing words of a judged run. @throws ProblemError where a secret would stand in one of them */
export async function conclude(
  judged: RunRecord,
  options: Pick<RunOptions, 'languages' | 'documents' | 'formats'> & {
    /** Where documents and reports go; the run's own folder where absent. */
    readonly folder?: string
  },
  { data, waivers, sealing }: Concluding,
  out: Output,
  guard?: LeakGuard,
): Promise<ExitCode> {
  const record = withWaivers(judged, waivers)
  const folder = options.folder ?? record.folder
  if (options.documents || waivers) keepWaivers(folder, waivers)
  const documents = options.documents
    ? await writeDocuments(record, {
        folder,
        languages: options.languages,
        ...(data === undefined ? {} : { data }),
        finish: await sealing.finish([record], data),
        signer: sealing.signer.name,
        ...(guard ? { look: guard.lookAtDocument } : {}),
      })
    : undefined
  const reports = writeFormats(record, ['html', ...options.formats], folder, out.language)
  guard?.lookAtMade([...reports, ...(documents ? [documents.summary] : [])], documents ? printed(documents) : [])
  const style = { language: out.language, paint, ...(columns === undefined ? {} : { width: columns }) }
  await sealing.seal(folder, [record])
  closingLines(record, { ...documents, reports }, style).forEach((line) => out.line(line))
  signedLines(sealing, out.language).forEach((line) => out.line(line))
  out.result(summaryOf(record, documents))
  return exitCodeOf(record.outcome)
}

const printed = ({ protocol, act, translations }: WrittenDocuments): string[] =>
  [protocol, act ?? [], translations].flat()

/** Lets a person look at what failed, e.g. at the bank's journal, while nothing has been put away yet. */
async function askToGoOn(out: Output, signal: AbortSignal): Promise<'go-on' | 'stop'> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    out.line('')
    const answer = await terminal.question('This script did not pass. Enter goes on, q ends the run: ', { signal })
    return answer.trim().toLowerCase().startsWith('q') ? 'stop' : 'go-on'
  } catch {
    // Ctrl-C, or nobody at the terminal any more.
    return 'stop'
  } finally {
    terminal.close()
  }
}
