import { joinTexts, type Text } from '../base/text.js'
import type { Row } from './rows.js'
import { subjectIds } from './trial.js'
import { ofContract, subjectNames } from './wording.js'

/** Rows that are told together. */
export interface Group {
  readonly title: Text
  readonly rows: readonly Row[]
}

/** By subject; those that the contract yields by itself apart from those that somebody wrote. */
export function groupsOf(rows: readonly Row[]): Group[] {
  return subjectIds.flatMap((subject) => {
    const own = rows.filter((row) => row.subject === subject)
    const written = own.filter(({ defect }) => defect.family === undefined)
    const derived = own.filter(({ defect }) => defect.family !== undefined)
    const title = subjectNames[subject]
    return [
      { title, rows: written },
      { title: joinTexts([title, ofContract], ': '), rows: derived },
    ].filter((group) => group.rows.length > 0)
  })
}
