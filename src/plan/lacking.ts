import type { Text } from '../base/text.js'
import type { ContractInForce, OperationId } from '../model/contract.js'
import type { Step } from '../model/scenario.js'
import type { Vocabulary } from '../model/vocabulary.js'

/** The part of an ordinary step that says what it does. */
type Deed = Pick<Step, 'kind' | 'args'>

/** The operations that ordinary steps send requests of. */
export function operationsUsed(steps: readonly Deed[], vocabulary: Vocabulary): Set<OperationId> {
  return new Set(steps.flatMap((step) => operationOf(step, vocabulary) ?? []))
}

/** What a contract in force lacks: an operation, or a parameter of one. */
export interface Lack {
  readonly operation: OperationId
  readonly parameter?: string
}

/** What steps need and the contract in force does not have: operations, and parameters that a step cannot do without. */
export function lackingIn(contract: ContractInForce, steps: readonly Step[], vocabulary: Vocabulary): Lack[] {
  const operations = [...operationsUsed(steps, vocabulary)].filter((id) => !contract.operations.has(id))
  const parameters = steps.flatMap((step) =>
    demandsOf(step, vocabulary).filter(([id, name]) => contract.wire.parameter(id, name) === undefined),
  )
  return [
    ...operations.map((operation) => ({ operation })),
    ...parameters.map(([operation, parameter]) => ({ operation, parameter })),
  ]
}

/** A lack in words; in Russian in the genitive, as after «нет». */
export function lackText({ operation, parameter }: Lack): Required<Text> {
  return parameter === undefined
    ? { ru: `операции «${operation}»`, kk: `«${operation}» операциясы`, en: `the operation «${operation}»` }
    : {
        ru: `параметра «${parameter}» операции «${operation}»`,
        kk: `«${operation}» операциясының «${parameter}» параметрі`,
        en: `the parameter «${parameter}» of «${operation}»`,
      }
}

function operationOf({ kind, args }: Deed, { steps }: Vocabulary): OperationId | undefined {
  const found = steps.get(kind)
  return found?.operation?.(found.params.parse(args))
}

function demandsOf(step: Step, vocabulary: Vocabulary): [operation: OperationId, parameter: string][] {
  const kind = vocabulary.steps.get(step.kind)
  const operation = operationOf(step, vocabulary)
  if (!kind?.demands || operation === undefined) return []
  return kind.demands(kind.params.parse(step.args)).map((name) => [operation, name])
}
