import { basename, join } from 'node:path'
import type { Problem } from '../base/problem.js'
import type { ContractInForce } from '../model/contract.js'
import type { Procedure, Scenario, Step } from '../model/scenario.js'
import type { System } from '../model/system.js'
import type { Vocabulary } from '../model/vocabulary.js'
import { checkRevealed } from './catches.js'
import { checkCalls, checkRecursion, checkUndo, checkVariants, Procedures } from './calls.js'
import { listFiles } from './layout.js'
import { procedureName, readProcedure } from './procedure.js'
import type { LocatedProcedure } from './procedure.js'
import { checkPlaces } from './places.js'
import { readRequirements } from './requirements.js'
import type { ReadRequirements } from './requirements.js'
import { readScenario } from './scenario.js'
import type { LocatedScenario } from './scenario.js'
import { builtIns, checkReferences, checkScope } from './scope.js'
import { openSource, Source } from './source.js'
import { emptySystem, readSystem } from './system-file.js'
import type { Words } from './words.js'

export interface LoadOptions {
  /** The folder `scenarios/<system>`. */
  readonly scenariosDir: string
  /** The project's root: paths in problems and in system.yaml are relative to it. */
  readonly root: string
  readonly vocabulary: Vocabulary
  readonly contract: ContractInForce
}

export interface LoadedSystem {
  readonly system: System
  /** Scenarios and procedures without a problem of their own. */
  readonly scenarios: readonly Scenario[]
  readonly procedures: readonly Procedure[]
  /** Everything that is wrong, in all files, by file and line. Run nothing while there are any. */
  readonly problems: readonly Problem[]
}

const noRequirements: ReadRequirements = { requirements: new Map(), broken: [] }

/** Reads everything that a system's folder says. Never throws for what a person wrote: all problems come at once. */
export async function loadSystem(options: LoadOptions): Promise<LoadedSystem> {
  const layout = await listFiles(options.scenariosDir, options.root)
  const unread: Problem[] = [...layout.problems]
  const sources: Source[] = []
  const open = (path: string): Source | undefined => {
    const source = openSource(path, options.root)
    if (source instanceof Source) sources.push(source)
    else unread.push(...source)
    return source instanceof Source ? source : undefined
  }

  const id = basename(options.scenariosDir)
  const requirementsFile = open(join(options.scenariosDir, 'requirements.yaml'))
  const { requirements, broken } = requirementsFile ? readRequirements(requirementsFile) : noRequirements
  const words: Words = {
    vocabulary: options.vocabulary,
    contract: options.contract,
    procedures: new Set(layout.procedures.map((path) => procedureName(basename(path)).name)),
    requirements: new Map([
      ...broken.map((name) => [name, undefined] as const),
      ...[...requirements].map(([name, { addressee }]) => [name, addressee] as const),
    ]),
  }
  const read = layout.procedures.map((path) => {
    const source = open(path)
    return { name: procedureName(basename(path)).name, located: source && readProcedure(source, basename(path), words) }
  })
  const procedures = new Procedures(
    read.flatMap(({ located }) => located ?? []),
    new Set(read.filter(({ located }) => !located).map(({ name }) => name)),
  )
  const scenarios = layout.scenarios.flatMap(({ path, folder, name }) => {
    const source = open(path)
    return (source && readScenario(source, { system: id, folder, name }, words)) ?? []
  })
  checkProcedures(procedures, words)
  for (const scenario of scenarios) checkScenario(scenario, procedures, words)

  const sound = scenarios.filter(({ source }) => source.problems.length === 0).map(({ scenario }) => scenario)
  const systemFile = open(join(options.scenariosDir, 'system.yaml'))
  const scenarioIds = layout.scenarios.map(({ folder, name }) => `${id}/${folder}/${name}`)
  const parts = { id, root: options.root, requirements, scenarios: sound, scenarioIds }
  return {
    system: systemFile ? readSystem(systemFile, parts) : emptySystem(id, requirements),
    scenarios: sound,
    procedures: procedures.all.filter(({ source }) => source.problems.length === 0).map(({ procedure }) => procedure),
    problems: [...unread, ...sources.flatMap((source) => source.problems)].sort(byPlace),
  }
}

function checkProcedures(procedures: Procedures, words: Words): void {
  checkVariants(procedures)
  checkRecursion(procedures)
  for (const located of procedures.all) checkProcedure(located, procedures, words)
}

function checkProcedure(located: LocatedProcedure, procedures: Procedures, words: Words): void {
  const { source, procedure, steps } = located
  const start = builtIns({ client: false, other: false })
  for (const [name, take] of Object.entries(procedure.takes)) {
    if (take.default !== undefined)
      checkReferences(source, ['takes', name, 'default'], take.default, builtIns({ client: false, other: false }))
    start.set(name, undefined)
  }
  checkCalls(source, steps, procedure.modes, procedures)
  const end = checkScope(source, steps, start, {
    vocabulary: words.vocabulary,
    gives: (name) => procedures.gives(name),
  })
  checkPlaces(source, steps, words.vocabulary)
  checkReferences(source, ['gives'], procedure.gives, end)
  checkUndo(located, procedures, words.procedures)
}

function checkScenario(located: LocatedScenario, procedures: Procedures, words: Words): void {
  const { source, scenario, steps } = located
  checkCalls(source, steps, scenario.modes, procedures)
  const start = builtIns({ client: scenario.client !== undefined, other: scenario.other !== undefined })
  checkScope(source, steps, start, { vocabulary: words.vocabulary, gives: (name) => procedures.gives(name) })
  checkPlaces(source, steps, words.vocabulary)
  if (source.problems.length === 0 && !scenario.steps.some((step) => judges(step, procedures))) {
    const remedy = 'Add «checks:» to the step whose answer shows whether the requirement is met.'
    source.report('no-check', ['steps'], 'No step has a check, so nothing would be judged.', remedy, 'key')
  }
  if (source.problems.length === 0) checkRevealed(source, scenario, words.vocabulary)
}

/** True where a step or what it calls has a check. */
function judges(step: Step, procedures: Procedures, callers: readonly string[] = []): boolean {
  if (step.checks.length > 0) return true
  if (callers.includes(step.kind)) return false
  const inner = procedures.variantsOf(step.kind).flatMap(({ procedure }) => procedure.steps)
  return inner.some((called) => judges(called, procedures, [...callers, step.kind]))
}

/** By file, then line, then column. */
function byPlace(a: Problem, b: Problem): number {
  const [x, y] = [placeOf(a), placeOf(b)]
  if (x.file !== y.file) return x.file < y.file ? -1 : 1
  return x.line - y.line || x.column - y.column
}

function placeOf({ place }: Problem): { file: string; line: number; column: number } {
  return { file: '', line: 0, column: 0, ...(place && 'file' in place ? place : {}) }
}
