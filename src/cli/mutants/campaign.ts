import { systemClock } from '../../base/clock.js'
import { type Claimant, type Ending, type SoundTrial, type SubjectId, type Trial } from '../../matrix/index.js'
import type { Plan, PlanItem } from '../../model/plan.js'
import type { Scenario } from '../../model/scenario.js'
import { makePlan } from '../../plan/plan.js'
import type { Project } from '../project.js'
import type { Session, Wiring } from '../wiring.js'
import { endingsOf } from './attempts.js'
import type { Bench, Plantable } from './bench.js'
import type { Lane, Standing, Way } from './lane.js'
import { orderedFor } from './order.js'

/** What is tried. */
export interface Campaign {
  readonly subjects: readonly SubjectId[]
  readonly defects: readonly Plantable[]
  readonly claimants: readonly Claimant[]
  /** Rounds of all scripts against every subject without a defect. */
  readonly rounds: number
  /** Each defect meets only the scripts that claim it. */
  readonly claimedOnly: boolean
  /** Subjects at a time; of applications twice as many beside them. */
  readonly jobs: number
}

type Task = Plantable | { readonly subject: SubjectId; readonly round: number }

/** A subject has met its scripts: `good` of how many that claim it caught it, or of how many passed where it is sound. */
export interface Met {
  readonly name: string
  readonly good: number
  readonly of: number
  readonly seconds: number
  /** What was found where nothing is wrong. */
  readonly unsound: readonly Ending[]
}
export type Progress = (done: number, all: number, met: Met) => void

/** A defect that makes its subject slower than this meets no further scripts but those that claim it, */
const mostSeconds = 60
/** unless the machine is slow: so many times the slowest round without a defect is always given. */
const timesSound = 4

/** Beside the others: scripts for an application mostly wait, for retries that must not come and for limits to pass. */
const applicationsPerJob = 2

/** What every trial needs. */
interface Floor {
  readonly campaign: Campaign
  readonly project: Project
  readonly wiring: Wiring
  readonly session: Session
}

/** Runs the campaign, its subjects side by side. Ends early, with what there is by then, when the session is ended. */
export async function runCampaign(
  campaign: Campaign,
  bench: Bench,
  project: Project,
  wiring: Wiring,
  session: Session,
  progress: Progress,
): Promise<{ trials: Trial[]; sound: SoundTrial[] }> {
  const tasks = tasksOf(campaign)
  const all = tasks.length
  const waiting = tasks.filter(({ subject }) => subject === 'example-app')
  const busy = tasks.filter(({ subject }) => subject !== 'example-app')
  const failed = new AbortController()
  const signal = AbortSignal.any([session.signal, failed.signal])
  const floor: Floor = { campaign, project, wiring, session: { ...session, signal } }
  const trials: Trial[] = []
  const sound: SoundTrial[] = []
  const ended = (): boolean => signal.aborted
  const tell = (met: Met): void => progress(trials.length + sound.length, all, met)

  const work = async (tasks: Task[]): Promise<void> => {
    const lane = await bench.openLane()
    for (let task = tasks.shift(); task && !ended(); task = tasks.shift()) {
      if ('defect' in task) {
        const trial = await tryDefect(task, lane, floor, mostSecondsFor(task.subject, sound))
        if (ended()) return
        trials.push(trial)
        const { caught, claiming } = proofOf(trial, campaign.claimants)
        const name = `${trial.subject}/${trial.defect.id}`
        tell({ name, good: caught, of: claiming, seconds: trial.seconds, unsound: [] })
      } else {
        const trial = await trySound(task.subject, task.round, lane, floor)
        if (ended()) return
        sound.push(trial)
        const ran = trial.endings.filter(({ outcome }) => outcome !== 'skipped')
        const unsound = ran.filter(({ outcome }) => outcome !== 'pass')
        const name = `${trial.subject} (${trial.round})`
        tell({ name, good: ran.length - unsound.length, of: ran.length, seconds: trial.seconds, unsound })
      }
    }
  }
  const workers = (tasks: Task[], most: number): Promise<void>[] =>
    Array.from({ length: Math.min(most, tasks.length) }, () =>
      work(tasks).catch((error: unknown) => {
        failed.abort()
        throw error
      }),
    )
  const lanes = [...workers(busy, campaign.jobs), ...workers(waiting, campaign.jobs * applicationsPerJob)]
  const failure = (await Promise.allSettled(lanes)).find((it) => it.status === 'rejected')
  if (failure) throw failure.reason
  return { trials: inOrder(trials, campaign.defects), sound: sound.toSorted((a, b) => a.round - b.round) }
}

