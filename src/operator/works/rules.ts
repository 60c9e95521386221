import { fromKazakhstan, kazakhstanTime, type Instant } from '../../base/clock.js'
import { isDayOff } from '../../base/days-off.js'
import type { ParticipantId } from '../../model/registry.js'
import type { WorksKind } from '../../model/round.js'
import type { OwnWorksRules, Span, WorksNotice, WorksPhase, WorksRules } from '../../model/works.js'

const dayMs = 86_400_000

/** How a notice counts that is given at an instant. */
export function noticeOf(
  kind: 'planned' | 'unplanned',
  announcedAt: Instant,
  startsAt: Instant,
  { noticeMs }: Pick<WorksRules, 'noticeMs'>,
): WorksNotice {
  if (kind === 'unplanned') return 'at-once'
  return Date.parse(startsAt) - Date.parse(announcedAt) >= noticeMs ? 'in-time' : 'late'
}

/** What works are for a round that falls into them. Those of the operator are its own, however they were told of. */
export function kindOf(participant: ParticipantId | null, notice: WorksNotice): WorksKind {
  if (participant === null) return 'operator'
  return ({ 'in-time': 'planned', late: 'late', 'at-once': 'unplanned' } as const)[notice]
}

const phases: readonly WorksPhase[] = ['coming', 'running', 'over']
/** Clocks of several machines differ, and are put right: only a clock that was set back by more leads back. */
export const wobbleMs = 300_000

/** In which phase works are to be that were carried out as far as `carried`. Asked again at the same time it answers the same. */
export function phaseDue({ startsAt, endsAt }: Span, carried: WorksPhase, now: Instant): WorksPhase {
  const at = (ms: number): number => (ms < Date.parse(startsAt) ? 0 : ms < Date.parse(endsAt) ? 1 : 2)
  const ms = Date.parse(now)
  const due = Math.max(at(ms), Math.min(phases.indexOf(carried), at(ms + wobbleMs)))
  return phases[due] ?? carried
}

/** The parts of a time that lie neither at night nor on a day off, in Kazakhstan's time; oldest first. */
export function workingTimeIn(
  { startsAt, endsAt }: Span,
  { own, daysOff }: Pick<WorksRules, 'own' | 'daysOff'>,
): Span[] {
  return datesOf({ startsAt, endsAt })
    .filter((date) => !isDayOff(daysOff, date))
    .flatMap((date) => daytimesOf(date, own.night))
    .map((day) => ({ startsAt: later(day.startsAt, startsAt), endsAt: earlier(day.endsAt, endsAt) }))
    .filter((part) => part.startsAt < part.endsAt)
}

/** What of a date is no night. */
function daytimesOf(date: string, { from, until }: OwnWorksRules['night']): Span[] {
  const [begins, ends] = [midnight(date), midnight(nextDate(date))]
  const [nightFrom, nightUntil] = [fromKazakhstan(date, from) ?? begins, fromKazakhstan(date, until) ?? begins]
  if (nightUntil <= nightFrom) return [{ startsAt: nightUntil, endsAt: nightFrom }]
  return [
    { startsAt: begins, endsAt: nightFrom },
    { startsAt: nightUntil, endsAt: ends },
  ]
}

/** The dates in Kazakhstan that a time touches. */
export function datesOf({ startsAt, endsAt }: Span): string[] {
  const dates: string[] = []
  for (let date = kazakhstanTime(startsAt).date; midnight(date) < endsAt; date = nextDate(date)) dates.push(date)
  return dates
}

/** How many calendar days of a year works take; what overlaps counts once. */
export function daysUsed(works: readonly Span[], year: number, counted: OwnWorksRules['counted']): number {
  if (counted === 'dates') {
    const dates = new Set(works.flatMap(datesOf))
    return [...dates].filter((date) => yearOf(date) === year).length
  }
  const [first, last] = [midnight(`${year}-01-01`), midnight(`${year + 1}-01-01`)]
  let [used, until] = [0, first]
  for (const { startsAt, endsAt } of [...works].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))) {
    const [from, to] = [later(startsAt, until), earlier(endsAt, last)]
    used += Math.max(0, Date.parse(to) - Date.parse(from))
    until = later(until, to)
  }
  return used / dayMs
}

/** The years that a time touches. */
export const yearsOf = (span: Span): number[] => [...new Set(datesOf(span).map(yearOf))]

const yearOf = (date: string): number => Number(date.slice(0, 4))
const midnight = (date: string): Instant => fromKazakhstan(date, '00:00') ?? ''
const nextDate = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + dayMs).toISOString().slice(0, 10)
const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)
const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b)
