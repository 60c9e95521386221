import type { Instant } from '../../base/clock.js'
import { note, type Actor } from '../../store/journal-rows.js'
import { removeControls, removeHours, removeRounds, type DiskUse } from '../../store/retention-rows.js'
import { alone } from '../calendar.js'
import type { RetentionSettings } from '../settings/retention.js'
import { diskUse, isOverBudget } from './disk.js'
import { removeEvidence, removeStrays, type EvidenceParts, type Removed } from './evidence.js'

export interface SweepParts extends EvidenceParts {
  readonly settings: RetentionSettings
}

/** What a sweep removed, and how full the disk is after it. */
export interface Swept {
  readonly evidence: Removed
  /** Of these, exchanges that had to go before their time. */
  readonly early: Removed
  readonly strays: Removed
  readonly rounds: number
  readonly controls: number
  readonly hours: number
  readonly disk: DiskUse
}

const actor: Actor = { name: 'calendar', role: 'system' }
const dayMs = 86_400_000
/** Rows at a time: a statement of so many holds nobody up. */
const batch = 1000

/**
 * Removes what is past its time, in small steps, and writes down what it was. Files are each machine's own; rows are removed by
 * one process at a time.
 */
export async function sweep(parts: SweepParts, signal: AbortSignal): Promise<Swept> {
  const { db, clock, settings, host } = parts
  const now = clock.now()
  const evidence = await removeEvidence(parts, limitsAt(now, settings.evidence), signal)
  const strays = await removeStrays(parts, ago(now, settings.evidence.bad), signal)
  let [rounds, controls, hours] = [0, 0, 0]
  await alone(db, 'retention', async () => {
    rounds = await inBatches(parts, signal, (limit) => removeRounds(db, ago(now, settings.rounds), limit))
    controls = await inBatches(parts, signal, (limit) => removeControls(db, ago(now, settings.rounds), limit))
    hours = await inBatches(parts, signal, (limit) => removeHours(db, ago(now, settings.hours), limit))
  })
  const { early, disk } = await withinBudget(parts, now, signal)
  const details = { evidence: sum(evidence, early), early, strays, rounds, controls, hours }
  if (details.evidence.runs + strays.runs + rounds + controls + hours > 0)
    await note(db, actor, { at: clock.now(), did: 'retention.sweep', object: host, details })
  return { ...details, disk }
}

/** Where the budget is used up, exchanges of good rounds go before their time, the oldest first; those of a day stay. */
async function withinBudget(
  parts: SweepParts,
  now: Instant,
  signal: AbortSignal,
): Promise<{ readonly early: Removed; readonly disk: DiskUse }> {
  const { settings } = parts
  let early: Removed = { runs: 0, bytes: 0 }
  let disk = await diskUse(parts, settings.disk)
  for (let good = settings.evidence.good / 2; good >= dayMs && isOverBudget(disk) && !signal.aborted; good /= 2) {
    early = sum(early, await removeEvidence(parts, limitsAt(now, { ...settings.evidence, good }), signal))
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

const limitsAt = (now: Instant, { good, bad, decisions }: RetentionSettings['evidence']) => ({
  good: ago(now, good),
  bad: ago(now, bad),
  decisions: ago(now, decisions),
})

const sum = (a: Removed, b: Removed): Removed => ({ runs: a.runs + b.runs, bytes: a.bytes + b.bytes })
const ago = (now: Instant, ms: number): Instant => new Date(Date.parse(now) - ms).toISOString()
