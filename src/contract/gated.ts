import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../base/json.js'
import { packageRoot } from '../base/root.js'

/** The file that a build leaves: digests of the shipped contracts that passed the gate. */
export const gatedFile = (): string => join(packageRoot(), 'dist', 'gated-contracts.json')

/** True for a file whose bytes passed the gate when this program was built: the gate takes longer than a short run. */
export function passedAtBuild(digest: string): boolean {
  return gatedDigests().includes(digest)
}

/** The digests that the last build left. */
export function gatedDigests(): readonly string[] {
  const file = gatedFile()
  const digests = existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined
  return Array.isArray(digests) ? (digests as readonly unknown[]).filter((digest) => typeof digest === 'string') : []
}
