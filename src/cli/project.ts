import { join } from 'node:path'
import { isObject } from '../base/json.js'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { readYamlFile } from '../base/yaml-file.js'
import { loadContract, loadOperatorsContract, type LoadedContract } from '../contract/index.js'
import { loadSystem, type LoadedSystem } from '../language/index.js'
import type { ContractInForce } from '../model/contract.js'
import type { SourcePosition } from '../model/scenario.js'
import type { System, SystemId } from '../model/system.js'
import type { Target } from '../model/target.js'
import { fileOfSystem, homeOf, type SystemHome } from './system-home.js'
import type { Wiring } from './wiring.js'

/** A system's files with the contract in force and the reference that its scenarios are written for. */
export type Project = LoadedSystem & {
  readonly home: SystemHome
  readonly contract: ContractInForce
  readonly reference: LoadedContract
}

/** What a sandbox, and whoever joins it, needs of a system. */
export interface Served {
  readonly home: SystemHome
  readonly system: Pick<System, 'id' | 'contract'>
  readonly contract: ContractInForce
}

/**
 * Reads what is served. The scenarios of a system that somebody brought are checked too; those of the package were checked
 * with it, and reading them is most of what a short command does. @throws ProblemError with all problems of the files
 */
export async function loadServed(id: SystemId, wiring: Wiring): Promise<Served> {
  const home = homeOf(id, wiring)
  if (!home.shipped) return loadProject(id, wiring)
  const { path, reference } = await readReference(home)
  return { home, system: { id, contract: path }, contract: reference }
}

/** The reference contract, with its path as system.yaml says it. */
async function readReference(home: SystemHome): Promise<{ path: string; reference: LoadedContract }> {
  const { path, position } = contractNamedIn(join(home.root, 'scenarios', home.id))
  return { path, reference: await loadContract(fileOfSystem(home, path, position)) }
}

/** The path of the reference contract as the system.yaml of a folder says it, and where. @throws ProblemError where it says none */
export function contractNamedIn(scenariosDir: string): { readonly path: string; readonly position: SourcePosition } {
  const systemFile = readYamlFile(join(scenariosDir, 'system.yaml'))
  const path = isObject(systemFile.value) ? systemFile.value.contract : undefined
  if (typeof path !== 'string') {
    throw problem(
      'system-contract',
      'the system names no contract',
      'Write `contract: mocks/<system>/openapi.yaml`.',
      systemFile.position([]),
    )
  }
  return { path, position: systemFile.position(['contract']) }
}

/** A system's files as read; the contract is the system's reference contract unless another is named. Problems are in it, not thrown. */
export async function readProject(id: SystemId, wiring: Wiring, inForce?: Target['contract']): Promise<Project> {
  const home = homeOf(id, wiring)
  const { root } = home
  const scenariosDir = join(root, 'scenarios', id)
  const { reference } = await readReference(home)
  const { vocabulary } = wiring
  const loaded = await loadSystem({ scenariosDir, root, vocabulary, contract: reference })
  const contract = inForce ? await loadOperatorsContract(inForce.file, inForce.overlay, reference) : reference
  return { ...loaded, problems: shownFrom(home, wiring, loaded.problems), home, contract, reference }
}

/** Files of a system that somebody brought are told with the folder as it was given. */
function shownFrom(
  { shipped }: SystemHome,
  { systemDir = '' }: Wiring,
  problems: readonly Problem[],
): readonly Problem[] {
  if (shipped) return problems
  return problems.map((one) =>
    one.place && 'file' in one.place ? { ...one, place: { ...one.place, file: join(systemDir, one.place.file) } } : one,
  )
}

/** The same, ready to run. @throws ProblemError with all problems of the files. */
export async function loadProject(id: SystemId, wiring: Wiring, inForce?: Target['contract']): Promise<Project> {
  const project = await readProject(id, wiring, inForce)
  const [first, ...rest] = project.problems
  if (first) throw new ProblemError([first satisfies Problem, ...rest])
  return project
}
