import type { EvidenceEvent, StepPath } from '../model/evidence.js'
import type { PlannedStep } from '../model/plan.js'
import type { JudgePlace } from '../model/vocabulary.js'

export type OrdinaryStep = Extract<PlannedStep, { type: 'step' }>

/** The steps of an attempt in the order in which they are carried out, procedures expanded; a call's own checks come last. */
export function ordinarySteps(steps: readonly PlannedStep[]): OrdinaryStep[] {
  return steps.flatMap((step): OrdinaryStep[] => {
    if (step.type === 'step') return [step]
    const { path, procedure, checks, position } = step
    const own: OrdinaryStep[] =
      checks.length > 0 ? [{ type: 'step', path, kind: procedure, args: {}, checks, position }] : []
    return [...ordinarySteps(step.steps), ...own]
  })
}

/** The exchanges of a step with the index of each in the attempt's record. */
export function exchangesOf(events: readonly EvidenceEvent[], step: StepPath): JudgePlace['exchanges'] {
  return events.flatMap((event, index) =>
    event.type === 'exchange' && event.step === step ? [{ index, exchange: event.exchange, facts: event.facts }] : [],
  )
}
