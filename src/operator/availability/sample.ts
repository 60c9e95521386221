import type { Instant } from '../../base/clock.js'
import type { Availability, MissedReason, RoundId, WorksKind } from '../../model/round.js'
import { latenessOf } from '../dispatch.js'
import type { Charge } from '../policy/charge.js'

/** Time that counts for an API or against it. */
export const counted = ['up', 'down'] as const
/** Time that is known to say nothing of it, and why. */
export const excluded = ['planned-works', 'operator-works', 'control', 'common-cause', 'own-miss'] as const
/** Time of which nothing is known, and why. */
export const unknown = ['retry-after', 'target', 'unsaid', 'gap'] as const

export type Excluded = (typeof excluded)[number]
export type Unknown = (typeof unknown)[number]
/** How a moment of an API is accounted for. */
export type Standing = (typeof counted)[number] | Excluded | Unknown
/** True where it is known why it says nothing. */
export const isExcluded = (standing: Standing): standing is Excluded => excluded.some((one) => one === standing)
export const standings: readonly Standing[] = [...counted, ...excluded, ...unknown]

/** What was seen, or why nothing was, from a moment on and no longer than until another one; milliseconds since 1970. */
export interface Sample {
  readonly at: number
  readonly holdsUntil: number
  readonly standing: Standing
  /** Of a round that took place. */
  readonly round?: RoundId
}

/** A round that took place, with how it is charged. */
export interface SeenRound {
  readonly id: RoundId
  readonly at: Instant
  readonly endedAt: Instant
  readonly availability: Availability
  readonly works?: WorksKind
  readonly charge: Charge
}

/** A slot, or several, in which nothing was called. */
export interface MissedSlots {
  readonly dueAt: Instant
  readonly slots: number
  readonly why: MissedReason
}

/**
 * What a round saw holds until the next one, at most one interval (milliseconds, of when it was due) and the time by which a
 * round may be late; a round that takes longer holds until its own end.
 */
export function sampleOfRound(round: SeenRound, intervalMs: number): Sample {
  const [at, endedAt] = [Date.parse(round.at), Date.parse(round.endedAt)]
  return {
    at,
    holdsUntil: Math.max(endedAt, at + intervalMs + latenessOf(intervalMs)),
    standing: standingOf(round),
    round: round.id,
  }
}

/** Slots that were missed end what was seen before; undefined where the round before was still at it, since it goes on seeing. */
export function sampleOfMissed({ dueAt, slots, why }: MissedSlots, intervalMs: number): Sample | undefined {
  if (why === 'still-running') return undefined
  const at = Date.parse(dueAt)
  return { at, holdsUntil: at + slots * intervalMs + latenessOf(intervalMs), standing: standingOfMissed[why] }
}

function standingOf({ charge, availability, works }: SeenRound): Standing {
  if (charge === 'works') return works === 'operator' ? 'operator-works' : 'planned-works'
  if (charge === 'control' || charge === 'common-cause') return charge
  return availability
}

const standingOfMissed: Readonly<Record<Exclude<MissedReason, 'still-running'>, Standing>> = {
  works: 'planned-works',
  'no-worker': 'own-miss',
  'not-scheduled': 'own-miss',
  'worker-lost': 'own-miss',
  'participant-limit': 'own-miss',
  harness: 'own-miss',
  'retry-after': 'retry-after',
  target: 'target',
}
