import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.js'
import type { Language } from '../../base/text.js'
import { writeWhole } from '../../base/write-whole.js'
import type { ParticipantId } from '../../model/registry.js'
import { withBrowser, type Printer } from '../../render/pdf.js'
import { firstRoundAt } from '../../store/account-rows.js'
import type { Database } from '../../store/database.js'
import { note, type Actor } from '../../store/journal-rows.js'
import { addReport, reportContent, reportPeriods, reports, type ReportRow } from '../../store/report-rows.js'
import type { Period } from '../availability/period.js'
import { alone } from '../calendar.js'
import type { ReportSettings } from '../settings/reports.js'
import { duePeriods, reportKey } from './due.js'
import { mediaTypes, printReport, reportFile, type ReportForm } from './forms.js'
import { makeReport, reportFor, type AvailabilityReport, type ReportMaker, type ReportRules } from './report.js'

export interface ShelfParts {
  readonly db: Database
  readonly clock: Clock
  /** Where the files go. */
  readonly folder: string
  readonly rules: ReportRules
  readonly by: ReportMaker
  readonly settings: ReportSettings
  readonly warn: (what: string, error: unknown) => void
}

/** A report as it is handed out. */
export interface HandedOut {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
}

const actor: Actor = { name: 'calendar', role: 'system' }

/**
 * Reports that are made by the calendar: what they say stands in the database, once a period; files are printed from that, for
 * the operator at once and for others when they are asked for.
 */
export class ReportShelf {
  /** Printing is heavy: one after another. */
  private printing: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: ShelfParts) {}

  /** Makes what is due, the oldest first; another process may be at it already. */
  async catchUp(signal: AbortSignal): Promise<void> {
    await alone(this.parts.db, 'reports', async () => {
      const { db, clock } = this.parts
      const made = new Set((await reportPeriods(db)).map(reportKey))
      const fresh: AvailabilityReport[] = []
      for (const period of duePeriods(clock.now(), await firstRoundAt(db), made)) {
        if (signal.aborted) return
        const report = await this.make(period)
        if (report) fresh.push(report)
      }
      if (fresh.length > 0) await this.write(fresh)
    })
  }

  /** Newest first. */
  list(limit: number): Promise<readonly ReportRow[]> {
    return reports(this.parts.db, limit)
  }

  /**
   * A report as a file, of one participant's APIs alone where one is given; undefined where there is no such report.
   * @throws ProblemError where no browser starts for a PDF
   */
  async file(
    id: number,
    form: ReportForm,
    language: Language,
    participant?: ParticipantId,
  ): Promise<HandedOut | undefined> {
    const whole = await reportContent<AvailabilityReport>(this.parts.db, id)
    if (!whole) return undefined
    const report = participant === undefined ? whole : reportFor(whole, participant)
    const path = this.path(report, form, language, participant)
    const content = await readFile(path).catch(() => this.print(report, form, language, path))
    return { name: reportFile(report, form, language), type: mediaTypes[form], content }
  }

  /** Undefined where there is a report of the period already. */
  private async make(period: Period): Promise<AvailabilityReport | undefined> {
    const { db, clock, rules, by } = this.parts
    const { kind, first, last } = period
    if (kind === 'days') return undefined
    const report = await makeReport(db, period, rules, by, { clock })
    return db.transaction(async (tx) => {
      const id = await addReport(tx, { kind, first, last, made_at: report.madeAt, content: report })
      if (id === undefined) return undefined
      const details = { kind, first, last, apis: report.apis.length }
      await note(tx, actor, { at: report.madeAt, did: 'report.make', object: `report ${id}`, details })
      return report
    })
  }

  /** Files for the operator. What they say is kept already: one that could not be written is printed when it is asked for. */
  private async write(fresh: readonly AvailabilityReport[]): Promise<void> {
    const { warn, settings } = this.parts
    const [usual = 'ru'] = settings.languages
    const put = (report: AvailabilityReport, form: ReportForm, language: Language, printer?: Printer) =>
      this.print(report, form, language, this.path(report, form, language), printer)
    try {
      for (const report of fresh) for (const form of ['csv', 'outages'] as const) await put(report, form, usual)
      await withBrowser(async (printer) => {
        for (const report of fresh) for (const language of settings.languages) await put(report, 'pdf', language, printer)
      })
    } catch (error) {
      warn('reports', error)
    }
  }

  private async print(
    report: AvailabilityReport,
    form: ReportForm,
    language: Language,
    path: string,
    printer?: Printer,
  ): Promise<Uint8Array> {
    const { separator } = this.parts.settings
    const printed = this.printing.then(() => printReport(report, form, { language, separator }, printer))
    this.printing = printed.catch(() => undefined)
    const content = await printed
    writeWhole(path, content)
    return content
  }

  private path(report: AvailabilityReport, form: ReportForm, language: Language, participant?: ParticipantId): string {
    const { folder } = this.parts
    // An id may hold what no folder may be called.
    const place = participant === undefined ? folder : join(folder, `of-${encodeURIComponent(participant)}`)
    mkdirSync(place, { recursive: true, mode: 0o700 })
    return join(place, reportFile(report, form, language))
  }
}
