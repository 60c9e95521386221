import type { Problem } from '../base/problem.js'
import type { ContractInForce, OperationId } from '../model/contract.js'
import type { Path } from './source.js'
import type { NameTables } from './wire-names.js'

/** A contract with its document, for those who compare contracts or lay an overlay over one. */
export interface LoadedContract extends ContractInForce {
  /** The gated file as OpenAPI 3.1, external files folded in. */
  readonly document: Record<string, unknown>
  /** Where each operation stands in the document. */
  readonly paths: ReadonlyMap<OperationId, Path>
  /** Every operation of the document, those that the reference does not have included. */
  readonly everyOperation: readonly { readonly address: string; readonly path: Path; readonly id?: string }[]
  /** Of an operator's contract: the names by its overlay. */
  readonly tables?: NameTables
  /** What is tolerated in an operator's file and yet worth knowing. */
  readonly notes: readonly Problem[]
}
