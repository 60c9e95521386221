import type { Language } from '../base/text.js'
import { dayPeriod, monthPeriod } from '../operator/availability/period.js'
import { momentText } from '../operator/reports/figures.js'
import { reportForms } from '../operator/reports/forms.js'
import { titleOf } from '../operator/reports/view.js'
import { reportWords } from '../operator/reports/wording/index.js'
import type { ReportRow } from '../store/report-rows.js'
import { reportPageWords } from './wording/reports.js'

/** Everything that templates/operator/reports.hbs prints. */
export function reportsView(rows: readonly ReportRow[], language: Language): object {
  const words = reportPageWords[language]
  return {
    words,
    reports: rows.map((row) => ({
      id: row.id,
      month: row.kind === 'month',
      title: nameOf(row, language),
      made: momentText(row.made_at),
      files: reportForms.map((form) => ({ form, word: words.forms[form] })),
    })),
  }
}

function nameOf({ kind, first }: ReportRow, language: Language): string {
  const period = kind === 'month' ? monthPeriod(first.slice(0, 7)) : dayPeriod(first)
  return period ? titleOf(period, reportWords[language]) : first
}
