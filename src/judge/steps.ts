import type { EvidenceEvent, StepPath } from '../model/evidence.js'
import type { PlannedStep } from '../model/plan.js'
import type { JudgePlace } from '../model/vocabulary.js'

export type OrdinaryStep = Extract<PlannedStep, { type: 'step' }>

/**
 * The steps of an attempt in the order in which they were carried out, procedures expanded; a call's own checks come
 * last. A call that an imported consent stood in for has no steps of its own.
 */
export function ordinarySteps(steps: readonly PlannedStep[], events: readonly EvidenceEvent[]): OrdinaryStep[] {
  return steps.flatMap((step): OrdinaryStep[] => {
    if (step.type === 'step') return [step]
    const { path, procedure, checks, position } = step
    const own: OrdinaryStep = { type: 'step', path, kind: procedure, args: {}, checks, position }
    if (isImported(path, events)) return [own]
    return [...ordinarySteps(step.steps, events), ...(checks.length > 0 ? [own] : [])]
  })
}

function isImported(path: StepPath, events: readonly EvidenceEvent[]): boolean {
  return events.some(
    (event) => event.type === 'step-started' && event.step === path && event.kind === 'imported-consent',
  )
}

/**
 * The exchanges of a step with the index of each in the attempt's record, those included that stand at earlier steps.
 * What the subject sent is in the order in which it came.
 */
export function exchangesOf(events: readonly EvidenceEvent[], step: StepPath): JudgePlace['exchanges'] {
  const recalled = new Set(
    events.flatMap((event) => (event.type === 'recalled' && event.step === step ? event.exchanges : [])),
  )
  const found = events.flatMap((event, index) =>
    event.type === 'exchange' && (event.step === step || recalled.has(index))
      ? [{ index, exchange: event.exchange, facts: event.facts }]
      : [],
  )
  const markOf = ({ exchange }: (typeof found)[number]): number => exchange.request.inbound?.mark ?? 0
  return found.some((one) => markOf(one) > 0) ? found.sort((a, b) => markOf(a) - markOf(b)) : found
}
