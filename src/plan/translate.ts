import type { ContractInForce, Operation } from '../model/contract.js'
import type { PlannedStep } from '../model/plan.js'
import type { CheckUse } from '../model/scenario.js'
import type { Vocabulary } from '../model/vocabulary.js'

/** Steps whose checks speak of headers and statuses as the contract in force writes them, and of nothing that it lacks. */
export function translateChecks(
  steps: readonly PlannedStep[],
  vocabulary: Vocabulary,
  contract: ContractInForce,
): PlannedStep[] {
  return steps.map((step) => {
    const operation = step.type === 'step' ? operationOf(step, vocabulary, contract) : undefined
    const checks = step.checks.flatMap((use): CheckUse[] => {
      const kind = vocabulary.checks.get(use.kind)
      if (!kind?.translate) return [use]
      const params = kind.translate(kind.params.parse(use.params), contract.wire, operation)
      return params === undefined ? [] : [{ ...use, params }]
    })
    return step.type === 'step'
      ? { ...step, checks }
      : { ...step, checks, steps: translateChecks(step.steps, vocabulary, contract) }
  })
}

function operationOf(
  { kind, args }: Extract<PlannedStep, { type: 'step' }>,
  { steps }: Vocabulary,
  { operations }: ContractInForce,
): Operation | undefined {
  const found = steps.get(kind)
  return found?.operation ? operations.get(found.operation(found.params.parse(args))) : undefined
}
