import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { canonicalJson, parseJson, type Json } from '../../base/json.js'
import { inLanguage, type Language } from '../../base/text.js'
import { readRunFolder } from '../../evidence/run-folder.js'
import { judgeAgain, type JudgedAgain, type Rejudged } from '../../judge/again.js'
import { reasonText } from '../../judge/reasons.js'
import { judgeFolder } from '../../judge/record.js'
import { planAgain } from '../../plan/again.js'
import { againLines, loadDocumentData } from '../../report/index.js'
import { makeDocumentFolder } from '../document-folder.js'
import { exitCodeOf, type ExitCode } from '../exit-codes.js'
import { paint } from '../output.js'
import { findingsOf } from '../run-target.js'
import { filesToJudgeBy, type FilesAsked } from '../scenario-files.js'
import { openSealing } from '../sealing.js'
import type { Output, Wiring } from '../wiring.js'
import { conclude } from './run.js'

/** `synaq judge RUN` — judges the evidence again and tells whether the findings are those of the run. */
export async function judge(folder: string, wiring: Wiring, out: Output): Promise<ExitCode> {
  const record = judgeFolder(readRunFolder(folder), wiring.vocabulary.checks)
  const judged = record.attempts.filter(({ item }) => item.planned)
  const live = liveFindings(folder)
  const result = judged.map((attempt) => {
    const again = findingsOf(attempt)
    const before = live.get(`${again.scenario}\n${again.mode}`)
    return { ...again, same: before === undefined ? null : canonicalJson(before) === canonicalJson(plain(again)) }
  })
  for (const [i, { outcome, same, scenario, mode }] of result.entries()) {
    const title = judged[i]?.item.scenario.title
    const compared = same === null ? 'not judged during the run' : same ? 'as during the run' : 'NOT as during the run'
    out.line(
      `${outcome.padEnd(12)}  ${mode.padEnd(7)}  ${title ? inLanguage(title, out.language) : scenario}  (${compared})`,
    )
  }
  out.line(`outcome: ${record.outcome}`)
  out.result({ run: record.run, outcome: record.outcome, attempts: result })
  return exitCodeOf(record.outcome)
}

export interface JudgeByFilesOptions extends FilesAsked {
  /** Only what changes. */
  readonly diff: boolean
  /** A folder for documents of the new verdicts; none are made where absent. */
  readonly out?: string
  readonly data?: string
  /** Settings of who signs what is made in `out`; the own key where absent. */
  readonly signer?: string | undefined
  readonly languages: readonly Language[]
}

/** `synaq judge RUN --scenarios FOLDER` — judges the evidence by other scenario files and tells what changes and why. */
export async function judgeByFiles(
  folder: string,
  options: JudgeByFilesOptions,
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const data = options.data === undefined ? undefined : loadDocumentData(options.data)
  const run = readRunFolder(folder)
  const { files, digest } = await filesToJudgeBy(run.plan, options, wiring)
  const told = new Map(
    [...liveFindings(folder)].flatMap(([key, { outcome }]) => (typeof outcome === 'string' ? [[key, outcome]] : [])),
  )
  const by = { scenarios: digest, version: wiring.version }
  const again = judgeAgain(run, planAgain(run.plan, files), wiring.vocabulary.checks, by, told)
  againLines(again, { language: out.language, paint, all: !options.diff }).forEach((line) => out.line(line))
  if (options.out === undefined) {
    out.result(againResult(again))
    return exitCodeOf(again.record.outcome)
  }
  const documents = resolve(options.out)
  makeDocumentFolder(documents)
  const wanted = { languages: options.languages, documents: true, formats: [], folder: documents }
  return conclude(again.record, wanted, { data, sealing: await openSealing(options.signer, wiring) }, out)
}

/** The same for machines. */
function againResult(again: JudgedAgain): object {
  const { record, before, scripts, gone, forms, required } = again
  return {
    run: record.run,
    scenarios: record.again?.scenarios,
    outcome: { before: before.outcome, after: record.outcome },
    scripts: scripts.map(scriptResult),
    gone: gone.map(({ scenario, mode }) => ({ scenario: scenario.id, mode })),
    forms: forms ? 'changed' : 'same',
    required,
  }
}

function scriptResult({ item, before, after, changed, reasons }: Rejudged): object {
  return {
    scenario: item.scenario.id,
    mode: item.mode,
    before: before.outcome,
    after: after.outcome,
    changed,
    reasons: reasons.map((reason) => ({ ...reason, said: reasonText(reason) })),
  }
}

/** What was found during the run, by `scenario\nmode`. */
function liveFindings(folder: string): Map<string, Record<string, Json>> {
  const file = join(folder, 'findings.json')
  const parsed = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined
  const entries = (Array.isArray(parsed) ? parsed : []) as { scenario: string; mode: string }[]
  return new Map(entries.map((entry) => [`${entry.scenario}\n${entry.mode}`, entry]))
}

/** The value as JSON has it: without undefined. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
