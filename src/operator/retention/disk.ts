import { mkdirSync } from 'node:fs'
import { readdir, statfs } from 'node:fs/promises'
import { databaseBytes, saveDiskUse, type DiskUse } from '../../store/retention-rows.js'
import type { RetentionSettings } from '../settings/retention.js'
import { runBytes, type EvidenceParts } from './evidence.js'

/** So many folders are measured; the others are taken to be like them. */
const measured = 100

/** How full the disk is, and whether somebody has to act. */
export async function diskUse(parts: EvidenceParts, { budget, warnAt }: RetentionSettings['disk']): Promise<DiskUse> {
  const { db, clock, host, runs } = parts
  mkdirSync(runs, { recursive: true, mode: 0o700 })
  const { bavail, blocks, bsize } = await statfs(runs)
  const [free, total] = [bavail * bsize, blocks * bsize]
  const evidence = await evidenceBytes(parts)
  const database = await databaseBytes(db)
  const used = evidence + database
  const tight = free < (1 - warnAt) * total || (budget !== undefined && used > warnAt * budget)
  const use = { host, at: clock.now(), evidence, database, budget: budget ?? null, free, total, tight }
  await saveDiskUse(db, use)
  return use
}

/** True where more is used than may be. */
export const isOverBudget = ({ evidence, database, budget }: DiskUse): boolean =>
  budget !== null && evidence + database > budget

/** All folders of this machine, by the mean of some that lie evenly among them: to measure each takes too long. */
async function evidenceBytes({ runs }: EvidenceParts): Promise<number> {
  const all = (await readdir(runs)).sort()
  if (all.length === 0) return 0
  const every = Math.max(1, Math.floor(all.length / measured))
  const some = all.filter((_, i) => i % every === 0)
  const sizes: number[] = []
  for (const name of some) sizes.push((await runBytes(runs, name)) ?? 0)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return Math.round(mean * all.length)
}
