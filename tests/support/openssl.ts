import { execFileSync, spawnSync } from 'node:child_process'
import { test } from '@jest/globals'

const isThere = spawnSync('openssl', ['version']).status === 0

/** A test that needs the program openssl; passed over where there is none. */
export function withOpenssl(name: string, run: () => void | Promise<void>): void {
  if (isThere) test(name, run)
  else test.skip(name, run)
}

/** What openssl prints. @throws Error with what it said where it ends with another code than 0 */
export function openssl(args: readonly string[], folder: string, input?: Uint8Array): Buffer {
  return execFileSync('openssl', args, {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  })
}
