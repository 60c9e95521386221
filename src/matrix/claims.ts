import { revealedBy } from '../language/index.js'
import type { KnownDefect } from '../model/defect.js'
import type { DefectId, Scenario } from '../model/scenario.js'
import type { Vocabulary } from '../model/vocabulary.js'

/** A script with what it claims to catch. */
export interface Claimant {
  readonly scenario: Scenario
  claims(defect: KnownDefect): boolean
}

/**
 * A script claims a defect of the one whom it judges: by its name, or by its family where a check of the script reveals
 * the family at the operation that the defect spoils.
 */
export function claimant(scenario: Scenario, vocabulary: Vocabulary): Claimant {
  const { catches, subject, steps } = scenario
  const revealed = revealedBy(steps, vocabulary)
  return {
    scenario,
    claims: ({ id, of, family, operation }) => {
      if (of !== subject) return false
      if (catches.includes(id)) return true
      if (family === undefined || !catches.includes(family)) return false
      return revealed.some((it) => it.family === family && (operation === undefined || it.operation === operation))
    },
  }
}

/** What scripts claim to catch that nobody can be given. Families are known to exist. */
export function unknownClaims(
  scenarios: readonly Scenario[],
  known: readonly KnownDefect[],
): { scenario: Scenario; defect: DefectId }[] {
  const names = new Set<string>(known.flatMap(({ id, family }) => (family === undefined ? [id] : [id, family])))
  return scenarios.flatMap((scenario) =>
    scenario.catches.filter((id) => !names.has(id)).map((defect) => ({ scenario, defect })),
  )
}
