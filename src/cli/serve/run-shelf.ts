import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.js'
import type { Database } from '../../store/database.js'
import { evidenceOf, keepEvidence } from '../../store/evidence-rows.js'
import { packRun, unpackRun } from './run-pack.js'

/** Records of rounds: written into a folder while they are made, then kept in the database, where every process can show them. */
export interface RunShelf {
  /** A folder for the record of a run that begins. */
  folderOf(run: string): string
  /** The run is over: its record goes to the database, the folder goes away. */
  keep(run: string): Promise<void>
  /** The run does not count: the folder goes away. */
  drop(run: string): void
  /** Reads a record from a folder that is there only for as long; undefined where it is not kept, or no longer. */
  open<T>(run: string, read: (folder: string) => T): Promise<T | undefined>
}

/** Left behind by a process that was killed. */
const strayMs = 86_400_000

/** `scratch` is a folder of this machine. */
export function openRunShelf(db: Database, clock: Clock, scratch: string): RunShelf {
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(scratch)) {
    const stray = join(scratch, name)
    if (Date.now() - statSync(stray).mtimeMs > strayMs) remove(stray)
  }
  const folderOf = (run: string): string => join(scratch, run)
  const drop = (run: string): void => remove(folderOf(run))
  return {
    folderOf,
    drop,
    keep: async (run) => {
      if (!existsSync(folderOf(run))) return
      await keepEvidence(db, { run, pack: await packRun(folderOf(run)), now: clock.now() })
      drop(run)
    },
    open: async (run, read) => {
      const pack = await evidenceOf(db, run)
      if (!pack) return undefined
      const folder = mkdtempSync(join(scratch, 'shown-'))
      try {
        await unpackRun(pack, folder)
        return read(folder)
      } finally {
        remove(folder)
      }
    },
  }
}

const remove = (path: string): void => rmSync(path, { recursive: true, force: true })
