import type { Problem } from '../base/problem.js'
import type { Scenario } from '../model/scenario.js'
import type { Addressee, RequirementId, System } from '../model/system.js'

/** Roles that a participant has; the scripts of each have to cover what binds it. */
const roles: readonly Addressee[] = ['provider', 'user']

/**
 * MUST requirements that neither a scenario tests nor a written reason excuses, and reasons that no longer hold because
 * a scenario has come. A scenario tests what it requires and what its checks rest on. A requirement that binds both roles is
 * tested for each, where the system has scripts for both.
 */
export function uncovered(system: System, scenarios: readonly Scenario[]): Problem[] {
  const tested = testedBy(scenarios)
  const covered = roles.filter((role) => scenarios.some(({ subject }) => subject === role))
  return [...system.requirements.values()].flatMap((requirement): Problem[] => {
    const { id, addressee } = requirement
    const by = tested.get(id) ?? []
    const lacking = covered.filter((role) => addressee.includes(role) && !by.some(({ subject }) => subject === role))
    const place = { name: `requirement ${id} of ${system.id}` }
    const [first] = by
    if (requirement.untested && first && lacking.length === 0) {
      const what = `It is marked «untested», but ${first.id} tests it.`
      return [{ code: 'tested-after-all', place, what, remedy: 'Remove «untested» from it in requirements.yaml.' }]
    }
    if (requirement.keyword !== 'MUST' || requirement.untested || (first && lacking.length === 0)) return []
    const whom = first ? ` of the ${lacking.join(' and the ')}` : ''
    const what = `It is a MUST that no scenario${whom} tests and no written reason excuses.`
    const remedy =
      'Write a scenario that requires it, or say in requirements.yaml why not: «untested: { reason: manual or later, why: … }».'
    return [{ code: 'untested', place, what, remedy }]
  })
}

/** By requirement the scenarios that test it. */
function testedBy(scenarios: readonly Scenario[]): Map<RequirementId, Scenario[]> {
  const tested = new Map<RequirementId, Scenario[]>()
  for (const scenario of scenarios) {
    const rested = scenario.steps.flatMap((step) => step.checks.map((check) => check.requirement))
    for (const id of new Set([...scenario.requires, ...rested])) tested.set(id, [...(tested.get(id) ?? []), scenario])
  }
  return tested
}
