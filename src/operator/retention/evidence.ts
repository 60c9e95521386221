import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Instant } from '../../base/clock.js'
import type { Database } from '../../store/database.js'
import {
  evidenceRemoved,
  oldControls,
  oldRounds,
  strayRuns,
  type EvidenceLimits,
  type OldRun,
} from '../../store/retention-rows.js'

export interface EvidenceParts {
  readonly db: Database
  readonly clock: Clock
  /** Where the folders of runs lie. */
  readonly runs: string
  /** This machine: runs of others lie elsewhere. */
  readonly host: string
  /** Lets others work, between two handfuls. */
  readonly pause: () => Promise<void>
}

/** What was removed. */
export interface Removed {
  readonly runs: number
  readonly bytes: number
}

const handful = 50

/** Removes the exchanges of rounds and controls that are past their time, folder by folder. */
export async function removeEvidence(
  parts: EvidenceParts,
  limits: EvidenceLimits,
  signal: AbortSignal,
): Promise<Removed> {
  let [runs, bytes] = [0, 0]
  for (const older of [oldRounds, oldControls]) {
    let last: OldRun | undefined
    for (;;) {
      const found = await older(parts.db, limits, last, handful)
      for (const one of found) {
        if (signal.aborted) return { runs, bytes }
        const freed = await removeRun(parts.runs, one.run)
        // A run that is neither here nor was made here is for the machine that has it.
        if (freed === undefined && one.host !== parts.host) continue
        await evidenceRemoved(parts.db, one, parts.clock.now())
        if (freed === undefined) continue
        runs += 1
        bytes += freed
      }
      last = found.at(-1)
      if (found.length < handful) break
      await parts.pause()
    }
  }
  return { runs, bytes }
}

/** Removes runs that belong to no round any more, or never did since the round was cut off. */
export async function removeStrays(parts: EvidenceParts, before: Instant, signal: AbortSignal): Promise<Removed> {
  let [runs, bytes] = [0, 0]
  const stamp = before.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const old = (await names(parts.runs)).filter((name) => runName.test(name) && name < stamp)
  for (let i = 0; i < old.length; i += handful) {
    for (const run of await strayRuns(parts.db, old.slice(i, i + handful))) {
      if (signal.aborted) return { runs, bytes }
      bytes += (await removeRun(parts.runs, run)) ?? 0
      runs += 1
    }
    await parts.pause()
  }
  return { runs, bytes }
}

/** As runs are named: by their time in UTC. */
const runName = /^\d{8}-\d{6}-\w+$/

/** Bytes of a run's folder; undefined where there is none. */
export async function runBytes(folder: string, run: string): Promise<number | undefined> {
  const path = join(folder, run)
  const files = await readdir(path).catch(() => undefined)
  if (!files) return undefined
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(path, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function removeRun(folder: string, run: string): Promise<number | undefined> {
  if (!/^[\w-]{1,60}$/.test(run)) return undefined
  const bytes = await runBytes(folder, run)
  if (bytes === undefined) return undefined
  await rm(join(folder, run), { recursive: true, force: true })
  return bytes
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
