import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canariesIn, type Lawful } from './canaries.js'
import { outputs } from './outputs.js'

/**
 * A new folder for a test's files, and how to remove it. Removing it fails where a canary is found: personal data of the
 * fixtures or a secret of the test, in a file or in what a command wrote, but for the places that are named as lawful.
 */
export function temporaryFolder(lawful: readonly Lawful[] = []): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'synaq-test-'))
  return {
    path,
    remove: () => {
      try {
        const found = canariesIn(path, outputs, lawful)
        if (found.length > 0) throw new Error(`secrets were left behind:\n${found.slice(0, 20).join('\n')}`)
      } finally {
        rmSync(path, { recursive: true, force: true })
      }
    },
  }
}
