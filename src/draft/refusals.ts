import { declaredStatuses, describesContent } from '../contract/samples/index.js'
import { describedResponse } from '../contract/defects/response.js'
import { requirementOf } from './requirement.js'
import type { DraftRequirement, OperationFacts } from './types.js'

/** True where the contract says what a refusal of this operation looks like. */
export const describesRefusal = ({ contract, id }: OperationFacts): boolean =>
  describedResponse(contract, id, 'refusals') !== undefined

/** The requirement on the shape of a refusal with any of these statuses; undefined where some are not declared, or with nothing in them. */
export function refusalRequirement(facts: OperationFacts, statuses: readonly number[]): DraftRequirement | undefined {
  const { contract, id } = facts
  if (!describesRefusal(facts) || !statuses.every((status) => describesContent(contract, id, status))) return undefined
  return requirementOf(facts, 'refusal', '/responses')
}

/** Those of the statuses that the operation declares, or all of them where it declares none. */
export function expected({ contract, id }: OperationFacts, statuses: readonly number[]): readonly number[] {
  const written = declaredStatuses(contract, id)
  const exact = statuses.filter((status) => written.includes(String(status)))
  return exact.length > 0 ? exact : statuses
}

/** True where exactly this status is declared: not by a range, nor by `default`. */
export const declaresExactly = ({ contract, id }: OperationFacts, status: number): boolean =>
  declaredStatuses(contract, id).includes(String(status))
