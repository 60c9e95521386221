import type { RunRecord } from '../model/run.js'
import { actRefusal } from './refusal.js'
import { countsOf, subjectResults, type Counts } from './results.js'
import type { Wording } from './wording/ru.js'

/** Counts in words, with the numbers that are not zero: «успешно 5 из 7, не успешно 2». */
export function countsText(counts: Counts, { rows }: Wording): string {
  const of = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const others = [
    [counts.fail, rows.failed],
    [counts.inconclusive, rows.inconclusive],
    [counts['not-applicable'], rows.notApplicable],
    [counts['not-provided'], rows.notProvided],
    [counts.open, rows.open],
  ] as const
  return [rows.passed(counts.pass, of), ...others.filter(([n]) => n > 0).map(([n, say]) => say(n))].join(', ')
}

/** The conclusion that the verdicts propose; people decide. */
export function proposedConclusion(record: RunRecord, wording: Wording): string {
  const counts = countsOf(subjectResults(record))
  const of = countsText(counts, wording)
  const { conclusion } = wording
  if (counts.fail > 0) return conclusion.failed(of)
  if (counts.pass === 0 || counts.inconclusive > 0 || counts.open > 0 || record.how !== 'complete') {
    return conclusion.undecided(of)
  }
  return actRefusal(record) === undefined ? conclusion.passed(of) : conclusion.passedInPart(of)
}
