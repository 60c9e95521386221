import type { RunRecord } from '../model/run.js'
import type { ProtocolRow } from '../model/system.js'
import { countsOf, subjectResults, type Counts, type Result } from './results.js'

/** The note of a row of the Protocol's table. */
export type RowNote = 'passed' | 'failed' | 'notRun'

export interface FilledRow {
  readonly row: ProtocolRow
  readonly note: RowNote
  readonly counts: Counts
}

/** Fills the rows of the form in from the scripts addressed to the subject. */
export function filledRows(record: RunRecord): FilledRow[] {
  const results = subjectResults(record)
  return record.plan.forms.rows.map((row) => {
    const own = results.filter(({ scenario }) => scenario.system === row.system && scenario.script === row.script)
    return { row, note: noteOf(record, own), counts: countsOf(own) }
  })
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
