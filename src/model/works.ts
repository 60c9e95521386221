import type { Instant } from '../base/clock.js'
import type { DaysOff } from '../base/days-off.js'
import type { Language } from '../base/text.js'
import type { ApiId, ParticipantId } from './registry.js'

export type WorksId = number

/** Whose works: the operator's own, a participant's with all its APIs, or those on one of its APIs. */
export type WorksOf =
  | { readonly kind: 'operator' }
  | { readonly kind: 'participant'; readonly participant: ParticipantId }
  | { readonly kind: 'api'; readonly api: ApiId }

/** How works were told of: planned and in time, planned and too late, or at once, since they cannot wait (Guide, clauses 12 and 14). */
export type WorksNotice = 'in-time' | 'late' | 'at-once'

/** How far works were carried out: what begins and ends with them is done when one phase follows another. */
export type WorksPhase = 'coming' | 'running' | 'over'

/** From an instant until before another one. */
export interface Span {
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** What is asked of works: data that an operator sets. */
export interface WorksRules {
  /** Who announces works of its own, as mails say it. */
  readonly operator?: string
  /** Planned works are told of so long before, in milliseconds. */
  readonly noticeMs: number
  /** Longer works are taken for a slip of the pen, in milliseconds. */
  readonly longestMs: number
  readonly own: OwnWorksRules
  readonly daysOff: DaysOff
  /** Of notices by mail. */
  readonly language: Language
}

/** The operator's planned works are at night or on days off, so many calendar days a year (Guide, clause 18). */
export interface OwnWorksRules {
  /** Times of day, `HH:MM`; a night that ends before it begins goes over midnight. */
  readonly night: { readonly from: string; readonly until: string }
  readonly daysAYear: number
  /** `dates`: each date that works touch counts whole; `time`: their length counts, 24 hours a day. */
  readonly counted: 'dates' | 'time'
}
