import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../base/json.js'
import type { Instant } from '../base/clock.js'
import type { Language, Text } from '../base/text.js'
import { refuseLeaked } from '../evidence/leaks-file.js'
import type { RunRecord } from '../model/run.js'
import { withBrowser } from '../render/pdf.js'
import { loadTemplates, templateDigests, templatesFolder, type Templates } from '../render/templates.js'
import { actView } from './act.js'
import { alone, type ProtocolBasis } from './basis.js'
import { languagesOf, type DocumentData } from './document-data.js'
import { protocolSummary } from './protocol-summary.js'
import { protocolView } from './protocol.js'
import { noActBecause } from './standings.js'
import { summaryOf } from './summary.js'
import { writeWhole } from '../base/write-whole.js'

export { actRefusal } from './act.js'
export type { ProtocolBasis } from './basis.js'
export { loadDocumentData, type DocumentData } from './document-data.js'
export { againLines } from './again-lines.js'
export { closingLines } from './closing.js'
export { leftBehindLines, leftOutLines, progressLines, type Paint } from './console.js'
export type { Format } from './format-names.js'
export { diffLines } from './diff-lines.js'
export { writeFormats } from './formats.js'
export { gatherRuns } from './gather.js'
export { protocolLines } from './protocol-lines.js'
export { protocolName, protocolOutcome, protocolSummary } from './protocol-summary.js'
export { noActBecause } from './standings.js'
export { summaryOf } from './summary.js'
export { writeWhole } from '../base/write-whole.js'

export interface DocumentOptions {
  /** Where the documents go: usually the run's folder. */
  readonly folder: string
  readonly data?: DocumentData
  /** Translations beside the Russian form; those that the data file asks for are added. */
  readonly languages?: readonly Language[]
  /** Attaches the evidence to a printed PDF and signs it. As printed where absent. */
  readonly finish?: FinishPdf
  /** Who does, for the Protocol to say. */
  readonly signer?: string
  /** Sees each document before it is printed; what it throws keeps all of them from being made. */
  readonly look?: (name: string, html: string) => void
}

/** @param at the time that stands in the PDF as that of making it */
export type FinishPdf = (pdf: Uint8Array, at: Instant) => Promise<Uint8Array>

/** Paths of what was written, and why there is no Act where there is none. */
export interface WrittenDocuments {
  readonly protocol: string
  readonly act?: string
  readonly actRefusal?: Text
  readonly translations: readonly string[]
  readonly summary: string
}

/**
 * Writes the Protocol, the Act where it may exist, and summary.json of one run; an Act of an earlier time that may exist no
 * longer is removed. Each file appears whole or not at all. @throws ProblemError when no browser can be started, or a secret was
 * found in the run.
 */
export function writeDocuments(record: RunRecord, options: DocumentOptions): Promise<WrittenDocuments> {
  return write(alone(record), options, (documents) => summaryOf(record, documents))
}

/** The same of several runs together: one Protocol, and one Act where a service of theirs may be ticked. */
export function writeProtocol(basis: ProtocolBasis, options: DocumentOptions): Promise<WrittenDocuments> {
  return write(basis, options, (documents) => protocolSummary(basis, documents))
}

/** SHA-256 of the templates that documents are made of, by name. */
export const documentTemplates = (): Readonly<Record<string, string>> => templateDigests(templatesFolder())

const asPrinted: FinishPdf = (pdf) => Promise.resolve(pdf)

async function write(
  basis: ProtocolBasis,
  { folder, data = {}, languages = [], look, finish = asPrinted, signer }: DocumentOptions,
  summary: (documents: WrittenDocuments) => JsonObject,
): Promise<WrittenDocuments> {
  for (const { record } of basis.runs) refuseLeaked(record.folder)
  const refusal = noActBecause(basis)
  const templates = loadTemplates(templatesFolder())
  const pages = languagesOf(data, languages).flatMap((language) =>
    pagesIn(language, basis, data, templates, { refused: refusal !== undefined, signer }),
  )
  for (const { name, html } of pages) look?.(name, html)
  removeStale(folder, new Set(pages.map(({ name }) => name)))
  const printedAt = basis.counted
    .map(({ record }) => record.endedAt ?? record.startedAt)
    .reduce((a, b) => (a > b ? a : b))
  const written = await withBrowser((printer) =>
    Promise.all(
      pages.map(async ({ name, html }) =>
        writeWhole(join(folder, name), await finish(await printer.print(html, printedAt), printedAt)),
      ),
    ),
  )
  const act = written.find((path) => path === join(folder, fileName('act', 'ru')))
  const protocol = join(folder, fileName('protocol', 'ru'))
  const documents = {
    protocol,
    ...(act === undefined ? {} : { act }),
    ...(refusal === undefined ? {} : { actRefusal: refusal }),
    translations: written.filter((path) => path !== protocol && path !== act),
    summary: join(folder, 'summary.json'),
  }
  writeWhole(documents.summary, `${JSON.stringify(summary(documents), null, 2)}\n`)
  return documents
}

/** What an earlier making left and this one does not make again must not stand beside it. */
function removeStale(folder: string, made: ReadonlySet<string>): void {
  const all = (['ru', 'kk', 'en'] as const).flatMap((l) => [fileName('protocol', l), fileName('act', l)])
  for (const name of all) if (!made.has(name)) rmSync(join(folder, name), { force: true })
}

function pagesIn(
  language: Language,
  basis: ProtocolBasis,
  data: DocumentData,
  templates: Templates,
  { refused, signer }: { readonly refused: boolean; readonly signer: string | undefined },
): { readonly name: string; readonly html: string }[] {
  const protocol = {
    name: fileName('protocol', language),
    html: templates.render('protocol', protocolView(basis, data, language, signer)),
  }
  if (refused) return [protocol]
  return [protocol, { name: fileName('act', language), html: templates.render('act', actView(basis, data, language)) }]
}

/** `protocol.pdf` is the form; `protocol.kk.pdf` and `protocol.en.pdf` are its translations. */
function fileName(document: 'protocol' | 'act', language: Language): string {
  return language === 'ru' ? `${document}.pdf` : `${document}.${language}.pdf`
}