/** Sound subjects first: where they are not sound, the rest says nothing. */
function tasksOf({ subjects, defects, rounds }: Campaign): Task[] {
  const sound = Array.from({ length: rounds }, (_, i) => subjects.map((subject) => ({ subject, round: i + 1 })))
  return [...sound.flat(), ...defects]
}

/** As the bench lists them, not as they happened to end. */
function inOrder(trials: readonly Trial[], defects: readonly Plantable[]): Trial[] {
  const place = ({ subject, defect }: Trial): number =>
    defects.findIndex((it) => it.subject === subject && it.defect.id === defect.id)
  return trials.toSorted((a, b) => place(a) - place(b))
}

async function trySound(subject: SubjectId, round: number, lane: Lane, floor: Floor): Promise<SoundTrial> {
  const asked = new Set(floor.campaign.claimants.map(({ scenario }) => scenario.id))
  const seconds = stopwatch()
  const endings: Ending[] = []
  for (const way of waysOf(subject)) {
    const standing = await lane.putUp(subject, undefined, way)
    try {
      const plan = planFor(standing, floor)
      const items = plan.items.filter(({ scenario }) => asked.has(scenario.id) && runs(scenario, way, subject))
      endings.push(...(await endingsOf({ ...plan, items }, standing, floor, () => true)))
    } finally {
      await standing.end()
    }
  }
  return { subject, round, endings, seconds: seconds() }
}

/** The example bank is put up twice, since a script that exceeds a limit is for a bank that declares one. */
const waysOf = (subject: SubjectId): readonly Way[] => (subject === 'example-bank' ? ['usual', 'limited'] : ['usual'])

/** Whether a script means something where its subject is put up in this way. */
function runs({ needs, subject: judged }: Pick<Scenario, 'needs' | 'subject'>, way: Way, subject: SubjectId): boolean {
  // The platform's self-check beside an application is that beside a bank.
  if (subject === 'example-app') return judged === 'user'
  return subject !== 'example-bank' || needs.includes('declared-rate') === (way === 'limited')
}

function mostSecondsFor(subject: SubjectId, sound: readonly SoundTrial[]): number {
  const rounds = sound.filter((trial) => trial.subject === subject).map(({ seconds }) => seconds)
  return Math.max(mostSeconds, timesSound * Math.max(0, ...rounds))
}

async function tryDefect({ subject, defect }: Plantable, lane: Lane, floor: Floor, seconds: number): Promise<Trial> {
  const { claimants, claimedOnly } = floor.campaign
  const asked = new Map(claimants.map((claimant) => [claimant.scenario.id, claimant]))
  const claiming = claimants.filter((claimant) => claimant.claims(defect))
  const limited = claiming.length > 0 && claiming.every(({ scenario }) => runs(scenario, 'limited', subject))
  const way: Way = limited && subject === 'example-bank' ? 'limited' : 'usual'
  const claims = ({ scenario }: PlanItem): boolean =>
    runs(scenario, way, subject) && (asked.get(scenario.id)?.claims(defect) ?? false)
  const others = ({ scenario }: PlanItem): boolean =>
    !claimedOnly && runs(scenario, way, subject) && asked.has(scenario.id) && !scenario.effects.includes('load')
  const took = stopwatch()
  const standing = await lane.putUp(subject, defect, way)
  try {
    const plan = orderedFor(planFor(standing, floor), { claims, others })
    const lastClaimant = plan.items.findLastIndex(claims)
    let cutShort = false
    const endings = await endingsOf(plan, standing, floor, (item) => {
      const place = plan.items.indexOf(item)
      cutShort = took() > seconds && place >= lastClaimant && place < plan.items.length - 1
      return !cutShort
    })
    return { subject, defect, endings, seconds: took(), cutShort }
  } finally {
    await standing.end()
  }
}

function planFor({ target }: Standing, { project, wiring }: Floor): Plan {
  return makePlan({ ...project, target, vocabulary: wiring.vocabulary })
}

function stopwatch(): () => number {
  const began = systemClock.ticks()
  return () => (systemClock.ticks() - began) / 1000
}

/** How many of the scripts that claim the defect, and ran, caught it. */
function proofOf({ defect, endings }: Trial, claimants: readonly Claimant[]): { caught: number; claiming: number } {
  const claiming = new Set(claimants.filter((it) => it.claims(defect)).map(({ scenario }) => scenario.id))
  const own = endings.filter(({ scenario, outcome }) => claiming.has(scenario) && outcome !== 'skipped')
  const caught = own.filter(({ outcome }) => outcome === 'fail')
  return { caught: new Set(caught.map((it) => it.scenario)).size, claiming: new Set(own.map((it) => it.scenario)).size }
}
