import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { AddressGuard, addressProblem, type AddressRefused, type AddressRules } from '../../base/address-guard.js'
import { systemClock, type Instant } from '../../base/clock.js'
import { sha256 } from '../../base/digest.js'
import { newRunId } from '../../base/ids.js'
import { isProblemError, problem, type ProblemError } from '../../base/problem.js'
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
import type { RunShelf } from './run-shelf.js'

export interface ProbeEngineParts {
  readonly wiring: Wiring
  readonly folders: OperatorFolders
  readonly projects: ProjectShelf
  /** Where records of runs are kept. */
  readonly runs: RunShelf
  /** Which addresses a target may lead to; our own sound banks lie where they lie. */
  readonly addresses: AddressRules
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
export function createProbeEngine({
  wiring,
  folders,
  projects,
  runs,
  addresses,
  control,
}: ProbeEngineParts): ProbeEngine {
  const fileOf = (api: ApiRecord): string => {
    const file = api.targets[api.probe.environment]
    if (file === undefined) throw noTarget(api)
    return isAbsolute(file) ? file : join(folders.targets, file)
  }
  const open = async (file: string, probe: ProbeChoice, guard?: AddressGuard): Promise<Opened> => {
    const resolved = await resolveTarget(file, guard)
    const target = permitted(resolved.target, probe.effects)
    const project = await projects.of(target, resolved.file)
    const only = chosen(project.scenarios, target, probe)
    const plan = makePlan({ ...project, target, vocabulary: wiring.vocabulary, selection: { only } })
    return { target, control: resolved.control, project, plan }
  }
  /** Under the guard of the addresses; what it refuses of the target's own is a problem of the target. */
  const guarded = async (api: ApiRecord, signal: AbortSignal): Promise<RoundResult> => {
    const file = fileOf(api)
    const own = new OwnAddresses(file)
    const guard = new AddressGuard(addresses, own.refused)
    const opened = await open(file, api.probe, guard)
    own.of(opened.target)
    const result = await carryOut(opened, runs, wiring, AbortSignal.any([signal, own.trouble]), guard)
    own.throwIfRefused()
    return result
  }
  return {
    plan: async (api) => {
      const { plan, target } = await open(fileOf(api), api.probe, new AddressGuard(addresses))
      const planned = plan.items.filter(({ planned }) => planned)
      const consents = target.consents.map(({ expiresAt }) => expiresAt).sort()
      const [consentUntil] = consents
      return {
        tests: planned.length,
        scripts: sha256(JSON.stringify([plan.system, planned.map(({ scenario, mode }) => [scenario.digest, mode])])),
        ...(consentUntil === undefined ? {} : { consentUntil }),
        certificates: certificatesOf(target),
      }
    },
    round: guarded,
    control: async (api, signal) => {
      const file = await control(api.system)
      return file === undefined ? undefined : carryOut(await open(file, api.probe), runs, wiring, signal)
    },
    page: async (run, language) => {
      const pageOf = (folder: string): string =>
        htmlOf(judgeFolder(readRunFolder(folder), wiring.vocabulary.checks), language)
      const admitted = join(folders.admitted, run)
      return existsSync(admitted) ? pageOf(admitted) : runs.open(run, pageOf)
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

/** Certificates that good requests are made with; those that are meant to be refused may be past. */
function certificatesOf({ identities, applications }: Target): { readonly name: string; readonly until: Instant }[] {
  const used = new Set(['platform', applications.default?.certificate])
  return Object.entries(identities).flatMap(([name, { certificate }]) =>
    used.has(name) ? [{ name, until: new Date(new X509Certificate(certificate).validTo).toISOString() }] : [],
  )
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
  runs: RunShelf,
  wiring: Wiring,
  signal: AbortSignal,
  guard?: AddressGuard,
): Promise<RoundResult> {
  const run = newRunId(systemClock.now())
  const tally = new RoundTally()
  const judge = new LiveJudge(wiring.vocabulary.checks, tally.on)
  const recording = new Recording(recorder(runs.folderOf(run), wiring.version))
  const subscribers = [recording.on, tally.on, (event: RunEvent) => judge.on(event)]
  const wire = await wiring.openWire(target, guard)
  const session = { language: 'ru' as const, signal }
  try {
    const ports = {
      target,
      contract: project.contract,
      vocabulary: wiring.vocabulary,
      wire,
      acts: await wiring.openActs(target, control, session),
      person: await wiring.openPerson(project.system, target, control, session, guard),
      clock: systemClock,
    }
    await executePlan(
      plan,
      run,
      ports,
      (event) => subscribers.forEach((subscriber) => subscriber(event)),
      AbortSignal.any([signal, recording.broken]),
    )
    throwIfOurs(recording)
    // What was cut off does not count.
    if (!signal.aborted) await runs.keep(run)
    return tally.result()
  } finally {
    await wire.close()
    runs.drop(run)
  }
}

/** A full disk is ours, and no problem of the API's target. */
function throwIfOurs(recording: Recording): void {
  try {
    recording.throwIfBroken()
  } catch (error) {
    throw isProblemError(error) ? new Error(error.message) : error
  }
}

/** The addresses that a target names itself: where one of them is refused nothing can be tested, and the round ends at once. */
class OwnAddresses {
  private readonly ended = new AbortController()
  private readonly hosts = new Set<string>()
  private problem: ProblemError | undefined

  constructor(private readonly file: string) {}

  of({ direct, platform, proxy }: Target): void {
    const urls = [direct?.url, platform.api, platform.pages, platform.issuer, proxy]
    for (const url of urls) if (url !== undefined && URL.canParse(url)) this.add(new URL(url))
  }

  /** Aborted once one was refused. */
  get trouble(): AbortSignal {
    return this.ended.signal
  }

  /** Told of every refusal. Where an answer leads is none of the target's own: the record of the run tells of it. */
  readonly refused = (refused: AddressRefused): void => {
    if (!this.hosts.has(refused.host)) return
    this.problem = addressProblem(refused, { file: this.file })
    this.ended.abort()
  }

  /** @throws ProblemError */
  throwIfRefused(): void {
    if (this.problem) throw this.problem
  }

  private add({ hostname, host }: URL): void {
    this.hosts.add(hostname.replace(/^\[(.*)\]$/, '$1')).add(host)
  }
}

function noTarget({ id, probe }: ApiRecord) {
  return problem(
    'probe-target',
    `the API «${id}» has no target file for the ${probe.environment} environment`,
    'Name one in its `targets`, or choose the other environment in its `probe`.',
  )
}
