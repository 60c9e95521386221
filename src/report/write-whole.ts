import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file for its owner alone, under another name first, so that nobody ever sees half of it. Answers its path. */
export function writeWhole(path: string, content: string | Uint8Array): string {
  const unfinished = `${path}.${process.pid}.tmp`
  writeFileSync(unfinished, content, { mode: 0o600 })
  renameSync(unfinished, path)
  return path
}
