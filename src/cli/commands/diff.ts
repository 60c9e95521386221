import { readRunFolder } from '../../evidence/run-folder.js'
import { diffRuns } from '../../judge/diff.js'
import { judgeFolder } from '../../judge/record.js'
import { diffLines } from '../../report/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { paint } from '../output.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq diff RUN RUN` — what is different between two runs; the exit code says whether something got worse. */
export async function diff(before: string, after: string, { vocabulary }: Wiring, out: Output): Promise<ExitCode> {
  const [then, now] = [before, after].map((folder) => judgeFolder(readRunFolder(folder), vocabulary.checks))
  if (!then || !now) throw new Error('two runs are compared')
  const found = diffRuns(then, now)
  diffLines(found, { language: out.language, paint }).forEach((line) => out.line(line))
  out.result(found)
  return found.worse ? exitCodes.departs : exitCodes.conforms
}
