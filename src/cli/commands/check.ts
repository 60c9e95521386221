import { placeText } from '../../base/problem.js'
import { uncovered } from '../../language/index.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { problemLines } from '../output.js'
import { readProject } from '../project.js'
import { systemIds } from '../system-home.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq check` — every file of the systems, all problems at once, no network. */
export async function check(systems: readonly string[], wiring: Wiring, out: Output): Promise<ExitCode> {
  const ids = systems.length > 0 ? systems : systemIds(wiring)
  const results = []
  for (const id of ids) {
    const project = await readProject(id, wiring)
    const problems = [
      ...project.problems,
      ...(project.problems.length === 0 ? uncovered(project.system, project.scenarios) : []),
    ]
    for (const problem of problems) out.line(problemLines(problem))
    const { scenarios, procedures } = project
    if (problems.length === 0) {
      out.line(
        `${id}: ${scenarios.length} scenarios, ${procedures.length} procedures, ${project.system.requirements.size} requirements: no problems`,
      )
    } else {
      out.line(`${id}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
    }
    results.push({ system: id, problems: problems.map((p) => ({ ...p, where: placeText(p.place) })) })
  }
  out.result({ systems: results })
  return results.every(({ problems }) => problems.length === 0) ? exitCodes.conforms : exitCodes.misuse
}
