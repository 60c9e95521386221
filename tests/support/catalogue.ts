import { synaq } from './synaq.js'

/** A script as `synaq list --json` tells of it. */
export interface ListedScenario {
  readonly scenario: string
  readonly subject: 'provider' | 'platform' | 'user'
  readonly modes: readonly ('direct' | 'through')[]
  readonly catches: readonly string[]
}

/** All scripts of a system. */
export async function listScenarios(system = 'npck-accounts'): Promise<readonly ListedScenario[]> {
  const { stdout } = await synaq(['list', system, '--json'])
  const { systems } = JSON.parse(stdout) as { systems: { scenarios: ListedScenario[] }[] }
  return systems.flatMap(({ scenarios }) => scenarios)
}

/** `id (mode)` of the scripts for `subject` that claim a defect, in the modes given. */
export function claimants(
  scenarios: readonly ListedScenario[],
  subject: ListedScenario['subject'],
  defect: string,
  modes: readonly string[] = ['direct', 'through'],
): string[] {
  return scenarios
    .filter((listed) => listed.subject === subject && listed.catches.includes(defect))
    .flatMap((listed) =>
      listed.modes.filter((mode) => modes.includes(mode)).map((mode) => `${listed.scenario} (${mode})`),
    )
}
