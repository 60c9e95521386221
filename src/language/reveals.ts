import type { OperationId } from '../model/contract.js'
import type { ContractFamily } from '../model/defect.js'
import type { Step } from '../model/scenario.js'
import type { Vocabulary } from '../model/vocabulary.js'

/** What a step's checks find of the contract's defects, and at which operation. */
export interface Revealed {
  readonly family: ContractFamily
  /** Undefined for a step that sends no request of its own. */
  readonly operation: OperationId | undefined
}

/** What the checks of a scenario's own steps reveal; a procedure's checks count for nobody who calls it. */
export function revealedBy(steps: readonly Step[], vocabulary: Vocabulary): Revealed[] {
  return steps.flatMap(({ kind, args, checks }) => {
    const families = checks.flatMap((check): ContractFamily[] => {
      const known = vocabulary.checks.get(check.kind)
      const family = known?.reveals?.(known.params.parse(check.params))
      return family === undefined ? [] : [family]
    })
    if (families.length === 0) return []
    const sending = vocabulary.steps.get(kind)
    const operation = sending?.operation?.(sending.params.parse(args))
    return families.map((family) => ({ family, operation }))
  })
}
