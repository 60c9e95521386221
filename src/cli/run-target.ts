import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../base/clock.js'
import { sha256 } from '../base/digest.js'
import { newRunId } from '../base/ids.js'
import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { controlClient, type ControlClient } from '../control/client.js'
import type { WorkspaceFacts } from '../control/api.js'
import { readRunFolder, recorder } from '../evidence/run-folder.js'
import { judgeFolder } from '../judge/record.js'
import type { Plan } from '../model/plan.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import type { Target } from '../model/target.js'
import { makePlan } from '../plan/plan.js'
import { executePlan } from '../run/run.js'
import { controlOf, sandboxTarget } from '../target/sandbox-target.js'
import { readBeside, readTargetFile, type TargetFile } from '../target/target-file.js'
import { LiveJudge } from './live-judge.js'
import { loadProject } from './project.js'
import type { Wiring } from './wiring.js'

export interface RunRequest {
  readonly targetFile: string
  /** Ids of the only scenarios wanted. */
  readonly only: readonly string[]
  /** Folder that the run's folder is made in. */
  readonly reports: string
  readonly signal: AbortSignal
  /** Sees every event, verdicts included. */
  readonly watch: (event: RunEvent) => void
}

/** A target with everything it takes to plan and run against it. */
interface Prepared {
  readonly plan: Plan
  readonly target: Target
  readonly control: ControlClient
  readonly project: Awaited<ReturnType<typeof loadProject>>
}

/** Resolves a target file to a plan. @throws ProblemError where file, sandbox or scenarios are not in order. */
export async function prepare(targetFile: string, only: readonly string[], wiring: Wiring): Promise<Prepared> {
  const path = resolve(targetFile)
  const file = readTargetFile(path)
  const access = controlOf(file, path)
  const control = controlClient(access.url, access.token)
  const project = await loadProject(file.system, wiring)
  const facts = await registered(file, path, control)
  const target = sandboxTarget(file, path, facts)
  const ids = project.scenarios.map(({ id }) => id)
  for (const id of only) {
    if (!ids.includes(id)) {
      throw problem(
        'scenario-unknown',
        `there is no scenario «${id}».${didYouMean(id, ids)}`,
        '`synaq list` names them all.',
      )
    }
  }
  const plan = makePlan({
    ...project,
    target,
    vocabulary: wiring.vocabulary,
    ...(only.length > 0 ? { only: new Set(only) } : {}),
  })
  return { plan, target, control, project }
}

/** Makes the bank under test known to the sandbox's gateway, at the address that the target names. */
async function registered(file: TargetFile, path: string, control: ControlClient): Promise<WorkspaceFacts> {
  const facts = await control.workspace()
  const { id, name, bin } = file.participant
  const known = facts.providers.find((provider) => provider.id === id)
  if (known?.invented === true || known?.url === file.direct.url) return facts
  const ca = file.direct.ca === undefined ? {} : { ca: readBeside(file.direct.ca, path, 'direct.ca') }
  await control.registerProvider(id, {
    name,
    url: file.direct.url,
    issue: false,
    ...ca,
    ...(bin === undefined ? {} : { bin }),
  })
  return control.workspace()
}

/** Runs the scenarios of a target and answers the judged record, as it is read back from the run's folder. */
export async function runTarget(request: RunRequest, wiring: Wiring): Promise<RunRecord> {
  const { plan, target, control, project } = await prepare(request.targetFile, request.only, wiring)
  const run = newRunId(systemClock.now())
  const folder = join(resolve(request.reports), run)
  const judge = new LiveJudge(wiring.vocabulary.checks, request.watch)
  const subscribers = [
    recorder(folder, (recorded) => ({ version: wiring.version, planDigest: sha256(JSON.stringify(recorded)) })),
    request.watch,
    (event: RunEvent) => judge.on(event),
  ]
  const wire = wiring.openWire(target.limits)
  try {
    const ports = {
      target,
      contract: project.contract,
      vocabulary: wiring.vocabulary,
      wire,
      acts: wiring.openActs(control),
      person: wiring.openPerson(project.system, target, control),
      clock: systemClock,
    }
    await executePlan(
      plan,
      run,
      ports,
      (event) => subscribers.forEach((subscriber) => subscriber(event)),
      request.signal,
    )
  } finally {
    await wire.close()
  }
  writeFileSync(join(folder, 'findings.json'), `${JSON.stringify(judge.verdicts.map(findingsOf), null, 1)}\n`, {
    mode: 0o600,
  })
  return judgeFolder(readRunFolder(folder), wiring.vocabulary.checks)
}

/** What was found live, as findings.json keeps it for `synaq judge` to compare with. */
export function findingsOf({ item, verdict }: Pick<RunRecord['attempts'][number], 'item' | 'verdict'>): {
  scenario: string
  mode: string
  outcome: string
  findings: unknown
} {
  return { scenario: item.scenario.id, mode: item.mode, outcome: verdict.outcome, findings: verdict.findings }
}
