import { mapText, type Text } from '../../base/text.js'
import { mandateFile } from '../../evidence/run-folder.js'
import { readJournal, readMandate, witnessing, witnessingWords, type EvidenceOfRun } from '../witness/index.js'
import type { Findings } from './report.js'

/** What the operator gave to whoever verifies: her keys, and the journal that she countersigned. */
export interface Witness {
  /** Thumbprints (RFC 7638). */
  readonly operators: ReadonlySet<string>
  readonly journal: Uint8Array
}

/** A run's record with the other files of its folder, among them the mandate. */
export interface WitnessedRun {
  readonly evidence: EvidenceOfRun
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Compares the platform's journal with runs that were made under one mandate. True where they count as witnessed; otherwise it
 * fails, since somebody who names a journal relies on it.
 */
export function checkWitness(
  runs: readonly WitnessedRun[],
  { operators, journal }: Witness,
  found: Findings,
  where: string,
): boolean {
  const [first] = runs
  const mandate = first?.files.get(mandateFile)
  const reading = witnessing(
    mandate && readMandate(mandate, operators),
    readJournal(journal, operators),
    runs.map(({ evidence }) => evidence),
  )
  const [head, ...details] = witnessingWords(reading)
  const witnessed = reading.state === 'witnessed'
  if (head && witnessed) found.holds('witness', where, capitalised(head))
  if (head && !witnessed) found.fails('witness', where, capitalised(head))
  for (const text of details) found.note('witness', where, text)
  return witnessed
}

/** A sentence of its own. */
const capitalised = (text: Text): Text =>
  mapText(text, (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1))
