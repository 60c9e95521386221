import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isProblemError } from '../base/problem.js'
import { readRunFolder, type RunFolder } from '../evidence/run-folder.js'
import { judgeFolder } from '../judge/record.js'
import type { ContractInForce } from '../model/contract.js'
import type { Scenario } from '../model/scenario.js'
import type { Mode } from '../model/system.js'
import type { CheckKind, Vocabulary } from '../model/vocabulary.js'
import { ordinarySteps, procedureLookup } from '../plan/expand.js'
import { operationsUsed } from '../plan/lacking.js'
import type { Project } from './project.js'

/** A script that uses operations that changed. */
export interface TouchedScenario {
  readonly scenario: Scenario
  readonly mode: Mode
  readonly operations: readonly string[]
}

/** Scripts of a system that use changed operations, by way of procedures too. */
export function touchedScenarios(
  { scenarios, procedures }: Pick<Project, 'scenarios' | 'procedures'>,
  changed: ReadonlySet<string>,
  vocabulary: Vocabulary,
): TouchedScenario[] {
  const lookup = procedureLookup(procedures)
  return scenarios.flatMap((scenario) =>
    scenario.modes.flatMap((mode): TouchedScenario[] => {
      const used = operationsUsed(ordinarySteps(scenario.steps, mode, lookup), vocabulary)
      const operations = [...used].filter((id) => changed.has(id))
      return operations.length > 0 ? [{ scenario, mode, operations }] : []
    }),
  )
}

/** A run under the old contract in which touched scripts passed: what it says of them no longer stands. */
export interface TouchedRun {
  readonly run: string
  readonly folder: string
  readonly target: string
  readonly outcome: string
  readonly passed: readonly { readonly scenario: string; readonly mode: Mode }[]
}

export interface TouchedRuns {
  readonly touched: readonly TouchedRun[]
  /** How many runs rest on the old contract. */
  readonly under: number
  /** Folders whose record cannot be read or was changed. */
  readonly unreadable: readonly string[]
}

/** Which runs among these folders rest on a contract and hold passed scripts that are touched. */
export function touchedRuns(
  folders: readonly string[],
  contract: ContractInForce,
  scripts: readonly TouchedScenario[],
  checks: ReadonlyMap<string, CheckKind>,
): TouchedRuns {
  const keys = new Set(scripts.map(({ scenario, mode }) => `${scenario.id} ${mode}`))
  const unreadable: string[] = []
  const under = folders.flatMap((folder) => {
    const run = readable(folder)
    if (!run) unreadable.push(folder)
    return run && restsOn(run, contract) ? [judgeFolder(run, checks)] : []
  })
  const touched = under.flatMap((record): TouchedRun[] => {
    const passed = record.attempts
      .filter(({ item, verdict }) => verdict.outcome === 'pass' && keys.has(`${item.scenario.id} ${item.mode}`))
      .map(({ item }) => ({ scenario: item.scenario.id, mode: item.mode }))
    const { run, folder, plan, outcome } = record
    return passed.length > 0 ? [{ run, folder, target: plan.target.name, outcome, passed }] : []
  })
  return { touched, under: under.length, unreadable }
}

/** The folders of runs that lie in a folder. */
export function runFoldersIn(reports: string): string[] {
  if (!existsSync(reports)) return []
  return readdirSync(reports)
    .sort()
    .map((name) => join(reports, name))
    .filter((folder) => existsSync(join(folder, 'run.ndjson')))
}

function readable(folder: string): RunFolder | undefined {
  try {
    return readRunFolder(folder)
  } catch (error) {
    if (isProblemError(error)) return undefined
    throw error
  }
}

function restsOn({ plan }: RunFolder, { digest, overlay }: ContractInForce): boolean {
  const { contract } = plan.target
  return contract.digest === digest && contract.overlay?.digest === overlay?.digest
}
