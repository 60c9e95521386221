import type { Problem } from '../base/problem.js'
import type { ContractInForce, OperationId } from '../model/contract.js'
import type { Path } from './source.js'

/** A contract with its document, for those who compare contracts or lay an overlay over one. */
export interface LoadedContract extends ContractInForce {
  /** The gated file as OpenAPI 3.1, external files folded in. */
  readonly document: Record<string, unknown>
  /** Where each operation stands in the document. */
  readonly paths: ReadonlyMap<OperationId, Path>
  /** What is tolerated in an operator's file and yet worth knowing. */
  readonly notes: readonly Problem[]
}
