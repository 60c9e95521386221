import { systemClock } from '../../base/clock.js'
import type { Claimant, SoundTrial, SubjectId, Trial } from '../../matrix/index.js'
import { subjectIds } from '../../matrix/index.js'
import type { PlanItem } from '../../model/plan.js'
import { makePlan } from '../../plan/plan.js'
import type { Project } from '../project.js'
import type { Session, Wiring } from '../wiring.js'
import { endingsOf } from './attempts.js'
import type { Bench, Plantable } from './bench.js'
import type { Lane } from './lane.js'
import { orderedFor } from './order.js'

/** What is tried. */
export interface Campaign {
  readonly defects: readonly Plantable[]
  readonly claimants: readonly Claimant[]
  /** Rounds of all scripts against every subject without a defect. */
  readonly rounds: number
  /** Each defect meets only the scripts that claim it. */
  readonly claimedOnly: boolean
  /** Subjects at a time. */
  readonly jobs: number
}

type Task = Plantable | { readonly subject: SubjectId; readonly round: number }

/** Told when a subject has met its scripts: how many claim it and caught it; of a sound one, how many passed. */
export type Progress = (done: number, all: number, name: string, good: number, of: number, seconds: number) => void

/** A defect that makes a subject slower than this meets no further scripts but those that claim it. */
const slowMs = 60_000

/** Runs the campaign, `jobs` subjects side by side. Ends early, with what there is by then, when the session is ended. */
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
  const failed = new AbortController()
  const signal = AbortSignal.any([session.signal, failed.signal])
  const trials: Trial[] = []
  const sound: SoundTrial[] = []
  let done = 0
  const ended = (): boolean => signal.aborted
  const work = async (): Promise<void> => {
    const lane = await bench.openLane()
    for (let task = tasks.shift(); task && !ended(); task = tasks.shift()) {
      const met = await meet(task, lane, campaign, project, wiring, { ...session, signal })
      if (ended()) return
      done += 1
      if ('defect' in met) trials.push(met)
      else sound.push(met)
      const { name, good, of } = standingOf(met, campaign.claimants)
      progress(done, all, name, good, of, met.seconds)
    }
  }
  const lanes = Array.from({ length: Math.min(campaign.jobs, all) }, () =>
    work().catch((error: unknown) => {
      failed.abort()
      throw error
    }),
  )
  const failure = (await Promise.allSettled(lanes)).find((it) => it.status === 'rejected')
  if (failure) throw failure.reason
  return { trials: inOrder(trials, campaign.defects), sound: sound.toSorted((a, b) => a.round - b.round) }
}

/** Sound subjects first: where they are not sound, the rest says nothing. */
function tasksOf({ defects, rounds }: Campaign): Task[] {
  const sound = Array.from({ length: rounds }, (_, i) => subjectIds.map((subject) => ({ subject, round: i + 1 })))
  return [...sound.flat(), ...defects]
}

/** As the bench lists them, not as they happened to end. */
function inOrder(trials: readonly Trial[], defects: readonly Plantable[]): Trial[] {
  const place = ({ subject, defect }: Trial): number =>
    defects.findIndex((it) => it.subject === subject && it.defect.id === defect.id)
  return trials.toSorted((a, b) => place(a) - place(b))
}

/** Puts a subject up and runs its scripts against it. */
async function meet(
  task: Task,
  lane: Lane,
  { claimants, claimedOnly }: Campaign,
  project: Project,
  wiring: Wiring,
  session: Session,
): Promise<Trial | SoundTrial> {
  const began = systemClock.ticks()
  const seconds = (): number => (systemClock.ticks() - began) / 1000
  const defect = 'defect' in task ? task.defect : undefined
  const asked = new Map(claimants.map((claimant) => [claimant.scenario.id, claimant]))
  const claims = ({ scenario }: PlanItem): boolean =>
    defect !== undefined && (asked.get(scenario.id)?.claims(defect) ?? false)
  const others = (item: PlanItem): boolean =>
    defect === undefined ? isAsked(item) : !claimedOnly && isAsked(item) && !item.scenario.effects.includes('load')
  const isAsked = ({ scenario }: PlanItem): boolean => asked.has(scenario.id)

  const standing = await lane.putUp(task.subject, defect)
  try {
    const { target } = standing
    const plan = orderedFor(makePlan({ ...project, target, vocabulary: wiring.vocabulary }), { claims, others })
    const last = plan.items.findLastIndex(claims)
    let cutShort = false
    const endings = await endingsOf(plan, standing, project, wiring, session, (item) => {
      const isSlow = defect !== undefined && seconds() * 1000 > slowMs && plan.items.indexOf(item) >= last
      cutShort ||= isSlow && plan.items.at(-1) !== item
      return !isSlow
    })
    return defect === undefined || !('defect' in task)
      ? { subject: task.subject, round: 'round' in task ? task.round : 0, endings, seconds: seconds() }
      : { ...task, endings, seconds: seconds(), cutShort }
  } finally {
    await standing.end()
  }
}

function standingOf(
  met: Trial | SoundTrial,
  claimants: readonly Claimant[],
): { name: string; good: number; of: number } {
  const { subject, endings } = met
  if (!('defect' in met)) {
    const ran = endings.filter(({ outcome }) => outcome !== 'skipped')
    const good = ran.filter(({ outcome }) => outcome === 'pass').length
    return { name: `${subject} (${met.round})`, good, of: ran.length }
  }
  const claiming = claimants.filter((claimant) => claimant.claims(met.defect)).map(({ scenario }) => scenario.id)
  const own = endings.filter(({ scenario, outcome }) => claiming.includes(scenario) && outcome !== 'skipped')
  const caught = new Set(own.filter(({ outcome }) => outcome === 'fail').map(({ scenario }) => scenario))
  return { name: `${subject}/${met.defect.id}`, good: caught.size, of: new Set(own.map((it) => it.scenario)).size }
}
