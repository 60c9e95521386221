import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { ContractInForce, OperationId, Openness } from '../model/contract.js'
import { passedAtBuild } from './gated.js'
import { MessageValidator, responseAt } from './messages.js'
import { isJsonType, listOperations, requestMedia, type LocatedOperation } from './operations.js'
import { opennessAt } from './openness.js'
import { valueAt } from './pointer.js'
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
  const validator = new MessageValidator(document)
  const openness = new Map<string, Openness>()
  const kept = (key: string, make: () => Openness): Openness => {
    const known = openness.get(key) ?? make()
    openness.set(key, known)
    return known
  }
  const pathOf = (id: OperationId): Path => find(located, id, file).path
  return {
    title: String(valueAt(document, ['info', 'title'])),
    version: String(valueAt(document, ['info', 'version'])),
    digest: source.digest,
    file,
    operations: new Map([...located].map(([id, { operation }]) => [id, operation])),
    validateResponse: (id, status, headers, body) => validator.response(pathOf(id), status, headers, body),
    validateRequest: (id, body) => validator.request(pathOf(id), body),
    responseOpenness: (id, status) => kept(`${id} ${status}`, () => responseOpenness(document, pathOf(id), status)),
    requestOpenness: (id) => kept(id, () => requestOpenness(document, pathOf(id))),
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
