import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { ContractInForce, OperationId, Openness, WireNames } from '../model/contract.js'
import type { Gated } from './gate.js'
import type { LoadedContract } from './loaded.js'
import { MessageValidator } from './messages.js'
import { operationNames, type LocatedOperation } from './operations.js'
import { valueAt } from './pointer.js'
import type { Path, Source } from './source.js'
import type { NameTables } from './wire-names.js'

/** What a contract in force is made of. */
export interface Interpretation {
  readonly source: Source
  readonly gated: Gated
  readonly located: ReadonlyMap<OperationId, LocatedOperation>
  readonly wire: WireNames
  /** Of an operator's contract: what `wire` was made of. */
  readonly tables?: NameTables
  readonly overlay?: ContractInForce['overlay'] & object
  readonly responseOpenness: (id: OperationId, path: Path, status: number) => Openness
  readonly requestOpenness: (id: OperationId, path: Path) => Openness
}

/** A gated document as a contract in force; what is asked often is kept. */
export function interpreted(parts: Interpretation): LoadedContract {
  const { source, gated, located, wire, tables, overlay } = parts
  const { document, notes } = gated
  const validator = new MessageValidator(document)
  const openness = new Map<string, Openness>()
  const kept = (key: string, make: () => Openness): Openness => {
    const known = openness.get(key) ?? make()
    openness.set(key, known)
    return known
  }
  const templateOf = (id: OperationId): string => find(located, id, source.file).operation.path
  const pathOf = (id: OperationId): Path => find(located, id, source.file).path
  return {
    title: String(valueAt(document, ['info', 'title'])),
    version: String(valueAt(document, ['info', 'version'])),
    digest: source.digest,
    file: source.file,
    ...(overlay ? { overlay } : {}),
    document,
    notes,
    everyOperation: operationNames(document),
    ...(tables ? { tables } : {}),
    paths: new Map([...located].map(([id, { path }]) => [id, path])),
    operations: new Map([...located].map(([id, { operation }]) => [id, operation])),
    validateResponse: (id, status, headers, body) => validator.response(pathOf(id), status, headers, body),
    validateRequest: (id, body) => validator.request(pathOf(id), body),
    validateReceived: (id, request) => validator.received(pathOf(id), templateOf(id), request),
    responseOpenness: (id, status) => kept(`${id} ${status}`, () => parts.responseOpenness(id, pathOf(id), status)),
    requestOpenness: (id) => kept(id, () => parts.requestOpenness(id, pathOf(id))),
    wire,
  }
}

function find(located: ReadonlyMap<OperationId, LocatedOperation>, id: OperationId, file: string): LocatedOperation {
  const found = located.get(id)
  if (found) return found
  throw problem(
    'contract-operation-unknown',
    `The contract has no operation «${id}».${didYouMean(id, located.keys())}`,
    'Use an operationId of the contract.',
    { file },
  )
}
