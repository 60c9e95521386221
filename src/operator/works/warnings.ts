import type { Instant } from '../../base/clock.js'
import type { Span, WorksNotice, WorksRules } from '../../model/works.js'
import { daysUsed, workingTimeIn, yearsOf } from './rules.js'

/** What is not as the rules ask it; works may be announced nevertheless, and it stays written at them. */
export type WorksWarning =
  /** Told of less than the notice before: it does not excuse a participant. */
  | { readonly kind: 'late'; readonly own: boolean; readonly beforeMs: number; readonly noticeMs: number }
  /** In working time; `holidaysKnown` where the holidays of that year are known. */
  | { readonly kind: 'working-time'; readonly part: Span; readonly holidaysKnown: boolean }
  /** More calendar days in a year than there may be. */
  | { readonly kind: 'days'; readonly year: number; readonly used: number; readonly most: number }

export interface Announcement extends Span {
  /** The operator's own. */
  readonly own: boolean
  readonly notice: WorksNotice
  readonly announcedAt: Instant
}

/** What stands against works. `others`: the operator's other planned works. */
export function warningsOf(works: Announcement, others: readonly Span[], rules: WorksRules): WorksWarning[] {
  const { own, notice, announcedAt, startsAt } = works
  const warnings: WorksWarning[] = []
  if (notice === 'late') {
    const beforeMs = Date.parse(startsAt) - Date.parse(announcedAt)
    warnings.push({ kind: 'late', own, beforeMs, noticeMs: rules.noticeMs })
  }
  // What cannot wait may be at any time of day (Guide, clause 12).
  if (!own || notice === 'at-once') return warnings
  const [part] = workingTimeIn(works, rules)
  const holidaysKnown = yearsOf(works).every((year) => rules.daysOff.years.includes(year))
  if (part) warnings.push({ kind: 'working-time', part, holidaysKnown })
  const { daysAYear: most, counted } = rules.own
  for (const year of yearsOf(works)) {
    const used = daysUsed([...others, works], year, counted)
    if (used > most) warnings.push({ kind: 'days', year, used, most })
  }
  return warnings
}
