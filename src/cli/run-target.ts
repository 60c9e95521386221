import { join, resolve } from 'node:path'
import { systemClock } from '../base/clock.js'
import type { Language } from '../base/text.js'
import { newRunId } from '../base/ids.js'
import { fastPart, type Diagnosis } from '../doctor/index.js'
import { readRunFolder, recorder } from '../evidence/run-folder.js'
import { judgeFolder } from '../judge/record.js'
import type { Plan } from '../model/plan.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import { makePlan } from '../plan/plan.js'
import { writeWhole } from '../report/index.js'
import { executePlan } from '../run/run.js'
import { mandateFor } from './given-mandate.js'
import { LeakGuard } from './leak-guard.js'
import { LiveJudge } from './live-judge.js'
import { Recording } from './recording.js'
import { selectionOf, type Choice } from './choice.js'
import { openPorts } from './open-ports.js'
import { openTarget, type OpenTarget } from './open-target.js'
import type { Wiring } from './wiring.js'

export interface RunRequest {
  readonly targetFile: string
  readonly choice: Choice
  /** Folder that the run's folder is made in. */
  readonly reports: string
  /** File of an operator's mandate: checked before anything is sent, and recorded. */
  readonly witness?: string
  readonly signal: AbortSignal
  /** Of prompts. */
  readonly language: Language
  /** Sees every event, verdicts included. */
  readonly watch: (event: RunEvent) => void
  /** Told what the target's files and the doctor's fast part show to be amiss, before anything is sent. */
  readonly warn: (diagnosis: Diagnosis) => void
  /** Asked after an attempt that did not pass; the run goes on at once where absent. */
  readonly pauseOnFailure?: () => Promise<'go-on' | 'stop'>
}

/** A target with the plan for it. */
interface Prepared extends OpenTarget {
  readonly plan: Plan
}

/** Resolves a target file to a plan. @throws ProblemError where file, sandbox or scenarios are not in order. */
export async function prepare(targetFile: string, choice: Choice, wiring: Wiring): Promise<Prepared> {
  const opened = await openTarget(targetFile, wiring)
  const { project, target } = opened
  const { vocabulary } = wiring
  const plan = makePlan({ ...project, target, vocabulary, selection: selectionOf(choice, project.scenarios) })
  return { ...opened, plan }
}

/** A run that is over: nothing secret was found in its record, and the guard looks at what is made of it. */
export interface Ran {
  readonly record: RunRecord
  readonly guard: LeakGuard
}

/**
 * Runs the scenarios of a target and answers the judged record, as it is read back from the run's folder.
 * @throws ProblemError where the record could not be written, or a secret was found in it
 */
export async function runTarget(request: RunRequest, wiring: Wiring): Promise<Ran> {
  const prepared = await prepare(request.targetFile, request.choice, wiring)
  const { plan, target, warnings } = prepared
  const mandate =
    request.witness === undefined
      ? undefined
      : mandateFor(request.witness, { participant: target.participant.id, system: target.system })
  warnings.forEach((warning) => request.warn(warning))
  for await (const diagnosis of fastPart(target, systemClock)) {
    if (diagnosis.state !== 'green') request.warn(diagnosis)
  }
  const opened = await openPorts(prepared, wiring, request)
  const run = newRunId(systemClock.now())
  const folder = join(resolve(request.reports), run)
  const judge = new LiveJudge(wiring.vocabulary.checks, request.watch)
  const guard = new LeakGuard(folder, target, plan)
  const recording = new Recording(recorder(folder, wiring.version, mandate))
  const subscribers = [recording.on, request.watch, (event: RunEvent) => judge.on(event)]
  try {
    await executePlan(
      plan,
      run,
      { ...opened.ports, known: guard.known },
      (event) => subscribers.forEach((subscriber) => subscriber(event)),
      AbortSignal.any([request.signal, recording.broken]),
      async () => (judge.lastPassed() ? 'go-on' : ((await request.pauseOnFailure?.()) ?? 'go-on')),
    )
  } finally {
    await opened.close()
  }
  recording.throwIfBroken()
  writeWhole(join(folder, 'findings.json'), `${JSON.stringify(judge.verdicts.map(findingsOf), null, 1)}\n`)
  guard.lookAtRecord()
  return { record: judgeFolder(readRunFolder(folder), wiring.vocabulary.checks), guard }
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
