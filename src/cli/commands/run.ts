import pc from 'picocolors'
import {
  closingLines,
  loadDocumentData,
  progressLines,
  summaryOf,
  writeDocuments,
  type DocumentData,
} from '../../report/index.js'
import type { Language } from '../../base/text.js'
import type { RunRecord } from '../../model/run.js'
import { exitCodeOf, type ExitCode } from '../exit-codes.js'
import { runTarget } from '../run-target.js'
import type { Output, Wiring } from '../wiring.js'

export interface RunOptions {
  readonly targetFile: string
  readonly only: readonly string[]
  readonly reports: string
  /** Data for the documents: number, officials, conclusion. */
  readonly data?: string
  readonly languages: readonly Language[]
  /** False leaves the documents out: a quick look while mending. */
  readonly documents: boolean
}

/** `synaq run TARGET` — runs the scenarios, judges them, writes Protocol and Act. */
export async function run(options: RunOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const data = options.data === undefined ? undefined : loadDocumentData(options.data)
  const interruption = onInterrupt(() =>
    out.line('Ending: what was changed is put back. Press Ctrl-C again to leave at once.'),
  )
  try {
    const lines = progressLines(out.language, pc)
    const record = await runTarget(
      {
        targetFile: options.targetFile,
        only: options.only,
        reports: options.reports,
        signal: interruption.signal,
        watch: (event) => lines(event).forEach((line) => out.line(line)),
      },
      wiring,
    )
    return await conclude(record, options, data, out)
  } finally {
    interruption.dispose()
  }
}

/** Documents and the closing words of a judged run. */
export async function conclude(
  record: RunRecord,
  options: Pick<RunOptions, 'languages' | 'documents'>,
  data: DocumentData | undefined,
  out: Output,
): Promise<ExitCode> {
  const documents = options.documents
    ? await writeDocuments(record, {
        folder: record.folder,
        languages: options.languages,
        ...(data === undefined ? {} : { data }),
      })
    : undefined
  closingLines(record, documents, out.language, pc).forEach((line) => out.line(line))
  out.result(summaryOf(record, documents))
  return exitCodeOf(record.outcome)
}

/** The first Ctrl-C ends the run in good order, the second one at once. */
function onInterrupt(tell: () => void): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController()
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(130)
    tell()
    controller.abort()
  }
  process.on('SIGINT', handler)
  process.on('SIGTERM', handler)
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', handler)
      process.off('SIGTERM', handler)
    },
  }
}
