import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { sha256 } from '../../base/digest.js'
import { newRunId } from '../../base/ids.js'
import { isProblemError, problem } from '../../base/problem.js'
import type { ControlClient } from '../../control/client.js'
import { readRunFolder, recorder } from '../../evidence/run-folder.js'
import { judgeFolder } from '../../judge/record.js'
import type { Plan } from '../../model/plan.js'
import type { ApiRecord, ProbeChoice } from '../../model/registry.js'
import type { RoundResult } from '../../model/round.js'
import type { RunEvent } from '../../model/run.js'
import type { Scenario } from '../../model/scenario.js'
import type { SystemId } from '../../model/system.js'
import type { Target } from '../../model/target.js'
import { RoundTally } from '../../operator/tally.js'
import type { ProbeEngine } from '../../operator/ports.js'
import { makePlan } from '../../plan/plan.js'
import { htmlOf } from '../../report/html.js'
import { executePlan } from '../../run/run.js'
import { LiveJudge } from '../live-judge.js'
import { resolveTarget } from '../open-target.js'
import type { Project } from '../project.js'
import { Recording } from '../recording.js'
import type { Wiring } from '../wiring.js'
import type { OperatorFolders } from './examiner.js'
import type { ProjectShelf } from './project-shelf.js'

export interface ProbeEngineParts {
  readonly wiring: Wiring
  readonly folders: OperatorFolders
  readonly shelf: ProjectShelf
  /** The target file of a sound bank of our own; undefined where a system has no sandbox. */
  readonly control: (system: SystemId) => Promise<string | undefined>
}

interface Opened {
  readonly target: Target
  readonly control: ControlClient | undefined
  readonly project: Project
  readonly plan: Plan
}

/** The engine of every run, for rounds: planned anew each time from the target's file, evidence in a folder of its own. */
export function createProbeEngine({ wiring, folders, shelf, control }: ProbeEngineParts): ProbeEngine {
  const fileOf = (api: ApiRecord): string => {
    const file = api.targets[api.probe.environment]
    if (file === undefined) throw noTarget(api)
    return isAbsolute(file) ? file : join(folders.targets, file)
  }
  const open = async (file: string, probe: ProbeChoice): Promise<Opened> => {
    const resolved = await resolveTarget(file)
    const target = permitted(resolved.target, probe.effects)
    const project = await shelf.of(target, resolved.file)
    const only = chosen(project.scenarios, target, probe)
    const plan = makePlan({ ...project, target, vocabulary: wiring.vocabulary, selection: { only } })
    return { target, control: resolved.control, project, plan }
  }
  const round = async (file: string, probe: ProbeChoice, signal: AbortSignal): Promise<RoundResult> =>
    carryOut(await open(file, probe), folders.runs, wiring, signal)
  return {
    plan: async (api) => {
      const { plan, target } = await open(fileOf(api), api.probe)
      const planned = plan.items.filter(({ planned }) => planned)
      const consents = target.consents.map(({ expiresAt }) => expiresAt).sort()
      const [consentUntil] = consents
      return {
        tests: planned.length,
        scripts: sha256(JSON.stringify([plan.system, planned.map(({ scenario, mode }) => [scenario.digest, mode])])),
        ...(consentUntil === undefined ? {} : { consentUntil }),
      }
    },
    round: (api, signal) => round(fileOf(api), api.probe, signal),
    control: async (api, signal) => {
      const file = await control(api.system)
      return file === undefined ? undefined : round(file, api.probe, signal)
    },
    page: async (run, language) => {
      const folder = [folders.runs, folders.admitted].map((one) => join(one, run)).find((one) => existsSync(one))
      if (folder === undefined) return undefined
      return htmlOf(judgeFolder(readRunFolder(folder), wiring.vocabulary.checks), language)
    },
    close: () => Promise.resolve(),
  }
}

/**
 * What the target allows, and no more than the probe asks for. A live API is read, never loaded or attacked, and nobody gives
 * consents there for our sake: what needs one runs under a test consent that was given before.
 */
function permitted(target: Target, effects: readonly string[]): Target {
  const harmless = ['none', ...(target.consents.length > 0 ? ['consent'] : [])]
  const both = target.limits.effects
    .filter((effect) => effects.includes(effect))
    .filter((effect) => target.environment === 'test' || harmless.includes(effect))
  return { ...target, limits: { ...target.limits, effects: both } }
}

/** Scripts for the subject itself whose effects are allowed and that were named, by id or tag, where any were. */
function chosen(scenarios: readonly Scenario[], target: Target, { only, tags }: ProbeChoice): ReadonlySet<string> {
  const wanted = scenarios.filter(
    ({ id, subject, effects, tags: own = [] }) =>
      subject === target.role &&
      effects.every((effect) => target.limits.effects.includes(effect)) &&
      (only.length === 0 || only.includes(id)) &&
      (tags.length === 0 || tags.some((tag) => own.includes(tag))),
  )
  return new Set(wanted.map(({ id }) => id))
}

async function carryOut(
  { target, control, project, plan }: Opened,
  evidence: string,
  wiring: Wiring,
  signal: AbortSignal,
): Promise<RoundResult> {
  const run = newRunId(systemClock.now())
  const tally = new RoundTally()
  const judge = new LiveJudge(wiring.vocabulary.checks, tally.on)
  const recording = new Recording(recorder(join(evidence, run), wiring.version))
  const subscribers = [recording.on, tally.on, (event: RunEvent) => judge.on(event)]
  const wire = wiring.openWire(target)
  const session = { language: 'ru' as const, signal }
  try {
    const ports = {
      target,
      contract: project.contract,
      vocabulary: wiring.vocabulary,
      wire,
      acts: wiring.openActs(target, control, session),
      person: wiring.openPerson(project.system, target, control, session),
      clock: systemClock,
    }
    await executePlan(
      plan,
      run,
      ports,
      (event) => subscribers.forEach((subscriber) => subscriber(event)),
      AbortSignal.any([signal, recording.broken]),
    )
  } finally {
    await wire.close()
  }
  try {
    recording.throwIfBroken()
  } catch (error) {
    // A full disk is ours, and no problem of the API's target.
    throw isProblemError(error) ? new Error(error.message) : error
  }
  return tally.result()
}

function noTarget({ id, probe }: ApiRecord) {
  return problem(
    'probe-target',
    `the API «${id}» has no target file for the ${probe.environment} environment`,
    'Name one in its `targets`, or choose the other environment in its `probe`.',
  )
}
