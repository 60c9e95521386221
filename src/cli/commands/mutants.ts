import { writeFileSync } from 'node:fs'
import { systemClock } from '../../base/clock.js'
import { problem, ProblemError, type Problem } from '../../base/problem.js'
import { didYouMean } from '../../base/suggest.js'
import { claimant, consoleLines, foldMatrix, matrixJson, matrixPage, unknownClaims } from '../../matrix/index.js'
import type { KnownDefect } from '../../model/defect.js'
import type { Scenario } from '../../model/scenario.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { onInterrupt } from '../interruption.js'
import { startBench, type Bench } from '../mutants/bench.js'
import { runCampaign } from '../mutants/campaign.js'
import { inWords } from '../mutants/words.js'
import { loadProject } from '../project.js'
import type { Output, Wiring } from '../wiring.js'

export interface MutantsOptions {
  readonly system: string
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
  const asked = scenariosAsked(options.scenarios, project.scenarios)
  const claimants = asked.map((scenario) => claimant(scenario, wiring.vocabulary))
  const interruption = onInterrupt(() => process.stderr.write('Ending: the scripts under way come to their end.\n'))
  let bench: Bench | undefined
  try {
    bench = await startBench(options.system, wiring)
    refuseUnknownClaims(project.scenarios, bench.defects)
    const known = defectsAsked(options.only, inWords(bench.defects, project.system, wiring.root))
    // Of a few scripts what nobody claims would be put up for nothing.
    const defects =
      options.claimed && options.scenarios.length > 0
        ? known.filter(({ defect }) => claimants.some((script) => script.claims(defect)))
        : known
    const { claimed: claimedOnly, sound: rounds, jobs } = options
    const { trials, sound } = await runCampaign(
      { defects, claimants, rounds, claimedOnly, jobs },
      bench,
      project,
      wiring,
      { language: out.language, signal: interruption.signal },
      (done, all, name, good, of, seconds) =>
        process.stderr.write(`[${done}/${all}] ${seconds.toFixed(1)} s  ${name}: ${good}/${of}\n`),
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
    const facts = { system: options.system, version: wiring.version, jobs, rounds, claimedOnly, seconds }
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

/** @throws ProblemError for an id that no scenario has. */
function scenariosAsked(ids: readonly string[], scenarios: readonly Scenario[]): readonly Scenario[] {
  const known = scenarios.map(({ id }) => id)
  for (const id of ids) {
    if (known.includes(id)) continue
    const what = `there is no scenario «${id}».${didYouMean(id, known)}`
    throw problem('scenario-unknown', what, '`synaq list` names them all.')
  }
  return ids.length === 0 ? scenarios : scenarios.filter(({ id }) => ids.includes(id))
}

/** The defects with these ids, of every subject that can be given them. @throws ProblemError for an id that none has. */
function defectsAsked(ids: readonly string[], defects: Bench['defects']): Bench['defects'] {
  const known = new Set(defects.map(({ defect }) => defect.id))
  for (const id of ids) {
    if (known.has(id)) continue
    const what = `there is no defect «${id}».${didYouMean(id, known)}`
    throw problem('defect-unknown', what, `Known defects: ${[...known].join(', ')}.`)
  }
  return ids.length === 0 ? defects : defects.filter(({ defect }) => ids.includes(defect.id))
}

/** A script may claim only what somebody can be given. @throws ProblemError with every claim that nobody can prove. */
function refuseUnknownClaims(scenarios: readonly Scenario[], defects: Bench['defects']): void {
  const known = defects.map(({ defect }) => defect)
  const [first, ...rest] = unknownClaims(scenarios, known).map(({ scenario, defect }) =>
    unknownClaim(scenario, defect, known),
  )
  if (first) throw new ProblemError([first, ...rest])
}

const unknownClaim = ({ position }: Scenario, defect: string, known: readonly KnownDefect[]): Problem => ({
  code: 'defect-unknown',
  place: position,
  what: `«catches» names «${defect}», which nobody can be given.${didYouMean(
    defect,
    known.map(({ id }) => id),
  )}`,
  remedy: 'Mend the name, or make the defect: examples/bank/defects.js, mocks/, src/sandbox/platform-defects.ts.',
})
