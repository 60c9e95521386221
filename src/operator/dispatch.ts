import type { Instant } from '../base/clock.js'
import type { ApiId, ParticipantId } from '../model/registry.js'
import type { MissedReason } from '../model/round.js'
import { intervalMs, nextSlot, slotsUntil, type Rhythm } from './schedule.js'
import { take, type Bucket, type BucketSize } from './bucket.js'

/** An API whose slot has come, and what stands against calling it now. */
export interface DueApi extends Rhythm {
  readonly api: ApiId
  readonly participant: ParticipantId
  /** The slot. */
  readonly dueAt: Instant
  /** A round of it is due or under way. */
  readonly open: boolean
  /** It has had no round yet: this one comes before its first slot, and takes the place of that. */
  readonly first: boolean
  /** It asked to be left alone until then. */
  readonly notBefore?: Instant
  /** Works that were announced in time, or our own, are going on. */
  readonly works: boolean
}

/** What becomes of a slot. */
export type Dispatch =
  | { readonly kind: 'start'; readonly api: ApiId; readonly dueAt: Instant; readonly nextAt: Instant }
  | {
      readonly kind: 'missed'
      readonly api: ApiId
      readonly dueAt: Instant
      readonly why: MissedReason
      /** How many slots went by. */
      readonly slots: number
      readonly nextAt: Instant
    }
  /** Looked at again at the next tick, while its time lasts. */
  | { readonly kind: 'wait'; readonly api: ApiId }
  /** The budget was taken back. */
  | { readonly kind: 'rest'; readonly api: ApiId }

export interface DispatchState {
  readonly buckets: ReadonlyMap<ParticipantId, Bucket>
  /** How many more rounds may start at this tick. */
  readonly starts: number
}

export interface DispatchRules {
  readonly bucket: BucketSize
}

/** A slot that is not taken up within this time, or half its interval, is past. */
const lateLimitMs = 60_000

/** How long after its slot a round of this rhythm may still start, in milliseconds. */
export function lateness(rhythm: Rhythm): number {
  return latenessOf(intervalMs(rhythm) ?? 0)
}

/** The same of an interval, in milliseconds. */
export function latenessOf(interval: number): number {
  return Math.min(lateLimitMs, interval / 2)
}

/**
 * Decides of every API whose slot has come, the longest due first. Pure: the same due APIs, state and time give the same answer.
 * Slots that went by unseen are one record and are not made up for.
 */
export function dispatch(
  due: readonly DueApi[],
  now: Instant,
  { buckets, starts }: DispatchState,
  rules: DispatchRules,
): { readonly decided: readonly Dispatch[]; readonly buckets: ReadonlyMap<ParticipantId, Bucket> } {
  const changed = new Map<ParticipantId, Bucket>()
  let left = starts
  const decided = [...due]
    .sort((a, b) => (a.dueAt === b.dueAt ? a.number - b.number : a.dueAt < b.dueAt ? -1 : 1))
    .map((candidate): Dispatch => {
      const { api, participant, dueAt, tests } = candidate
      const nextAt = nextSlot(candidate, now)
      if (nextAt === undefined) return { kind: 'rest', api }
      const missed = (why: MissedReason): Dispatch => {
        const slots = Math.max(1, slotsUntil(candidate, dueAt, now))
        return { kind: 'missed', api, dueAt, why, slots, nextAt }
      }
      const late = Date.parse(now) - Date.parse(dueAt) > lateness(candidate)
      const held = (why: MissedReason): Dispatch => (late ? missed(why) : { kind: 'wait', api })
      if (candidate.works) return missed('works')
      if (candidate.notBefore !== undefined && candidate.notBefore > now) return missed('retry-after')
      if (candidate.open) return held('still-running')
      const taken = take(changed.get(participant) ?? buckets.get(participant), tests, now, rules.bucket)
      if (!taken) return held('participant-limit')
      if (late) return missed('not-scheduled')
      if (left === 0) return { kind: 'wait', api }
      changed.set(participant, taken)
      left -= 1
      return { kind: 'start', api, dueAt, nextAt: candidate.first ? (nextSlot(candidate, nextAt) ?? nextAt) : nextAt }
    })
  return { decided, buckets: changed }
}
