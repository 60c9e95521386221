import { canonicalJson, type Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { ContractInForce } from '../model/contract.js'
import type { Plan, PlanItem, PlannedStep, ScenarioHead } from '../model/plan.js'
import type { Procedure, Scenario } from '../model/scenario.js'
import type { Mode, System } from '../model/system.js'
import type { SkipReason } from '../model/verdict.js'
import type { Vocabulary } from '../model/vocabulary.js'
import { missingProcedures, ordinarySteps, procedureLookup, type ProcedureLookup } from './expand.js'
import { lackingIn } from './lacking.js'
import { requiredIn, resolved, summariesOf } from './plan.js'
import { inContract, procedureFor } from './reasons.js'

/** The files of a system as they are now. */
export interface MendedFiles {
  readonly system: System
  readonly scenarios: readonly Scenario[]
  readonly procedures: readonly Procedure[]
  /** The contract that the run rested on. */
  readonly contract: ContractInForce
  readonly vocabulary: Vocabulary
}

/**
 * The plan of a run made again from the scenario files of today, for the target that it records: the same scripts in the
 * same order, for the same clients, with today's steps, checks, requirements, rows and required set. What the files no
 * longer have is not in it, and what was not in the run does not come in: nobody carried it out.
 */
export function planAgain(old: Plan, files: MendedFiles): Plan {
  const { system, vocabulary } = files
  const lookup = procedureLookup(files.procedures)
  const imports = old.items.some((item) => item.planned && standsIn(item.steps))
  const items = old.items.flatMap((item): PlanItem[] => {
    const scenario = files.scenarios.find(({ id, modes }) => id === item.scenario.id && modes.includes(item.mode))
    return scenario ? [itemAgain(item, scenario, { ...files, imports }, lookup)] : []
  })
  return {
    ...old,
    items,
    forms: { id: system.id, title: system.title, rows: system.rows, services: system.services },
    requirements: Object.fromEntries(system.requirements),
    required: requiredAgain(old, files),
    purposes: { steps: summariesOf(vocabulary.steps), checks: summariesOf(vocabulary.checks) },
  }
}

/** True where an imported consent could stand in for a call: the target of that run had one. */
function standsIn(steps: readonly PlannedStep[]): boolean {
  return steps.some((step) => step.type === 'call' && (step.imported !== undefined || standsIn(step.steps)))
}

function itemAgain(
  old: PlanItem,
  scenario: Scenario,
  files: MendedFiles & { readonly imports: boolean },
  lookup: ProcedureLookup,
): PlanItem {
  const { steps, ...head } = scenario
  const { mode } = old
  if (!old.planned) return { scenario: head, mode, planned: false, reason: reasonAgain(old.reason, old.scenario, head) }
  const reason = leftOut(scenario, mode, files, lookup)
  if (reason) return { scenario: head, mode, planned: false, reason }
  return { ...old, scenario: head, steps: resolved(steps, mode, files, lookup) }
}

/** What a mended script asks for and files or contract do not have. */
function leftOut(scenario: Scenario, mode: Mode, files: MendedFiles, lookup: ProcedureLookup): SkipReason | undefined {
  const [missing] = missingProcedures(scenario.steps, mode, lookup)
  if (missing !== undefined) return { kind: 'not-provided', what: procedureFor(missing, mode) }
  const steps = ordinarySteps(scenario.steps, mode, lookup)
  const [lacking] = lackingIn(files.contract, steps, files.vocabulary)
  return lacking === undefined ? undefined : { kind: 'not-provided', what: inContract(lacking) }
}

/** What did not apply to a script of other needs may apply to this one: that is for a run to say. */
function reasonAgain(reason: SkipReason, old: ScenarioHead, head: ScenarioHead): SkipReason {
  const wants = ({ needs, effects, client, other }: ScenarioHead): string =>
    canonicalJson({ needs, effects, client: client?.has ?? null, other: other?.has ?? null } satisfies Json)
  return reason.kind === 'not-provided' || wants(old) === wants(head)
    ? reason
    : { kind: 'not-provided', what: runOfMended }
}

/** In Russian in the genitive, as after «нет». */
const runOfMended: Required<Text> = {
  ru: 'прогона этого сценария в его нынешнем виде: требования к цели изменились',
  kk: 'осы сценарийдің қазіргі нұсқасының сынағы: нысанаға қойылатын талаптар өзгерген',
  en: 'a run of this script as it is now: what it needs of the target has changed',
}

/**
 * A set that the target's file named stays; otherwise the system's of today. Where an earlier version did not record who
 * named it, both bind: less must not be asked by mistake.
 */
function requiredAgain(old: Plan, { system, scenarios }: MendedFiles): Plan['required'] {
  if (old.requiredBy === 'target') return old.required
  const now = requiredIn(system.requiredSets, { role: old.role, modes: old.target.modes })
  if (old.requiredBy === 'system') return now
  const known = new Set(scenarios.map(({ id }) => id))
  const kept = old.required.filter(
    ({ scenario, mode }) => known.has(scenario) && !now.some((one) => one.scenario === scenario && one.mode === mode),
  )
  return [...now, ...kept]
}
