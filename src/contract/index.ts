import { ProblemError, type Problem } from '../base/problem.js'
import type { ContractInForce } from '../model/contract.js'
import { passedAtBuild } from './gated.js'
import type { Gated } from './gate.js'
import { interpreted } from './interpret.js'
import type { LoadedContract } from './loaded.js'
import { responseAt } from './messages.js'
import { openInBoth, opennessOnWire, openWhereDeclared } from './openness-on-wire.js'
import { declaredRequestOpenness, declaredResponseOpenness, usesOpenness } from './openness.js'
import { isJsonType, listMapped, listOperations, requestMedia, tellsServers } from './operations.js'
import { overlayMisfits } from './overlay-fit.js'
import { readOverlayFile } from './overlay-file.js'
import { overlayProblems } from './overlay-problems.js'
import { overlayOf } from './overlay.js'
import { isObject } from '../base/json.js'
import { readSource, type Path, type Source } from './source.js'
import { referenceNames, referenceStatuses, wireNames, type NameTables } from './wire-names.js'

export type { LoadedContract } from './loaded.js'

/**
 * Loads an OpenAPI file (3.0 or 3.1) as the contract in force: reads it, lets only a sound one through, lists its operations.
 * One that says nowhere who serves what was not written for us: all its operations are the provider's, those without an id
 * get one, and words of its schemas that nobody knows are noted.
 * Nothing is fetched from the network; referenced files must lie under the contract's folder.
 * @throws ProblemError with all problems found, each with file, line, column and remedy.
 */
export async function loadContract(file: string): Promise<LoadedContract> {
  const source = await readSource(file)
  const whose = tellsServers(source.value) ? 'ours' : 'theirs'
  const gated = passedAtBuild(source.digest) ? { document: source.value, notes: [] } : await passGate(source, whose)
  const { document } = gated
  return interpreted({
    source,
    gated,
    located: listOperations(source, document),
    wire: referenceNames,
    responseOpenness: (_, path, status) => declaredResponseOpenness(document, path, status),
    requestOpenness: (_, path) => declaredRequestOpenness(document, path),
  })
}

/**
 * Loads an operator's own contract, to be used instead of the reference: an overlay tells what it calls otherwise.
 * Operations that it does not have are not there; scripts that need them are left out. Where the two do not fit, that is
 * refused, or noted for who only looks at the file.
 * @throws ProblemError with all problems of both files and of how they fit, each with its place and remedy.
 */
export async function loadOperatorsContract(
  file: string,
  overlayFile: string | undefined,
  reference: LoadedContract,
  misfits: 'refused' | 'noted' = 'refused',
): Promise<LoadedContract> {
  const overlaySource = overlayFile === undefined ? undefined : readOverlayFile(overlayFile)
  if (overlaySource) refuse(overlayProblems(overlaySource, reference))
  const overlay = overlayOf(overlaySource, reference)
  const { tables } = overlay
  const source = await readSource(file)
  const gated = await passGate(source, 'theirs')
  const { document } = gated
  const decidesItself = usesOpenness(document)
  const located = listMapped(document, reference.operations, overlay, decidesItself)
  const found = overlayMisfits({ source, document, located, overlay, reference })
  if (misfits === 'refused') refuse(found)
  return interpreted({
    source,
    gated: { document, notes: [...gated.notes, ...(misfits === 'noted' ? found : [])] },
    located,
    wire: wireNames(tables),
    tables,
    ...(overlaySource ? { overlay: { file: overlaySource.file, digest: overlaySource.digest } } : {}),
    responseOpenness: (id, path, status) =>
      decidesItself
        ? declaredResponseOpenness(document, path, status)
        : openWhereDeclared(
            document,
            responseSchema(document, path, status),
            translated(reference, tables, id, status),
          ),
    requestOpenness: (id, path) => {
      if (decidesItself) return declaredRequestOpenness(document, path)
      const schema = requestMedia(document, path)?.path
      const open = opennessOnWire(reference.requestOpenness(id), tables.requests.get(id))
      return openWhereDeclared(document, schema ? [schema] : [], open)
    },
  })
}

/** Openness of the reference under the names of the overlay: for every status of the reference that this one may stand for. */
function translated(reference: ContractInForce, tables: NameTables, id: string, status: number) {
  const names = (status >= 400 ? tables.errors : tables.answers).get(id)
  return referenceStatuses(tables, status)
    .map((known) => opennessOnWire(reference.responseOpenness(id, known), names))
    .reduce(openInBoth, true)
}

function responseSchema(document: Record<string, unknown>, operation: Path, status: number): Path[] {
  const response = responseAt(document, operation, status)
  const type = isObject(response?.value.content) ? Object.keys(response.value.content).find(isJsonType) : undefined
  return response && type !== undefined ? [[...response.path, 'content', type, 'schema']] : []
}

/** The gate brings a validator of OpenAPI itself: loaded only where it is needed. */
async function passGate(source: Source, whose: 'ours' | 'theirs'): Promise<Gated> {
  const { gate } = await import('./gate.js')
  return gate(source, whose)
}

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
}
