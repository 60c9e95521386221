import { availabilityOf, resolution, type Sums } from './account.js'

/**
 * Whether a target was met. `too-few`: one round is worth more than what the target leaves, so that so many rounds cannot tell.
 * Undefined where no target is set or nothing counts: then nothing is said to be met or missed.
 */
export function targetOutcome(sums: Sums, targetPercent: number | undefined): 'met' | 'missed' | 'too-few' | undefined {
  const [availability, step] = [availabilityOf(sums), resolution(sums)]
  if (targetPercent === undefined || availability === undefined || step === undefined) return undefined
  if (step * 100 > 100 - targetPercent) return 'too-few'
  return availability * 100 >= targetPercent ? 'met' : 'missed'
}
