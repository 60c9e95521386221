import { dirname, resolve } from 'node:path'
import { runCommand } from '../../base/run-command.js'
import type { Limits } from './limits.js'

/**
 * What a signing program writes to standard out when it gets the bytes on standard in. It runs without a shell, in the folder of
 * the file of settings, so that the paths in its arguments are relative to that.
 * @throws ProblemError `command-start`, `command-failed`, `command-timeout`, `command-output`
 */
export function signedByCommand(
  command: readonly string[],
  file: string,
  content: Uint8Array,
  limits: Limits,
): Promise<Buffer> {
  const [program = '', ...args] = command
  return runCommand([program, ...args], content, { ...limits, cwd: dirname(resolve(file)) })
}
