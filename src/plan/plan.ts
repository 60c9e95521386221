import { literal, type Text } from '../base/text.js'
import type { ContractInForce } from '../model/contract.js'
import type { Plan, PlanItem, PlannedClients, PlannedStep, PlannedTarget, ScenarioHead } from '../model/plan.js'
import type { ClientWish, Procedure, Scenario, Step } from '../model/scenario.js'
import type { Mode, RequiredSet, System } from '../model/system.js'
import type { Target } from '../model/target.js'
import type { SkipReason } from '../model/verdict.js'
import type { Vocabulary } from '../model/vocabulary.js'
import { lackingIn } from './lacking.js'
import { withImported } from './imported.js'
import {
  ability,
  consentNotOfBank,
  inContract,
  loadNotPermitted,
  permission,
  procedureFor,
  rateNotDeclared,
  testClient,
} from './reasons.js'
import { translateChecks } from './translate.js'
import { cutOff, isSelected, type Selection } from './select.js'
import { expand, missingProcedures, ordinarySteps, procedureLookup, type ProcedureLookup } from './expand.js'

export interface PlanInput {
  readonly system: System
  readonly scenarios: readonly Scenario[]
  readonly procedures: readonly Procedure[]
  readonly target: Target
  readonly contract: ContractInForce
  readonly vocabulary: Vocabulary
  /** Everything where absent. */
  readonly selection?: Selection
}

/**
 * Resolves scenarios against a target: which run in which mode and order, for which clients, and what is left out and why.
 * The subject's scripts come first, successes before failures: a credential that works is known before a refusal is judged.
 */
export function makePlan(input: PlanInput): Plan {
  const { system, target, selection = {} } = input
  const lookup = procedureLookup(input.procedures)
  const wanted = input.scenarios.filter((scenario) => concerns(scenario, target) && isSelected(scenario, selection))
  const pairs = wanted
    .flatMap((scenario) =>
      scenario.modes.filter((mode) => target.modes.includes(mode)).map((mode) => ({ scenario, mode })),
    )
    .sort((a, b) => orderOf(a, target) - orderOf(b, target))
  let attempt = 0
  const items = cutOff(pairs, selection.until).map(({ scenario, mode }): PlanItem => {
    const { steps, ...head } = scenario
    const clients = chosenClients(scenario, target)
    const reason = skipReason(scenario, mode, clients, input, lookup)
    if (reason) return { scenario: head satisfies ScenarioHead, mode, planned: false, reason }
    attempt += 1
    return {
      scenario: head,
      mode,
      planned: true,
      attempt,
      clients,
      steps: resolved(steps, mode, { ...input, imports: target.consents.length > 0 }, lookup),
    }
  })
  return {
    system: system.id,
    role: target.role,
    target: plannedTarget(input),
    items,
    forms: { id: system.id, title: system.title, rows: system.rows, services: system.services },
    requirements: Object.fromEntries(system.requirements),
    required: requiredOf(input),
    requiredBy: target.required ? 'target' : 'system',
    purposes: { steps: summariesOf(input.vocabulary.steps), checks: summariesOf(input.vocabulary.checks) },
  }
}

/** What each kind is for, as the plan keeps it for documents. */
export const summariesOf = (kinds: ReadonlyMap<string, { readonly summary: Text }>): Record<string, Text> =>
  Object.fromEntries([...kinds].map(([name, { summary }]) => [name, summary]))

/** Scripts for the role under test, and for a platform of ours: nobody asked us to judge an operator's. */
function concerns({ subject }: Scenario, { role, platform }: Target): boolean {
  return subject === role || (subject === 'platform' && platform.control !== undefined)
}

/** What steps are resolved against; `imports` where the target has consents that were given before the run. */
type Resolving = Pick<PlanInput, 'system' | 'vocabulary' | 'contract'> & { readonly imports: boolean }

/** Steps ready to be carried out: procedures expanded, in the words of the contract in force. */
export function resolved(
  steps: readonly Step[],
  mode: Mode,
  { system, vocabulary, contract, imports }: Resolving,
  lookup: ProcedureLookup,
): readonly PlannedStep[] {
  const expanded = translateChecks(expand(steps, mode, lookup), vocabulary, contract)
  return imports ? withImported(expanded, system.importedConsent, vocabulary) : expanded
}

/** Subject before platform, success before failure, direct before through; files in the order of their names. */
function orderOf({ scenario, mode }: { scenario: Scenario; mode: Mode }, target: Target): number {
  return (
    (scenario.subject === target.role ? 0 : 4) + (scenario.script === 'success' ? 0 : 2) + (mode === 'direct' ? 0 : 1)
  )
}

/**
 * For each wish the first client of the target that has every trait wished for. `other` is never the same as `client`:
 * where the first client is the only one who could be `other`, the next one who fits is taken for `client`.
 */
