import { statfs } from 'node:fs/promises'
import type { Clock } from '../../base/clock.js'
import type { Database } from '../../store/database.js'
import { evidenceBytes } from '../../store/evidence-rows.js'
import { databaseBytes, saveDiskUse, type DiskUse } from '../../store/retention-rows.js'
import type { RetentionSettings } from '../settings/retention.js'

export interface DiskParts {
  readonly db: Database
  readonly clock: Clock
  /** This machine, and the folder that it keeps its data in. */
  readonly host: string
  readonly data: string
}

/** How full the disk is, and whether somebody has to act. */
export async function diskUse(
  { db, clock, host, data }: DiskParts,
  { budget, warnAt }: RetentionSettings['disk'],
): Promise<DiskUse> {
  const { bavail, blocks, bsize } = await statfs(data)
  const [free, total] = [bavail * bsize, blocks * bsize]
  const [evidence, database] = [await evidenceBytes(db), await databaseBytes(db)]
  const used = evidence + database
  const tight = free < (1 - warnAt) * total || (budget !== undefined && used > warnAt * budget)
  const use = { host, at: clock.now(), evidence, database, budget: budget ?? null, free, total, tight }
  await saveDiskUse(db, use)
  return use
}

/** True where more is used than may be. */
export const isOverBudget = ({ evidence, database, budget }: DiskUse): boolean =>
  budget !== null && evidence + database > budget
