import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../../base/clock.js'
import { startCalendar, type RunningCalendar } from '../../operator/calendar.js'
import { watchExpiries } from '../../operator/expiry/watch.js'
import type { Policy } from '../../operator/policy/policy.js'
import type { ProbeEngine } from '../../operator/ports.js'
import { ReportShelf } from '../../operator/reports/shelf.js'
import { sweep } from '../../operator/retention/sweep.js'
import { availability } from '../../operator/settings/availability.js'
import { reports } from '../../operator/settings/reports.js'
import { retention } from '../../operator/settings/retention.js'
import type { OperatorSettings } from '../../operator/settings/settings.js'
import { warnings } from '../../operator/settings/warnings.js'
import type { Database } from '../../store/database.js'

export interface CalendarWork {
  readonly db: Database
  readonly engine: Pick<ProbeEngine, 'plan'>
  readonly clock: Clock
  readonly policy: Policy
  /** Of a real operator; a trial goes by what is usual. */
  readonly settings: OperatorSettings | undefined
  /** Where this machine keeps its data; reports go into a folder of it. */
  readonly data: string
  /** Of Synaq. */
  readonly version: string
  readonly warn: (what: string, error: unknown) => void
}

/** Between two handfuls of what is removed. */
const pauseMs = 50

/** Starts what is done by the calendar: reports, retention, warnings of dates that expire. */
export function startCalendarWork(work: CalendarWork): {
  readonly shelf: ReportShelf
  readonly calendar: RunningCalendar
} {
  const { db, engine, clock, policy, settings, data, version, warn } = work
  const usual = {
    availability: availability.parse(undefined),
    reports: reports.parse(undefined),
    retention: retention.parse(undefined),
    warnings: warnings.parse(undefined),
  }
  const set = settings ?? usual
  const { target } = set.availability
  const shelf = new ReportShelf({
    ...{ db, clock, warn, folder: join(data, 'reports'), settings: set.reports },
    rules: { commonCause: policy.commonCause, ...(target === undefined ? {} : { target }) },
    by: { ...(settings ? { operator: settings.operator } : {}), trial: settings === undefined, version },
  })
  const swept = {
    ...{ db, clock, settings: set.retention, host: hostname(), data },
    pause: () => setTimeout(pauseMs),
  }
  const calendar = startCalendar(
    [
      {
        name: 'expiries',
        at: [set.warnings.at],
        run: (signal) => watchExpiries({ db, engine, clock, days: set.warnings.days }, signal),
      },
      { name: 'reports', at: [set.reports.daily, set.reports.monthly], run: (signal) => shelf.catchUp(signal) },
      { name: 'retention', at: [set.retention.at], run: (signal) => sweep(swept, signal).then(() => undefined) },
    ],
    warn,
  )
  return { shelf, calendar }
}
