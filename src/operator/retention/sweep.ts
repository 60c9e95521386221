import { earlier, type Instant } from '../../base/clock.js'
import { removeEvidence, type EvidenceMark, type RemovedEvidence } from '../../store/evidence-rows.js'
import { note, type Actor } from '../../store/journal-rows.js'
import { removeControls, removeHours, removeRounds, type DiskUse } from '../../store/retention-rows.js'
import { alone } from '../calendar.js'
import type { RetentionSettings } from '../settings/retention.js'
import { diskUse, isOverBudget, type DiskParts } from './disk.js'

export interface SweepParts extends DiskParts {
  readonly settings: RetentionSettings
  /** Lets others work, between two handfuls. */
  readonly pause: () => Promise<void>
}

/** What a sweep removed, and how full the disk is after it. */
export interface Swept {
  readonly evidence: RemovedEvidence
  /** Of these, records that had to go before their time. */
  readonly early: RemovedEvidence
  readonly rounds: number
  readonly controls: number
  readonly hours: number
  readonly disk: DiskUse
}

const actor: Actor = { name: 'calendar', role: 'system' }
const dayMs = 86_400_000
/** Rows at a time: a statement of so many holds nobody up. */
const batch = 1000
/** Records at a time: each is asked what rests on it. */
const handful = 200
const nothing: RemovedEvidence = { runs: 0, bytes: 0 }

/** Removes what is past its time, in small steps and by one process at a time, and writes down what it was. */
export async function sweep(parts: SweepParts, signal: AbortSignal): Promise<Swept> {
  const { db, clock, settings, host } = parts
  const now = clock.now()
  let [evidence, early] = [nothing, nothing]
  let [rounds, controls, hours] = [0, 0, 0]
  let disk: DiskUse | undefined
  await alone(db, 'retention', async () => {
    evidence = await letGo(parts, settings.evidence, now, signal)
    rounds = await inBatches(parts, signal, (limit) => removeRounds(db, earlier(now, settings.rounds), limit))
    controls = await inBatches(parts, signal, (limit) => removeControls(db, earlier(now, settings.rounds), limit))
    hours = await inBatches(parts, signal, (limit) => removeHours(db, earlier(now, settings.hours), limit))
    ;({ early, disk } = await withinBudget(parts, now, signal))
  })
  const details = { evidence: sum(evidence, early), early, rounds, controls, hours }
  if (details.evidence.runs + rounds + controls + hours > 0)
    await note(db, actor, { at: clock.now(), did: 'retention.sweep', object: host, details })
  return { ...details, disk: disk ?? (await diskUse(parts, settings.disk)) }
}

/** Records of runs that are past their time. */
async function letGo(
  { db, pause }: SweepParts,
  { good, bad, decisions }: RetentionSettings['evidence'],
  now: Instant,
  signal: AbortSignal,
): Promise<RemovedEvidence> {
  const limits = { good: earlier(now, good), bad: earlier(now, bad), decisions: earlier(now, decisions) }
  let all = nothing
  let mark: EvidenceMark | undefined
  while (!signal.aborted) {
    const removed = await removeEvidence(db, limits, mark, handful)
    all = sum(all, removed)
    mark = removed.mark
    if (!mark) break
    await pause()
  }
  return all
}

/** Where the budget is used up, records of good rounds go before their time, the oldest first; those of a day stay. */
async function withinBudget(
  parts: SweepParts,
  now: Instant,
  signal: AbortSignal,
): Promise<{ readonly early: RemovedEvidence; readonly disk: DiskUse }> {
  const { settings } = parts
  let early = nothing
  let disk = await diskUse(parts, settings.disk)
  for (let good = settings.evidence.good / 2; good >= dayMs && isOverBudget(disk) && !signal.aborted; good /= 2) {
    early = sum(early, await letGo(parts, { ...settings.evidence, good }, now, signal))
    disk = await diskUse(parts, settings.disk)
  }
  return { early, disk }
}

async function inBatches(
  { pause }: SweepParts,
  signal: AbortSignal,
  remove: (limit: number) => Promise<number>,
): Promise<number> {
  let all = 0
  while (!signal.aborted) {
    const removed = await remove(batch)
    all += removed
    if (removed < batch) break
    await pause()
  }
  return all
}

const sum = (a: RemovedEvidence, b: RemovedEvidence): RemovedEvidence => ({
  runs: a.runs + b.runs,
  bytes: a.bytes + b.bytes,
})
