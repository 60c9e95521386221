import type { Language } from '../../base/text.js'
import { withBrowser, type Printer } from '../../render/pdf.js'
import { loadTemplates, templatesFolder } from '../../render/templates.js'
import { availabilityCsv, outagesCsv, type Separator } from './csv.js'
import type { AvailabilityReport } from './report.js'
import { availabilityView } from './view.js'

/** In which forms a report comes: for people, and for programs a table of APIs and one of outages. */
export const reportForms = ['pdf', 'csv', 'outages'] as const
export type ReportForm = (typeof reportForms)[number]

export const mediaTypes: Readonly<Record<ReportForm, string>> = {
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
  outages: 'text/csv; charset=utf-8',
}

/** The name of the file, e.g. `availability-2026-12-05.ru.pdf`; figures for programs are the same in every language. */
export function reportFile({ period }: Pick<AvailabilityReport, 'period'>, form: ReportForm, language: Language): string {
  const { kind, first, last } = period
  const when = kind === 'month' ? first.slice(0, 7) : kind === 'day' ? first : `${first}--${last}`
  if (form === 'pdf') return `availability-${when}.${language}.pdf`
  return form === 'csv' ? `availability-${when}.csv` : `outages-${when}.csv`
}

/** Prints a report, a PDF with a browser of its own unless one is open. @throws ProblemError where none starts */
export async function printReport(
  report: AvailabilityReport,
  form: ReportForm,
  how: { readonly language: Language; readonly separator: Separator },
  printer?: Printer,
): Promise<Uint8Array> {
  if (form === 'csv') return Buffer.from(availabilityCsv(report, how.separator))
  if (form === 'outages') return Buffer.from(outagesCsv(report, how.separator))
  const html = loadTemplates(templatesFolder()).render('availability', availabilityView(report, how.language))
  const print = (open: Printer) => open.print(html, report.madeAt)
  return printer ? print(printer) : withBrowser(print)
}
