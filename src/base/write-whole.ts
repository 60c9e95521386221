import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { diskProblem } from './disk.js'

/** Writes a file for its owner alone, under another name first, so that nobody ever sees half of it. Answers its path. */
export function writeWhole(path: string, content: string | Uint8Array): string {
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(unfinished, content, { mode: 0o600 })
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw diskProblem(error, path) ?? error
  }
  return path
}
