import { inLanguage } from '../../base/text.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { loadProject } from '../project.js'
import { systemIds } from '../system-home.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq list` — the scenarios of the systems, with script, modes, requirements and what they catch. */
export async function list(systems: readonly string[], wiring: Wiring, out: Output): Promise<ExitCode> {
  const ids = systems.length > 0 ? systems : systemIds(wiring)
  const result = []
  for (const id of ids) {
    const { system, scenarios } = await loadProject(id, wiring)
    out.line(`${system.id}  ${inLanguage(system.title, out.language)}`)
    for (const scenario of scenarios) {
      out.line(`  ${scenario.id}`)
      out.line(`      ${inLanguage(scenario.title, out.language)}`)
      out.line(`      ${scenario.script}; ${scenario.modes.join(', ')}; requires ${scenario.requires.join(', ')}`)
      if (scenario.catches.length > 0) out.line(`      catches ${scenario.catches.join(', ')}`)
    }
    result.push({
      system: id,
      scenarios: scenarios.map(({ id: scenario, title, subject, script, modes, requires, catches, effects }) => ({
        scenario,
        title,
        subject,
        script,
        modes,
        requires,
        catches,
        effects,
      })),
    })
  }
  out.result({ systems: result })
  return exitCodes.conforms
}
