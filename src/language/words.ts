import type { ContractInForce } from '../model/contract.js'
import type { Addressee, RequirementId } from '../model/system.js'
import type { Vocabulary } from '../model/vocabulary.js'

/** Everything that a scenario or a procedure may name. */
export interface Words {
  readonly vocabulary: Vocabulary
  readonly contract: ContractInForce
  readonly procedures: ReadonlySet<string>
  /** Requirement ids with whom each binds; undefined where its entry is wrong. */
  readonly requirements: ReadonlyMap<RequirementId, readonly Addressee[] | undefined>
}

/** « Did you mean … », when there is one, and what is known, as one remedy. */
export function choices(question: string, what: string, known: Iterable<string>): string {
  const list = [...known]
  const rest = list.length > 0 ? `${what}: ${list.join(', ')}.` : `There are no ${what.toLowerCase()} yet.`
  return `${question.trim()} ${rest}`.trim()
}
