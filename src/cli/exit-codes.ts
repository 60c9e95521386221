import type { RunOutcome } from '../model/verdict.js'

/** What a command's exit code means; the same for every command. */
export const exitCodes = { conforms: 0, departs: 1, misuse: 2, open: 3, unwritten: 4 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of a run's outcome. */
export function exitCodeOf(outcome: RunOutcome): ExitCode {
  if (outcome === 'pass') return exitCodes.conforms
  return outcome === 'fail' ? exitCodes.departs : exitCodes.open
}
