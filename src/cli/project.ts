import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../base/json.js'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { readYamlFile } from '../base/yaml-file.js'
import { loadContract, loadOperatorsContract, type LoadedContract } from '../contract/index.js'
import { loadSystem, type LoadedSystem } from '../language/index.js'
import type { ContractInForce } from '../model/contract.js'
import type { SystemId } from '../model/system.js'
import type { Target } from '../model/target.js'
import type { Wiring } from './wiring.js'

/** The systems that the project holds, by the names of their folders. */
export function systemIds(root: string): SystemId[] {
  const folder = join(root, 'scenarios')
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'system.yaml')))
    .sort()
}

/** A system's files with the contract in force and the reference that its scenarios are written for. */
export type Project = LoadedSystem & { readonly contract: ContractInForce; readonly reference: LoadedContract }

/** A system's files as read; the contract is the system's reference contract unless another is named. Problems are in it, not thrown. */
export async function readProject(id: SystemId, wiring: Wiring, inForce?: Target['contract']): Promise<Project> {
  const known = systemIds(wiring.root)
  if (!known.includes(id)) {
    throw problem(
      'system-unknown',
      `there is no system «${id}».${didYouMean(id, known)}`,
      `Known systems: ${known.join(', ')}.`,
    )
  }
  const scenariosDir = join(wiring.root, 'scenarios', id)
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
  const reference = await loadContract(join(wiring.root, path))
  const { vocabulary, root } = wiring
  const loaded = await loadSystem({ scenariosDir, root, vocabulary, contract: reference })
  const contract = inForce ? await loadOperatorsContract(inForce.file, inForce.overlay, reference) : reference
  return { ...loaded, contract, reference }
}

/** The same, ready to run. @throws ProblemError with all problems of the files. */
export async function loadProject(id: SystemId, wiring: Wiring, inForce?: Target['contract']): Promise<Project> {
  const project = await readProject(id, wiring, inForce)
  const [first, ...rest] = project.problems
  if (first) throw new ProblemError([first satisfies Problem, ...rest])
  return project
}
