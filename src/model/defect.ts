import type { Text } from '../base/text.js'
import type { OperationId } from './contract.js'
import type { DefectId } from './scenario.js'
import type { RequirementId } from './system.js'

/**
 * Wrong behaviour that follows from any contract by itself, by what a script has to look at to find it.
 * A script that names a family claims its defects at the operations where a check of its own reveals them.
 */
export const contractFamilies = [
  'contract/answer',
  'contract/paging',
  'contract/refusal',
  'contract/refusal-status',
] as const
export type ContractFamily = (typeof contractFamilies)[number]

/** True for a name that stands for a family, known or not. */
export const namesFamily = (id: DefectId): boolean => id.startsWith('contract/')

/** A wrong behaviour that somebody can be given, as those who list them tell of it. */
export interface KnownDefect {
  readonly id: DefectId
  /** Whose behaviour it is. */
  readonly of: 'provider' | 'user' | 'platform'
  /** The requirement that it breaks, where it says so; one of a family breaks the contract. */
  readonly breaks?: RequirementId
  readonly family?: ContractFamily
  /** Where only this operation is spoiled. */
  readonly operation?: OperationId
  /** What it does, for people. */
  readonly about?: Text
}
