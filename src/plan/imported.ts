import type { PlannedStep } from '../model/plan.js'
import type { System } from '../model/system.js'

/** Calls of the procedure that an imported consent can stand in for, told so. */
export function withImported(
  steps: readonly PlannedStep[],
  imported: System['importedConsent'],
): readonly PlannedStep[] {
  if (!imported) return steps
  return steps.map((step) => {
    if (step.type === 'step') return step
    const inner = { ...step, steps: withImported(step.steps, imported) }
    return step.procedure === imported.procedure ? { ...inner, imported: imported.gives } : inner
  })
}
