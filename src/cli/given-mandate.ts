import { readFileSync } from 'node:fs'
import { later, systemClock, type Instant } from '../base/clock.js'
import { problem } from '../base/problem.js'
import { inLanguage, type Text } from '../base/text.js'
import { readMandate, shortfallWords, type MandateReading } from '../bundle/witness/index.js'
import type { GivenMandate } from '../evidence/run-folder.js'
import type { Mandate } from '../model/witness.js'

/** Operators' clocks may be ahead by as much, in milliseconds. */
const clocksApartMs = 5 * 60_000

/** A mandate as its file has it, whoever signed it. */
export interface MandateFile {
  readonly file: string
  readonly bytes: Uint8Array
  readonly mandate: Mandate
  readonly digest: string
  /** Thumbprint of the key that signed it. */
  readonly key: string
}

/** Reads the file of a mandate. @throws ProblemError where it is none, or not what was signed */
export function readMandateFile(file: string): MandateFile {
  const bytes = readGiven(file)
  const reading = readMandate(bytes, new Set())
  if (reading.state !== 'unknown-key') throw unusable(file, reading)
  return { file, bytes, mandate: reading.value, digest: reading.digest, key: reading.key }
}

/**
 * The mandate for a run of this participant and system, as the run's record keeps it.
 * @throws ProblemError where it is for another one, or its term has not begun or is over
 */
export function mandateFor(file: string, run: { participant: string; system: string }): GivenMandate {
  const { bytes, mandate, digest } = readMandateFile(file)
  const now: Instant = systemClock.now()
  const ask = 'Ask the operator for one: synaq witness start.'
  if (mandate.participant !== run.participant)
    throw unfit(file, `it is for the participant ${mandate.participant}, and the target is ${run.participant}`, ask)
  if (mandate.system !== undefined && mandate.system !== run.system)
    throw unfit(file, `it is for the system ${mandate.system}, and the target is of ${run.system}`, ask)
  if (mandate.expiresAt <= now) throw unfit(file, `its term ended at ${mandate.expiresAt}`, ask)
  if (mandate.issuedAt > later(now, clocksApartMs))
    throw unfit(file, `it was issued at ${mandate.issuedAt}, and it is ${now} here`, 'Set the clock of this machine.')
  return { bytes, nonce: mandate.nonce, digest }
}

function readGiven(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw problem('file-missing', 'the file cannot be read', 'Correct the path or its permissions.', { file })
  }
}

function unusable(file: string, reading: MandateReading) {
  const what: Text =
    reading.state === 'unreadable'
      ? shortfallWords({ kind: 'unreadable', what: 'mandate', why: reading.what })
      : reading.state === 'changed'
        ? shortfallWords({ kind: 'changed', what: 'mandate', key: reading.key })
        : shortfallWords({ kind: 'unsigned', what: 'mandate' })
  return unfit(file, inLanguage(what, 'en'), 'Take the file as the operator made it: synaq witness start.')
}

const unfit = (file: string, what: string, remedy: string) => problem('mandate-unfit', what, remedy, { file })
