import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { ContractInForce, OperationId, Openness, WireNames } from '../model/contract.js'
import { passedAtBuild } from './gated.js'
import { MessageValidator, responseAt } from './messages.js'
import { emptyOverlay, readOverlay } from './overlay.js'
import { isJsonType, listMapped, listOperations, requestMedia, type LocatedOperation } from './operations.js'
import { opennessAt } from './openness.js'
import { valueAt } from './pointer.js'
import { opennessOnWire, referenceNames, wireNames } from './wire-names.js'
import { readSource, type Path, type Source } from './source.js'

/**
 * Loads an OpenAPI 3.1 file as the contract in force: reads it, lets only a sound one through, lists its operations.
 * Nothing is fetched from the network; referenced files must lie under the contract's folder.
 * @throws ProblemError with all problems found, each with file, line, column and remedy.
 */
export async function loadContract(file: string): Promise<ContractInForce> {
  const source = await readSource(file)
  const document = passedAtBuild(source.digest) ? source.value : await gated(source)
  const located = listOperations(source, document)
  return interpreted(source, document, located, referenceNames, (id, status, pathOf) =>
    status === undefined ? requestOpenness(document, pathOf(id)) : responseOpenness(document, pathOf(id), status),
  )
}

/**
 * Loads an operator's own contract, to be used instead of the reference: an overlay tells what it calls otherwise.
 * Operations that it does not have are not there; scripts that need them are left out. @throws ProblemError
 */
export async function loadOperatorsContract(
  file: string,
  overlayFile: string | undefined,
  reference: ContractInForce,
): Promise<ContractInForce> {
  const overlay = overlayFile === undefined ? emptyOverlay : readOverlay(overlayFile, reference)
  const { tables } = overlay
  const source = await readSource(file)
  const document = await gated(source)
  const located = listMapped(document, reference.operations, overlay)
  return interpreted(source, document, located, wireNames(tables), (id, status) =>
    status === undefined
      ? opennessOnWire(reference.requestOpenness(id), tables.bodies[id])
      : opennessOnWire(reference.responseOpenness(id, status), status >= 400 ? tables.errors : tables.bodies[id]),
  )
}

type PathOf = (id: OperationId) => Path

function interpreted(
  source: Source,
  document: Record<string, unknown>,
  located: ReadonlyMap<OperationId, LocatedOperation>,
  wire: WireNames,
  opennessOf: (id: OperationId, status: number | undefined, pathOf: PathOf) => Openness,
): ContractInForce {
  const { file } = source
  const validator = new MessageValidator(document)
  const openness = new Map<string, Openness>()
  const kept = (key: string, make: () => Openness): Openness => {
    const known = openness.get(key) ?? make()
    openness.set(key, known)
    return known
  }
  const pathOf: PathOf = (id) => find(located, id, file).path
  return {
    title: String(valueAt(document, ['info', 'title'])),
    version: String(valueAt(document, ['info', 'version'])),
    digest: source.digest,
    file,
    operations: new Map([...located].map(([id, { operation }]) => [id, operation])),
    validateResponse: (id, status, headers, body) => validator.response(pathOf(id), status, headers, body),
    validateRequest: (id, body) => validator.request(pathOf(id), body),
    responseOpenness: (id, status) => kept(`${id} ${status}`, () => opennessOf(id, status, pathOf)),
    requestOpenness: (id) => kept(id, () => opennessOf(id, undefined, pathOf)),
    wire,
  }
}

/** The gate brings a validator of OpenAPI itself: loaded only where it is needed. */
async function gated(source: Source): Promise<Record<string, unknown>> {
  const { gate } = await import('./gate.js')
  return gate(source)
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

function responseOpenness(document: Record<string, unknown>, operation: Path, status: number): Openness {
  const response = responseAt(document, operation, status)
  const type = Object.keys(response?.value.content ?? {}).find(isJsonType)
  if (!response || type === undefined) return false
  return opennessAt(document, [...response.path, 'content', type, 'schema'])
}

function requestOpenness(document: Record<string, unknown>, operation: Path): Openness {
  const media = requestMedia(document, operation)
  return media ? opennessAt(document, media.path) : false
}
