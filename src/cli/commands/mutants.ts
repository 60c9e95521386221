import { writeFileSync } from 'node:fs'
import { systemClock } from '../../base/clock.js'
import { claimant, consoleLines, foldMatrix, matrixJson, matrixPage, roleOf } from '../../matrix/index.js'
import type { Role } from '../../model/system.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { onInterrupt } from '../interruption.js'
import { defectsAsked, refuseUnknownClaims, refuseUnwritable, scenariosAsked } from '../mutants/asked.js'
import { startBench, type Bench } from '../mutants/bench.js'
import { runCampaign } from '../mutants/campaign.js'
import { inWords } from '../mutants/words.js'
import { loadProject } from '../project.js'
import type { Output, Wiring } from '../wiring.js'

export interface MutantsOptions {
  readonly system: string
  /** Scripts and defects of one role; of both where it is not there. */
  readonly role?: Role
  /** Ids of defects; all where there are none. */
  readonly only: readonly string[]
  /** Ids of scenarios; all where there are none. */
  readonly scenarios: readonly string[]
  /** Each defect meets only the scripts that claim it. */
  readonly claimed: boolean
  /** Rounds against subjects without a defect. */
  readonly sound: number
  readonly jobs: number
  /** Where the matrix is written as Markdown. */
  readonly page?: string
}

/** `synaq mutants [SYSTEM]` — the scripts against each defect and against sound subjects: which script catches which. */
export async function mutants(options: MutantsOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const began = systemClock.ticks()
  const project = await loadProject(options.system, wiring)
  if (options.page !== undefined) refuseUnwritable(options.page)
  const { role } = options
  const claimants = scenariosAsked(options.scenarios, project.scenarios)
    .filter(({ subject }) => role === undefined || (subject === 'user') === (role === 'user'))
    .map((scenario) => claimant(scenario, wiring.vocabulary))
  const interruption = onInterrupt(() => process.stderr.write('Ending: the scripts under way come to their end.\n'))
  let bench: Bench | undefined
  try {
    bench = await startBench(
      options.system,
      project.scenarios.some(({ subject }) => subject === 'platform'),
      wiring,
    )
    refuseUnknownClaims(project.scenarios, bench.defects)
    const known = defectsAsked(options.only, inWords(bench.defects, project.system, project.home.root)).filter(
      ({ subject }) => role === undefined || roleOf(subject) === role,
    )
    const subjects = bench.subjects.filter((subject) => role === undefined || roleOf(subject) === role)
    // Of a few scripts what nobody claims would be put up for nothing.
    const defects =
      options.claimed && options.scenarios.length > 0
        ? known.filter(({ defect }) => claimants.some((script) => script.claims(defect)))
        : known
    const { claimed: claimedOnly, sound: rounds, jobs } = options
    const { trials, sound } = await runCampaign(
      { subjects, defects, claimants, rounds, claimedOnly, jobs },
      bench,
      project,
      wiring,
      { language: out.language, signal: interruption.signal },
      (done, all, { name, good, of, seconds, unsound }) => {
        process.stderr.write(`[${done}/${all}] ${seconds.toFixed(1)} s  ${name}: ${good}/${of}\n`)
        for (const { scenario, mode, outcome, amiss } of unsound)
          process.stderr.write(
            `  ${scenario} (${mode}): ${outcome}${amiss ? `: ${amiss.expected.en} → ${amiss.actual.en}` : ''}\n`,
          )
      },
    )
    if (interruption.signal.aborted) return exitCodes.open
    const matrix = foldMatrix({
      trials,
      sound,
      claimants,
      everyDefect: options.only.length === 0,
      everyScript: options.scenarios.length === 0,
    })
    const seconds = (systemClock.ticks() - began) / 1000
    const facts = {
      system: options.system,
      ...(role ? { role } : {}),
      version: wiring.version,
      jobs,
      rounds,
      claimedOnly,
      seconds,
      subjects,
    }
    consoleLines(matrix, facts, out.language).forEach((line) => out.line(line))
    out.result(matrixJson(matrix, facts))
    if (options.page !== undefined)
      writeFileSync(options.page, matrixPage(matrix, facts, project.system.requirements, out.language))
    return matrix.faults.length === 0 ? exitCodes.conforms : exitCodes.departs
  } finally {
    await bench?.close()
    interruption.dispose()
  }
}
