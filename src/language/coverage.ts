import type { Problem } from '../base/problem.js'
import type { Scenario } from '../model/scenario.js'
import type { RequirementId, System } from '../model/system.js'

/**
 * MUST requirements that neither a scenario tests nor a written reason excuses, and reasons that no longer hold because
 * a scenario has come. A scenario tests what it requires and what its checks rest on.
 */
export function uncovered(system: System, scenarios: readonly Scenario[]): Problem[] {
  const tested = testedBy(scenarios)
  return [...system.requirements.values()].flatMap((requirement): Problem[] => {
    const scenario = tested.get(requirement.id)
    const place = { name: `requirement ${requirement.id} of ${system.id}` }
    if (requirement.untested && scenario !== undefined) {
      const what = `It is marked «untested», but ${scenario} tests it.`
      return [{ code: 'tested-after-all', place, what, remedy: 'Remove «untested» from it in requirements.yaml.' }]
    }
    if (requirement.keyword !== 'MUST' || requirement.untested || scenario !== undefined) return []
    const what = 'It is a MUST that no scenario tests and no written reason excuses.'
    const remedy =
      'Write a scenario that requires it, or say in requirements.yaml why not: «untested: { reason: manual or later, why: … }».'
    return [{ code: 'untested', place, what, remedy }]
  })
}

/** By requirement the first scenario that tests it. */
function testedBy(scenarios: readonly Scenario[]): Map<RequirementId, string> {
  const tested = new Map<RequirementId, string>()
  for (const scenario of scenarios) {
    const rested = scenario.steps.flatMap((step) => step.checks.map((check) => check.requirement))
    for (const id of [...scenario.requires, ...rested]) if (!tested.has(id)) tested.set(id, scenario.id)
  }
  return tested
}