function chosenClients(scenario: Scenario, target: Target): PlannedClients {
  const fitting = (wish: ClientWish | undefined): string[] =>
    wish
      ? target.clients.filter(({ has }) => wish.has.every((trait) => has.includes(trait))).map(({ name }) => name)
      : []
  const clients = fitting(scenario.client)
  const others = fitting(scenario.other)
  const client = clients.find((name) => others.some((other) => other !== name)) ?? clients[0]
  const other = others.find((name) => name !== client)
  return { ...(client === undefined ? {} : { client }), ...(other === undefined ? {} : { other }) }
}

/** Needs that a target meets or not by what it declares; answers why a script does not apply. */
const declarations: Readonly<Record<string, (target: Target) => Text | undefined>> = {
  'consent-check': ({ consentCheck }) => (consentCheck === 'platform' ? consentNotOfBank : undefined),
  'declared-rate': ({ limits }) => (limits.declaredRate ? undefined : rateNotDeclared),
}

function skipReason(
  scenario: Scenario,
  mode: Mode,
  clients: PlannedClients,
  input: PlanInput,
  lookup: ProcedureLookup,
): SkipReason | undefined {
  const { target, vocabulary } = input
  const declared = target.notApplicable.find((entry) => entry.scenario === scenario.id)
  if (declared) return { kind: 'not-applicable', why: literal(declared.why) }

  if (scenario.effects.includes('load') && !mayLoad(target)) return withoutLoad(scenario, mode, input)

  const steps = ordinarySteps(scenario.steps, mode, lookup)
  const stepNeeds = steps.flatMap(({ kind }) => vocabulary.steps.get(kind)?.needs ?? [])
  for (const need of new Set([...scenario.needs, ...stepNeeds])) {
    const declaration = declarations[need]
    const why = declaration?.(target)
    if (why !== undefined) return { kind: 'not-applicable', why }
    if (!declaration && !target.abilities.includes(need)) return withoutAbility(need, steps, vocabulary)
  }
  for (const name of ['client', 'other'] as const) {
    const wish = scenario[name]
    if (wish && clients[name] === undefined) return { kind: 'not-provided', what: testClient(name, wish.has) }
  }
  const effect = scenario.effects.find((candidate) => !target.limits.effects.includes(candidate))
  if (effect) return { kind: 'not-provided', what: permission(effect) }
  const [lacking] = lackingIn(input.contract, steps, vocabulary)
  if (lacking !== undefined) return { kind: 'not-provided', what: inContract(lacking) }
  const [missing] = missingProcedures(scenario.steps, mode, lookup)
  if (missing !== undefined) return { kind: 'not-provided', what: procedureFor(missing, mode) }
  return undefined
}

/** Where nobody can tell what is seen, the questions are left to be confirmed by hand. */
function withoutAbility(need: string, steps: readonly Step[], vocabulary: Vocabulary): SkipReason {
  const asking = steps.flatMap(({ kind, args }) => {
    const known = vocabulary.steps.get(kind)
    return known?.needs.includes(need) && known.asks ? [known.asks(known.params.parse(args))] : []
  })
  return { kind: 'not-provided', what: ability(need), ...(asking.length > 0 ? { toConfirm: asking } : {}) }
}

function mayLoad({ limits }: Target): boolean {
  return limits.effects.includes('load') && limits.load !== undefined
}

/** A load is for who asks for it: left out, it lacks to nobody but to an operator whose required set has it. */
function withoutLoad({ id }: Scenario, mode: Mode, input: PlanInput): SkipReason {
  const required = requiredOf(input).some((one) => one.mode === mode && one.scenario === id)
  return required
    ? { kind: 'not-provided', what: permission('load') }
    : { kind: 'not-applicable', why: loadNotPermitted }
}

/** What the Act rests on for this target. */
function requiredOf({ system, target }: PlanInput): Plan['required'] {
  return requiredIn(target.required ?? system.requiredSets, target)
}

/** The part of required sets that binds a role in the modes of a target. */
export function requiredIn(
  sets: readonly RequiredSet[],
  { role, modes }: Pick<Target, 'role' | 'modes'>,
): Plan['required'] {
  return sets
    .filter((set) => set.role === role && modes.includes(set.mode))
    .flatMap(({ mode, scenarios }) => scenarios.map((scenario) => ({ scenario, mode })))
}

function plannedTarget({ target, contract }: PlanInput): PlannedTarget {
  return {
    name: target.name,
    environment: target.environment,
    participant: target.participant,
    modes: target.modes,
    endpoints: {
      ...(target.direct && target.modes.includes('direct') ? { direct: target.direct.url } : {}),
      ...(target.modes.includes('through') ? { through: target.platform.api } : {}),
      platform: target.platform.issuer,
    },
    consentCheck: target.consentCheck,
    contract: {
      title: contract.title,
      version: contract.version,
      digest: contract.digest,
      ...(contract.overlay ? { overlay: { digest: contract.overlay.digest } } : {}),
    },
    ...(target.platform.codeDigest === undefined ? {} : { code: { digest: target.platform.codeDigest } }),
  }
}
