import type { RunRecord } from '../model/run.js'
import type { ProtocolRow } from '../model/system.js'
import { rowsOf, type GivenRun, type ProtocolBasis } from './basis.js'
import { countsOf, subjectResults, type Counts, type Result } from './results.js'

/** The note of a row of the Protocol's table. */
export type RowNote = 'passed' | 'failed' | 'notRun'

export interface FilledRow {
  readonly row: ProtocolRow
  /** What the counted runs of its system make of it: none for a system without a run. */
  readonly parts: readonly RowPart[]
}

/** A row as one run fills it in. */
export interface RowPart {
  readonly run: GivenRun
  readonly note: RowNote
  readonly counts: Counts
}

/** Fills the rows of the form in from the scripts addressed to the subject. */
export function filledRows(basis: ProtocolBasis): FilledRow[] {
  return rowsOf(basis).map((row) => ({
    row,
    parts: basis.counted
      .filter(({ record }) => record.plan.system === row.system)
      .map((run) => {
        const own = subjectResults(run.record).filter(({ scenario }) => scenario.script === row.script)
        return { run, note: noteOf(run.record, own), counts: countsOf(own) }
      }),
  }))
}

/**
 * «Успешно» needs a pass and nothing left undone that is required or was begun. The form counts a scenario as
 * carried out only when all its actions were, so a script without a verdict leaves the row «Не проводилось».
 */
function noteOf(record: RunRecord, results: readonly Result[]): RowNote {
  const counts = countsOf(results)
  if (counts.fail > 0) return 'failed'
  const missing = results.some((result) => result.state === 'not-provided' && isRequired(record, result))
  return counts.pass > 0 && counts.inconclusive === 0 && counts.open === 0 && !missing ? 'passed' : 'notRun'
}

/** True for what the Act rests on. */
export function isRequired(record: RunRecord, { scenario, mode }: Pick<Result, 'scenario' | 'mode'>): boolean {
  return record.plan.required.some((required) => required.scenario === scenario.id && required.mode === mode)
}
