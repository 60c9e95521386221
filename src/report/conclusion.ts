import type { RunRecord } from '../model/run.js'
import { actRefusal } from './refusal.js'
import { countsOf, subjectResults, type Counts } from './results.js'
import { inLanguage, type Language } from '../base/text.js'
import type { ProtocolBasis } from './basis.js'
import { runLabel } from './run-text.js'
import { dayText } from './times.js'
import { waivedUntil } from './waivers.js'
import { wordings } from './wording/index.js'
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

/** The conclusion that the verdicts propose: a paragraph for every run that counts. People decide. */
export function conclusionText(basis: ProtocolBasis, language: Language): string {
  const wording = wordings[language]
  return basis.counted
    .map((run) => {
      const text = proposedConclusion(run.record, wording)
      const label = runLabel(basis, run, wording)
      const { forms, role } = run.record.plan
      return label === undefined
        ? text
        : `${label}, «${inLanguage(forms.title, language)}», ${wording.role[role]}. ${text}`
    })
    .join('\n')
}

/** What one run proposes. */
export function proposedConclusion(record: RunRecord, wording: Wording): string {
  const counts = countsOf(subjectResults(record))
  const of = countsText(counts, wording)
  const { conclusion } = wording
  if (counts.fail > 0) {
    const until = actRefusal(record) === undefined ? waivedUntil([record]) : undefined
    return until === undefined ? conclusion.failed(of) : conclusion.waived(of, dayText(until))
  }
  if (counts.pass === 0 || counts.inconclusive > 0 || counts.open > 0 || record.how !== 'complete') {
    return conclusion.undecided(of)
  }
  return actRefusal(record) === undefined ? conclusion.passed(of) : conclusion.passedInPart(of)
}
