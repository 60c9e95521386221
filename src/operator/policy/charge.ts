import { excuses, type RoundFact } from '../../model/round.js'
import type { History } from './history.js'

/** Whether a bad round is held against the API; if not, why. */
export type Charge = 'charged' | 'control' | 'common-cause' | 'works'

/** It departs, or did not answer. */
export const isBad = ({ conformance, availability }: Pick<RoundFact, 'conformance' | 'availability'>): boolean =>
  conformance === 'departs' || availability === 'down'

/** Something is said of the API by it. */
export const saysSomething = (round: RoundFact): boolean => isBad(round) || round.conformance === 'conforms'

/** Whether a round counts, with what the others around that time say. */
export function chargeOf(round: RoundFact, history: Pick<History, 'isCommon'>): Charge {
  if (excuses(round.works)) return 'works'
  if (!isBad(round)) return 'charged'
  // Without a good control nothing tells a fault of theirs from one of ours.
  if (round.control === 'bad') return 'control'
  return history.isCommon(round) ? 'common-cause' : 'charged'
}
