import { resolve } from 'node:path'
import { inLanguage, type Text } from '../../base/text.js'
import { changeText } from '../../contract/change-text.js'
import { contractChanges, type Change } from '../../contract/diff.js'
import type { ContractInForce } from '../../model/contract.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { loadAnyContract } from '../load-any-contract.js'
import { loadProject } from '../project.js'
import { runFoldersIn, touchedRuns, touchedScenarios, type TouchedRuns, type TouchedScenario } from '../touched.js'
import type { Output, Wiring } from '../wiring.js'

export interface ContractDiffRequest {
  readonly a: string
  readonly b: string
  readonly overlayA?: string
  readonly overlayB?: string
  readonly system: string
  /** Folders of runs; all of `reports` where there are none. */
  readonly runs: readonly string[]
  readonly reports: string
}

/** `synaq contract diff A B` — what contract B says otherwise than A, and which scripts and passed runs that touches. */
export async function contractDiff(request: ContractDiffRequest, wiring: Wiring, out: Output): Promise<ExitCode> {
  const project = await loadProject(request.system, wiring)
  const { reference } = project
  const a = await loadAnyContract(request.a, request.overlayA, reference)
  const b = await loadAnyContract(request.b, request.overlayB, reference)
  const changes = contractChanges(a, b)
  const scripts = touchedScenarios(project, new Set(changes.map(({ operation }) => operation)), wiring.vocabulary)
  const folders =
    request.runs.length > 0 ? request.runs.map((run) => resolve(run)) : runFoldersIn(resolve(request.reports))
  const runs = touchedRuns(folders, a, scripts, wiring.vocabulary.checks)

  const say = (text: Text): void => out.line(inLanguage(text, out.language))
  for (const [letter, contract] of [
    ['A', a],
    ['B', b],
  ] as const)
    out.line(`${letter}  ${contract.title}, ${contract.version}, SHA-256 ${contract.digest}`)
  out.line('')
  sayChanges(changes, say, out)
  sayScripts(scripts, say, out)
  sayRuns(runs, folders.length, say, out)
  out.result({
    a: identity(a),
    b: identity(b),
    changes,
    scenarios: scripts.map(({ scenario, mode, operations }) => ({ scenario: scenario.id, mode, operations })),
    runs,
  })
  return exitCodes.conforms
}

type Say = (text: Text) => void

function identity({ title, version, digest, file, overlay }: ContractInForce) {
  return { title, version, digest, file, ...(overlay ? { overlay } : {}) }
}

function sayChanges(changes: readonly Change[], say: Say, out: Output): void {
  if (changes.length === 0) {
    say({ ru: 'Отличий, важных для обмена, нет.', en: 'Nothing differs that matters to an exchange.' })
    return
  }
  for (const operation of new Set(changes.map((change) => change.operation))) {
    out.line(operation)
    for (const change of changes.filter((found) => found.operation === operation))
      out.line(`  ${inLanguage(changeText(change), out.language)}`)
  }
}

function sayScripts(scripts: readonly TouchedScenario[], say: Say, out: Output): void {
  out.line('')
  say(
    scripts.length === 0
      ? { ru: 'Сценариев это не затрагивает.', en: 'No scenario is touched.' }
      : { ru: `Затронуты сценарии: ${scripts.length}`, en: `Scenarios touched: ${scripts.length}` },
  )
  for (const { scenario, mode, operations } of scripts) out.line(`  ${scenario.id} (${mode}): ${operations.join(', ')}`)
}

function sayRuns({ touched, under, unreadable }: TouchedRuns, looked: number, say: Say, out: Output): void {
  out.line('')
  say({
    ru: `Прогонов просмотрено: ${looked}, из них по контракту A: ${under}, с затронутыми успешными сценариями: ${touched.length}`,
    en: `Runs looked at: ${looked}, of them under contract A: ${under}, with touched scripts that passed: ${touched.length}`,
  })
  for (const { run, target, outcome, passed } of touched) {
    say({
      ru: `  ${run} (${target}, итог ${outcome}): повторить ${passed.length}`,
      en: `  ${run} (${target}, outcome ${outcome}): ${passed.length} to be run again`,
    })
    for (const { scenario, mode } of passed) out.line(`    ${scenario} (${mode})`)
  }
  for (const folder of unreadable)
    say({ ru: `  ${folder}: запись прочесть нельзя`, en: `  ${folder}: the record cannot be read` })
}
