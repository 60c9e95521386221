import { problem } from '../base/problem.js'
import { controlClient } from '../control/client.js'
import type { Mode } from '../model/system.js'
import type { SandboxReady } from './commands/sandbox.js'
import { loadProject } from './project.js'
import type { Wiring } from './wiring.js'

/** A provider under test, as a target file names it. */
export interface Subject {
  readonly id: string
  readonly name: string
  readonly bin?: string
  readonly url: string
  readonly modes: readonly Mode[]
}

/**
 * The subject for a system that no example bank serves: the first invented provider at its own door, with these defects.
 * @throws ProblemError where the fixtures have none
 */
export async function inventedSubject(
  system: string,
  { controlUrl, token }: Pick<SandboxReady, 'controlUrl' | 'token'>,
  defects: readonly string[],
  wiring: Wiring,
): Promise<Subject> {
  const control = controlClient(controlUrl, token)
  const { providers } = await control.workspace()
  const found = providers.find(({ invented, state }) => invented && state === 'registered')
  if (!found)
    throw problem(
      'fixtures-incomplete',
      'the fixtures have no provider',
      'Add one to participants.yaml: provider: true.',
    )
  if (defects.length > 0) await control.setDefects(defects)
  const { id, name, url } = found
  return { id, name, url, modes: await modesOf(system, wiring) }
}

/** The modes that some script of a provider has. */
async function modesOf(system: string, wiring: Wiring): Promise<Mode[]> {
  const { scenarios } = await loadProject(system, wiring)
  const used = new Set(scenarios.filter(({ subject }) => subject === 'provider').flatMap(({ modes }) => modes))
  const known = (['direct', 'through'] as const).filter((mode) => used.has(mode))
  return known.length > 0 ? known : ['direct']
}
