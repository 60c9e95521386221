import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../base/clock.js'
import { isObject, parseJson } from '../base/json.js'
import type { Language } from '../base/text.js'
import { newRunId } from '../base/ids.js'
import { fastPart, type Diagnosis } from '../doctor/index.js'
import { readRunFolder, recorder } from '../evidence/run-folder.js'
import { lockRun } from '../evidence/run-lock.js'
import { judgeFolder } from '../judge/record.js'
import type { LeftBehind } from '../judge/resume.js'
import type { Plan } from '../model/plan.js'
import type { RunEvent, RunRecord } from '../model/run.js'
import { makePlan } from '../plan/plan.js'
import { writeWhole } from '../report/index.js'
import { executePlan, resumePlan } from '../run/run.js'
import { mandateFor } from './given-mandate.js'
import { LeakGuard } from './leak-guard.js'
import { LiveJudge } from './live-judge.js'
import { Recording } from './recording.js'
import { selectionOf, type Choice } from './choice.js'
import { openPorts } from './open-ports.js'
import { openTarget, type OpenTarget } from './open-target.js'
import { openResumable, samePlan, scriptsOf, type Resumable } from './resumable.js'
import type { Wiring } from './wiring.js'

export interface RunRequest {
  readonly targetFile: string
  readonly choice: Choice
  /** Folder that the run's folder is made in. */
  readonly reports: string
  /** File of an operator's mandate: checked before anything is sent, and recorded where the run begins. */
  readonly witness?: string
  /** The folder of a run that was cut off: it goes on, and `choice` is that of its beginning. */
  readonly resume?: string
  /** Told what scripts that were cut off may have left changed, before the run goes on. */
  readonly tellLeft?: (left: readonly LeftBehind[]) => void
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
  const resumable = request.resume === undefined ? undefined : openResumable(request.resume, wiring)
  try {
    return await runOrResume(request, resumable, wiring)
  } finally {
    resumable?.release()
  }
}

async function runOrResume(request: RunRequest, resumable: Resumable | undefined, wiring: Wiring): Promise<Ran> {
  const choice = resumable ? { only: scriptsOf(resumable), tags: [] } : request.choice
  const prepared = await prepare(request.targetFile, choice, wiring)
  const { target, warnings } = prepared
  const plan = resumable ? samePlan(resumable, prepared.plan) : prepared.plan
  const mandate =
    request.witness === undefined
      ? undefined
      : mandateFor(request.witness, { participant: target.participant.id, system: target.system })
  warnings.forEach((warning) => request.warn(warning))
  for await (const diagnosis of fastPart(target, systemClock)) {
    if (diagnosis.state !== 'green') request.warn(diagnosis)
  }
  const opened = await openPorts(prepared, wiring, request)
  const run = resumable?.id ?? newRunId(systemClock.now())
  const folder = resumable?.run.folder ?? join(resolve(request.reports), run)
  const judge = new LiveJudge(wiring.vocabulary.checks, request.watch, resumable?.run)
  const guard = new LeakGuard(folder, target, plan)
  const recording = new Recording(recorder(folder, wiring.version, mandate))
  const subscribers = [recording.on, request.watch, (event: RunEvent) => judge.on(event)]
  const ports = { ...opened.ports, known: guard.known }
  const emit = (event: RunEvent): void => subscribers.forEach((subscriber) => subscriber(event))
  const signal = AbortSignal.any([request.signal, recording.broken])
  const pause = async (): Promise<'go-on' | 'stop'> =>
    judge.lastPassed() ? 'go-on' : ((await request.pauseOnFailure?.()) ?? 'go-on')
  let release: (() => void) | undefined
  try {
    if (resumable) {
      request.tellLeft?.(resumable.left)
      await resumePlan(plan, resumable.resumption, run, ports, emit, signal, pause)
    } else {
      release = lockRun(folder)
      await executePlan(plan, run, ports, emit, signal, pause)
    }
  } finally {
    release?.()
    await opened.close()
  }
  recording.throwIfBroken()
  const found = judge.verdicts.map(findingsOf)
  writeWhole(join(folder, 'findings.json'), `${JSON.stringify([...foundBefore(folder, found), ...found], null, 1)}\n`)
  guard.lookAtRecord()
  return { record: judgeFolder(readRunFolder(folder), wiring.vocabulary.checks), guard }
}

/** What was found before the run was cut off by Ctrl-C, of scripts that were not carried out anew. */
function foundBefore(folder: string, found: readonly { scenario: string; mode: string }[]): unknown[] {
  const file = join(folder, 'findings.json')
  const before = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : []
  const again = new Set(found.map(({ scenario, mode }) => `${scenario}\n${mode}`))
  return (Array.isArray(before) ? before : []).filter(
    (one) => isObject(one) && !again.has(`${String(one.scenario)}\n${String(one.mode)}`),
  )
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
