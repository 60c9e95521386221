import type { PlannedStep } from '../model/plan.js'
import type { System } from '../model/system.js'
import type { Vocabulary } from '../model/vocabulary.js'
import { operationsUsed } from './lacking.js'

type Call = Extract<PlannedStep, { type: 'call' }>
type Ordinary = Extract<PlannedStep, { type: 'step' }>

/**
 * Calls of the procedure that an imported consent can stand in for, told so. None where the script itself revokes, ages
 * or gives consents: a real client's consent would be spoilt for the scripts after it.
 */
export function withImported(
  steps: readonly PlannedStep[],
  imported: System['importedConsent'],
  vocabulary: Vocabulary,
): readonly PlannedStep[] {
  if (!imported || changesConsents(steps, imported.procedure, vocabulary)) return steps
  return standIns(steps, imported)
}

function standIns(
  steps: readonly PlannedStep[],
  imported: NonNullable<System['importedConsent']>,
): readonly PlannedStep[] {
  return steps.map((step) => {
    if (step.type === 'step') return step
    const inner = { ...step, steps: standIns(step.steps, imported) }
    return step.procedure === imported.procedure ? { ...inner, imported: imported.gives } : inner
  })
}

/** Whether a step outside of the procedure changes a consent, or sends what takes one back. */
function changesConsents(steps: readonly PlannedStep[], procedure: string, vocabulary: Vocabulary): boolean {
  const undoing = callsOf(steps)
    .filter((call) => call.procedure === procedure)
    .flatMap(({ undo }) => ordinaryOf(undo?.steps ?? []))
  const others = ordinaryOf(steps, procedure)
  return (
    others.some(({ kind }) => vocabulary.steps.get(kind)?.writes.includes('consent')) ||
    [...operationsUsed(undoing, vocabulary)].some((operation) => operationsUsed(others, vocabulary).has(operation))
  )
}

function callsOf(steps: readonly PlannedStep[]): Call[] {
  return steps.flatMap((step) => (step.type === 'call' ? [step, ...callsOf(step.steps)] : []))
}

/** Ordinary steps, those of procedures included but for the procedure named; what undoes is left out. */
function ordinaryOf(steps: readonly PlannedStep[], except?: string): Ordinary[] {
  return steps.flatMap((step) => {
    if (step.type === 'step') return [step]
    return step.procedure === except ? [] : ordinaryOf(step.steps, except)
  })
}
