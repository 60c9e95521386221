import type { WireNames } from '../model/contract.js'
import type { PlannedStep } from '../model/plan.js'
import type { CheckUse } from '../model/scenario.js'
import type { Vocabulary } from '../model/vocabulary.js'

/** Steps whose checks speak of headers and statuses as the contract in force writes them. */
export function translateChecks(steps: readonly PlannedStep[], vocabulary: Vocabulary, wire: WireNames): PlannedStep[] {
  const translated = (use: CheckUse): CheckUse => {
    const kind = vocabulary.checks.get(use.kind)
    return kind?.translate ? { ...use, params: kind.translate(kind.params.parse(use.params), wire) } : use
  }
  return steps.map((step) => {
    const checks = step.checks.map(translated)
    return step.type === 'step'
      ? { ...step, checks }
      : { ...step, checks, steps: translateChecks(step.steps, vocabulary, wire) }
  })
}
