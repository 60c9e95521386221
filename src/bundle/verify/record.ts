import { readChain, type ChainReading } from '../../evidence/chain.js'
import { attemptFile, isPlanOf, type RunLine } from '../../evidence/run-folder.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { Findings } from './report.js'
import { words } from './words.js'

const runFile = /^run(\.\d+)?\.ndjson$/
const attemptRecord = /^attempts\/\d+\.ndjson$/

/**
 * Looks at the record of a run, its files by their path in the run's folder: every chain, what was sealed, the plan. True
 * where judging may rest on it. A run that was cut off is no fault; how far its record goes is told.
 */
export function checkRecord(files: ReadonlyMap<string, Uint8Array>, found: Findings, folder: string): boolean {
  const runs = [...files.keys()].filter((path) => runFile.test(path)).map((path) => chainOf<RunLine>(path, files))
  const attempts = new Map(
    [...files.keys()]
      .filter((path) => attemptRecord.test(path))
      .map((path) => [path, chainOf<EvidenceEvent>(path, files)]),
  )
  const all = [...runs, ...attempts.values()]
  const before = found.all.length
  for (const { path, broken } of all)
    if (broken) found.fails('record', `${folder}${path}`, words.recordBroken(broken.line))
  const lines = runs.flatMap(({ events }) => events)
  const start = lines.find((line) => line.type === 'run-started')
  if (!start) found.fails('record', `${folder}run.ndjson`, words.noRecord())
  else if (!isPlanOf(start, Buffer.from(files.get('plan.json') ?? []).toString('utf8')))
    found.fails('record', `${folder}plan.json`, words.planChanged())
  for (const line of lines) {
    if (line.type !== 'attempt-sealed') continue
    const path = attemptFile(line.attempt)
    const reading = attempts.get(path)
    if (reading?.broken) continue
    if (reading?.head === line.head && reading.count === line.count && !reading.tornTail) continue
    found.fails('record', `${folder}${path}`, words.recordNotSealed(line.count, reading?.count ?? 0))
  }
  if (found.all.length > before) return false
  const events = [...attempts.values()].reduce((sum, { count }) => sum + count, 0)
  const ended = lines.some(({ type }) => type === 'run-ended')
  if (ended) found.holds('record', `${folder}run.ndjson`, words.recordHolds(attempts.size, events))
  else found.note('record', `${folder}run.ndjson`, words.intactTo(events))
  return true
}

function chainOf<E>(path: string, files: ReadonlyMap<string, Uint8Array>): ChainReading<E> & { readonly path: string } {
  return { path, ...readChain<E>(Buffer.from(files.get(path) ?? []).toString('utf8')) }
}
