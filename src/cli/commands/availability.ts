import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import type { Language } from '../../base/text.js'
import { writeWhole } from '../../base/write-whole.js'
import {
  dateOf,
  dayAfter,
  daysPeriod,
  dayPeriod,
  monthPeriod,
  type Period,
} from '../../operator/availability/period.js'
import { usualCommonCause } from '../../operator/policy/read.js'
import { availabilityLines } from '../../operator/reports/console.js'
import { printReport, reportFile, reportForms, type ReportForm } from '../../operator/reports/forms.js'
import { makeReport } from '../../operator/reports/report.js'
import { readSettings } from '../../operator/settings/settings.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { withStore } from '../serve/with-store.js'
import type { Output, Wiring } from '../wiring.js'

export interface AvailabilityOptions {
  /** `YYYY-MM-DD`; the day before today where no time is named. */
  readonly day?: string
  /** `YYYY-MM`. */
  readonly month?: string
  /** Dates, both included. */
  readonly from?: string
  readonly to?: string
  /** Ids; all where empty. */
  readonly apis: readonly string[]
  /** None: on the terminal alone. */
  readonly forms: readonly ReportForm[]
  /** Of PDF. */
  readonly language: Language
  readonly out: string
  /** Whose policy and target it goes by. */
  readonly settings?: string
  readonly data: string
}

/** `synaq availability` — accounts for the availability of APIs in a time, on the terminal and as files. */
export async function availability(options: AvailabilityOptions, wiring: Wiring, out: Output): Promise<ExitCode> {
  const period = periodOf(options, dateOf(systemClock.now()))
  const settings = options.settings === undefined ? undefined : readSettings(options.settings)
  const target = settings?.availability.target
  const rules = {
    commonCause: settings?.policy.policy.commonCause ?? usualCommonCause,
    ...(target === undefined ? {} : { target }),
  }
  const by = { ...(settings ? { operator: settings.operator } : {}), trial: false, version: wiring.version }
  const only = options.apis.length > 0 ? { only: { ids: options.apis } } : {}
  const report = await withStore(options.data, (db) =>
    makeReport(db, period, rules, by, { clock: systemClock, ...only }),
  )
  const missing = options.apis.find((id) => !report.apis.some(({ api }) => api === id))
  if (missing !== undefined)
    throw problem('availability-api', 'there is no such API, or it was never published', 'The page shows their ids.', {
      name: missing,
    })
  for (const text of availabilityLines(report, out.language)) out.line(text)
  const files: string[] = []
  const folder = resolve(options.out)
  if (options.forms.length > 0) mkdirSync(folder, { recursive: true })
  const how = { language: options.language, separator: settings?.reports.separator ?? ',' }
  for (const form of reportForms.filter((one) => options.forms.includes(one))) {
    const file = join(folder, reportFile(report, form, options.language))
    files.push(writeWhole(file, await printReport(report, form, how)))
  }
  for (const file of files) out.line(file)
  out.result({ ...report, files })
  return exitCodes.conforms
}

/** @throws ProblemError */
function periodOf({ day, month, from, to }: AvailabilityOptions, today: string): Period {
  const ways = [day, month, from ?? to].filter((way) => way !== undefined)
  if (ways.length > 1) throw wrong('--day, --month and --from with --to are three ways to name one time', 'Take one.')
  if (month !== undefined) return monthPeriod(month) ?? fail('--month', month, 'Write a month such as 2026-11.')
  if (from !== undefined || to !== undefined) {
    const [first, last] = [from ?? to ?? '', to ?? today]
    return (
      daysPeriod(first, last) ??
      fail('--from, --to', `${first}, ${last}`, 'Write two days such as 2026-11-01, in their order.')
    )
  }
  const date = day ?? dayAfter(today, -1)
  return dayPeriod(date) ?? fail('--day', date, 'Write a day such as 2026-11-30.')
}

function fail(option: string, text: string, remedy: string): never {
  throw wrong(`«${text}» names no time`, remedy, option)
}

function wrong(what: string, remedy: string, name = 'synaq availability') {
  return problem('availability-usage', what, remedy, { name })
}
