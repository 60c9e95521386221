import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { sha256 } from '../base/digest.js'
import { problem, ProblemError } from '../base/problem.js'
import { loadContract, loadOperatorsContract } from '../contract/index.js'
import { loadSystem } from '../language/index.js'
import type { ContractInForce } from '../model/contract.js'
import type { Plan } from '../model/plan.js'
import type { SystemId } from '../model/system.js'
import type { MendedFiles } from '../plan/again.js'
import { contractNamedIn } from './project.js'
import { fileOfSystem, homeOf, systemHomes } from './system-home.js'
import type { Wiring } from './wiring.js'

/** Where the files lie by which a run is judged again. */
export interface FilesAsked {
  /** A folder scenarios/, or that of the system; the installed files where absent. */
  readonly scenarios?: string
  /** The contract of the run where it was an operator's. */
  readonly contract?: string
  readonly overlay?: string
}

/**
 * Reads scenario files to judge a run by, with the contract that the run rested on.
 * @throws ProblemError where there are none, they are not in order, or the contract is another
 */
export async function filesToJudgeBy(
  plan: Plan,
  asked: FilesAsked,
  wiring: Wiring,
): Promise<{ readonly files: MendedFiles; readonly digest: string }> {
  const scenariosDir = folderOf(plan.system, asked.scenarios, wiring)
  const { path, position } = contractNamedIn(scenariosDir)
  const root = rootOf(scenariosDir, path, plan.system, wiring)
  const reference = await loadContract(fileOfSystem({ id: plan.system, root, shipped: false }, path, position))
  const { vocabulary } = wiring
  const { problems, ...loaded } = await loadSystem({ scenariosDir, root, vocabulary, contract: reference })
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  const contract =
    asked.contract === undefined ? reference : await loadOperatorsContract(asked.contract, asked.overlay, reference)
  refuseOther(plan, contract, asked.contract ?? path)
  return { files: { ...loaded, contract, vocabulary }, digest: digestOf(scenariosDir) }
}

/** The folder of the system that is meant. */
function folderOf(system: SystemId, given: string | undefined, wiring: Wiring): string {
  if (given === undefined) return join(homeOf(system, wiring).root, 'scenarios', system)
  const folder = resolve(given)
  const candidates = [folder, join(folder, system), join(folder, 'scenarios', system)]
  const found = candidates.find((one) => basename(one) === system && existsSync(join(one, 'system.yaml')))
  if (found !== undefined) return found
  throw problem(
    'scenarios-not-found',
    `the run is of the system «${system}», and this folder has no ${system}/system.yaml`,
    `Give a folder scenarios/ that holds ${system}/, or the folder ${system}/ itself.`,
    { file: given },
  )
}

/** The root from which system.yaml names its contract: that of the folder, else that of the system as it is installed. */
function rootOf(scenariosDir: string, contract: string, system: SystemId, wiring: Wiring): string {
  const own = dirname(dirname(scenariosDir))
  const installed = systemHomes(wiring).find(({ id }) => id === system)?.root
  return !existsSync(join(own, contract)) && installed !== undefined ? installed : own
}

/** Answers were compared with the contract of that run while their values were still there: no other can judge them. */
function refuseOther({ target: { contract: then } }: Plan, now: ContractInForce, file: string): void {
  if (then.digest === now.digest && then.overlay?.digest === now.overlay?.digest) return
  const named = ({ digest, overlay }: Pick<Plan['target']['contract'], 'digest' | 'overlay'>): string =>
    `SHA-256 ${digest}${overlay ? ` with the overlay ${overlay.digest}` : ''}`
  throw problem(
    'contract-other',
    `the run rests on the contract «${then.title}», ${named(then)}; this one is ${named(now)}`,
    'Name the contract of the run with --contract and, where it had one, its overlay with --overlay; or run again.',
    { file },
  )
}

/**
 * SHA-256 of the list of all scenario files with theirs, as `sha256sum` writes it: in the folder of the system
 * `find . -name '*.yaml' | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum | sha256sum` gives the same.
 */
function digestOf(scenariosDir: string): string {
  const names = readdirSync(scenariosDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(scenariosDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
  return sha256(names.map((name) => `${sha256(readFileSync(join(scenariosDir, name)))}  ${name}\n`).join(''))
}
