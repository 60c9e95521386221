import { dirname, join, resolve } from 'node:path'
import type { Language } from '../../base/text.js'
import { readRunFolder } from '../../evidence/run-folder.js'
import { judgeFolder } from '../../judge/record.js'
import {
  gatherRuns,
  loadDocumentData,
  protocolLines,
  protocolName,
  protocolOutcome,
  protocolSummary,
  writeProtocol,
} from '../../report/index.js'
import { makeDocumentFolder } from '../document-folder.js'
import { exitCodeOf, type ExitCode } from '../exit-codes.js'
import { columns, paint } from '../output.js'
import { openSealing, signedLines } from '../sealing.js'
import { keepWaivers, openWaivers, withWaivers, type WaiverOptions } from '../waivers.js'
import type { Output, Wiring } from '../wiring.js'

export interface ProtocolOptions {
  readonly data?: string
  readonly languages: readonly Language[]
  /** Settings of who signs; the own key where absent. */
  readonly signer?: string | undefined
  /** Where the documents go; a folder beside the latest run's where absent. */
  readonly out?: string
  readonly waivers?: WaiverOptions
}

/** `synaq report RUN RUN … --protocol` — one Protocol, and one Act, over several runs; nothing is run. */
export async function protocol(
  folders: readonly [string, ...string[]],
  options: ProtocolOptions,
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const data = options.data === undefined ? undefined : loadDocumentData(options.data)
  const [first, ...rest] = folders.map((folder) =>
    judgeFolder(readRunFolder(resolve(folder)), wiring.vocabulary.checks),
  )
  if (!first) throw new Error('a Protocol needs a run')
  const waivers = await openWaivers(options.waivers, wiring, [first, ...rest])
  const basis = gatherRuns([withWaivers(first, waivers), ...rest.map((record) => withWaivers(record, waivers))])
  const latest = basis.runs.at(-1)?.record.folder ?? '.'
  const folder = resolve(options.out ?? join(dirname(latest), protocolName(basis)))
  makeDocumentFolder(folder)
  keepWaivers(folder, waivers)
  const sealing = await openSealing(options.signer, wiring)
  const counted = basis.counted.map(({ record }) => record)
  const documents = await writeProtocol(basis, {
    folder,
    languages: options.languages,
    ...(data === undefined ? {} : { data }),
    finish: await sealing.finish(counted, data),
    signer: sealing.signer.name,
  })
  await sealing.seal(folder, counted)
  const style = { language: out.language, paint, ...(columns === undefined ? {} : { width: columns }) }
  protocolLines(basis, { ...documents, reports: [] }, style).forEach((line) => out.line(line))
  signedLines(sealing, out.language).forEach((line) => out.line(line))
  out.result(protocolSummary(basis, documents))
  return exitCodeOf(protocolOutcome(basis))
}
