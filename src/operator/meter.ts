import type { ControlResult, MissedReason, RoundResult } from '../model/round.js'
import { isBad } from './policy/charge.js'

/** How a round ended, in one word. */
export const roundOutcomes = ['conforms', 'departs', 'down', 'unsaid', 'missed'] as const
export type RoundOutcome = (typeof roundOutcomes)[number]

/** Told of what this process does, for whoever counts it. */
export interface Meter {
  /** A round was recorded: `lagMs` from its slot to its start, `lengthMs` from there to its end, the control included. */
  round(r: {
    readonly outcome: Exclude<RoundOutcome, 'missed'>
    readonly lagMs: number
    readonly lengthMs: number
  }): void
  /** So many slots went by, or a round could not be carried out. */
  missed(why: MissedReason, slots: number): void
  control(result: ControlResult): void
}

export const noMeter: Meter = { round: () => undefined, missed: () => undefined, control: () => undefined }

export function outcomeOf(result: Pick<RoundResult, 'conformance' | 'availability'>): Exclude<RoundOutcome, 'missed'> {
  if (!isBad(result)) return result.conformance
  return result.availability === 'down' ? 'down' : 'departs'
}
