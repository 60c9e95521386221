import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, parseJson, type Json } from '../../base/json.js'
import { inLanguage } from '../../base/text.js'
import { readRunFolder } from '../../evidence/run-folder.js'
import { judgeFolder } from '../../judge/record.js'
import { exitCodeOf, type ExitCode } from '../exit-codes.js'
import { findingsOf } from '../run-target.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq judge RUN` — judges the evidence again and tells whether the findings are those of the run. */
export async function judge(folder: string, wiring: Wiring, out: Output): Promise<ExitCode> {
  const record = judgeFolder(readRunFolder(folder), wiring.vocabulary.checks)
  const judged = record.attempts.filter(({ item }) => item.planned)
  const live = liveFindings(folder)
  const result = judged.map((attempt) => {
    const again = findingsOf(attempt)
    const before = live.get(`${again.scenario}\n${again.mode}`)
    return { ...again, same: before === undefined ? null : before === canonicalJson(plain(again)) }
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

function liveFindings(folder: string): Map<string, string> {
  const file = join(folder, 'findings.json')
  const parsed = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined
  const entries = (Array.isArray(parsed) ? parsed : []) as { scenario: string; mode: string }[]
  return new Map(entries.map((entry) => [`${entry.scenario}\n${entry.mode}`, canonicalJson(plain(entry))]))
}

/** The value as JSON has it: without undefined. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
