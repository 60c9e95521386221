import { inLanguage } from '../../base/text.js'
import { leftOutLines } from '../../report/index.js'
import type { Choice } from '../choice.js'
import { diagnosisLines } from '../diagnosis-lines.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { prepare } from '../run-target.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq plan TARGET` — what a run would do, in order, and what it would leave out and why. Sends nothing to the subject. */
export async function plan(targetFile: string, choice: Choice, wiring: Wiring, out: Output): Promise<ExitCode> {
  const { plan: made, warnings } = await prepare(targetFile, choice, wiring)
  for (const warning of warnings) diagnosisLines(warning, out.language).forEach((line) => out.line(line))
  for (const item of made.items) {
    const { id, title } = item.scenario
    const number = item.planned ? String(item.attempt).padStart(3) : '  –'
    out.line(`${number}  ${item.mode.padEnd(7)}  ${id}  ${inLanguage(title, out.language)}`)
    if (item.planned) continue
    for (const why of leftOutLines(item.reason, out.language)) out.line(`     ${why}`)
  }
  out.result(made)
  return exitCodes.conforms
}
