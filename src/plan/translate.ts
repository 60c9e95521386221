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
      if (!kind) return [use]
      const written = kind.params.parse(use.params)
      const params = kind.translate ? kind.translate(written, contract.wire, operation) : use.params
      const called = operation ? calledOtherwise(kind.properties?.(written) ?? [], operation, contract) : {}
      return params === undefined ? [] : [{ ...use, params, ...(Object.keys(called).length > 0 ? { called } : {}) }]
    })
    return step.type === 'step'
      ? { ...step, checks }
      : { ...step, checks, steps: translateChecks(step.steps, vocabulary, contract) }
  })
}

function calledOtherwise(names: readonly string[], operation: Operation, { wire }: ContractInForce) {
  const onWire = (name: string): string => wire.property(operation.id, name)
  // `meta.total` is written by the names of its parts, unless the overlay puts one of them elsewhere.
  const pairs = names.map((name): [string, string] => {
    const parts = name.split('.').map(onWire)
    return [name, parts.some((part) => part.startsWith('/')) ? onWire(name) : parts.join('.')]
  })
  return Object.fromEntries(pairs.filter(([name, written]) => name !== written))
}

function operationOf(
  { kind, args }: Extract<PlannedStep, { type: 'step' }>,
  { steps }: Vocabulary,
  { operations }: ContractInForce,
): Operation | undefined {
  const found = steps.get(kind)
  const id = found?.operation?.(found.params.parse(args))
  return id === undefined ? undefined : operations.get(id)
}
