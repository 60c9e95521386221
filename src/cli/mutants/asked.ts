import { appendFileSync } from 'node:fs'
import { problem, ProblemError, type Problem } from '../../base/problem.js'
import { didYouMean } from '../../base/suggest.js'
import { unknownClaims } from '../../matrix/index.js'
import type { Scenario } from '../../model/scenario.js'
import type { Plantable } from './bench.js'

/** The scenarios with these ids; all where none is named. @throws ProblemError for an id that no scenario has. */
export function scenariosAsked(ids: readonly string[], scenarios: readonly Scenario[]): readonly Scenario[] {
  const known = scenarios.map(({ id }) => id)
  for (const id of ids) {
    if (known.includes(id)) continue
    const what = `there is no scenario «${id}».${didYouMean(id, known)}`
    throw problem('scenario-unknown', what, '`synaq list` names them all.')
  }
  return ids.length === 0 ? scenarios : scenarios.filter(({ id }) => ids.includes(id))
}

/** The defects with these ids, of every subject that can be given them. @throws ProblemError for an id that none has. */
export function defectsAsked(ids: readonly string[], defects: readonly Plantable[]): readonly Plantable[] {
  const known = new Set(defects.map(({ defect }) => defect.id))
  for (const id of ids) {
    if (known.has(id)) continue
    const what = `there is no defect «${id}».${didYouMean(id, known)}`
    throw problem('defect-unknown', what, `Known defects: ${[...known].join(', ')}.`)
  }
  return ids.length === 0 ? defects : defects.filter(({ defect }) => ids.includes(defect.id))
}

/** A script may claim only what somebody can be given. @throws ProblemError with every claim that nobody can prove. */
export function refuseUnknownClaims(scenarios: readonly Scenario[], defects: readonly Plantable[]): void {
  const known = defects.map(({ defect }) => defect)
  const ids = known.map(({ id }) => id)
  const [first, ...rest] = unknownClaims(scenarios, known).map(({ scenario, defect }): Problem => ({
    code: 'defect-unknown',
    place: scenario.position,
    what: `«catches» names «${defect}», which nobody can be given.${didYouMean(defect, ids)}`,
    remedy: 'Mend the name, or make the defect: examples/bank/defects.js, mocks/, src/sandbox/platform-defects.ts.',
  }))
  if (first) throw new ProblemError([first, ...rest])
}

/** Better known now than at the end. @throws ProblemError where the file cannot be written. */
export function refuseUnwritable(file: string): void {
  try {
    appendFileSync(file, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw problem('page-unwritable', `the page cannot be written (${code})`, 'Name a file in a folder that is there.', {
      file,
    })
  }
}
