import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isProblemError } from '../../base/problem.js'
import { readChain, type ChainReading } from '../../evidence/chain.js'
import { attemptFile, isPlanOf, readRunFolder, type RunFolder, type RunLine } from '../../evidence/run-folder.js'
import type { Findings } from './report.js'
import { words } from './words.js'

const runFile = /^run(\.\d+)?\.ndjson$/
const attemptRecord = /^attempts\/\d+\.ndjson$/

/**
 * Looks at the record of a run, its files by their path in the run's folder, and hands it on where it may be relied on: every
 * chain, what was sealed, the plan. A run that was cut off is no fault; how far its record goes is told. The record is read
 * from a copy of its own, which `use` must be done with when it answers.
 */
export function withRecord<T>(
  files: ReadonlyMap<string, Uint8Array>,
  found: Findings,
  folder: string,
  use: (run: RunFolder) => T,
): T | undefined {
  const before = found.all.length
  tellBreaks(files, found, folder)
  if (found.all.length > before) return undefined
  const copy = mkdtempSync(join(tmpdir(), 'synaq-verify-'))
  try {
    for (const [path, bytes] of files) {
      if (path !== 'plan.json' && !runFile.test(path) && !attemptRecord.test(path)) continue
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      writeFileSync(join(copy, path), bytes)
    }
    const run = readRunFolder(copy)
    tellEnd(run, found, `${folder}run.ndjson`)
    return use(run)
  } catch (error) {
    if (!isProblemError(error)) throw error
    found.fails('record', `${folder}run.ndjson`, words.recordContradicts(error.problems[0].what))
    return undefined
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What can be named to the line: a chain that breaks, an attempt that is not what was sealed, another plan. */
function tellBreaks(files: ReadonlyMap<string, Uint8Array>, found: Findings, folder: string): void {
  const chainsOf = (name: RegExp) =>
    new Map([...files.keys()].filter((path) => name.test(path)).map((path) => [path, chainOf(path, files)]))
  const [parts, attempts] = [chainsOf(runFile), chainsOf(attemptRecord)]
  for (const [path, { broken }] of [...parts, ...attempts])
    if (broken) found.fails('record', `${folder}${path}`, words.recordBroken(broken.line))
  const lines = [...parts.values()].flatMap(({ events }) => events as readonly RunLine[])
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
}

function chainOf(path: string, files: ReadonlyMap<string, Uint8Array>): ChainReading<unknown> {
  return readChain(Buffer.from(files.get(path) ?? []).toString('utf8'))
}

function tellEnd({ attempts, ended }: RunFolder, found: Findings, where: string): void {
  const events = [...attempts.values()].reduce((sum, { count }) => sum + count, 0)
  if (ended) found.holds('record', where, words.recordHolds(attempts.size, events))
  else found.note('record', where, words.intactTo(events))
}
