import type { RoundId } from '../../model/round.js'
import type { Segment } from './timeline.js'

/** From the first round that saw an API down to the next that saw it up; milliseconds since 1970. */
export interface Outage {
  readonly from: number
  readonly until: number
  /** How much of it counts: works and what is unknown in between do not. */
  readonly downMs: number
  readonly rounds: readonly RoundId[]
  /** It goes on where the time that is looked at ends. */
  readonly open: boolean
}

/** The outages of a time that was divided into segments, oldest first. Time in between that does not count ends none. */
export function outagesOf(segments: readonly Segment[]): Outage[] {
  const outages: Outage[] = []
  let current: Outage | undefined
  for (const { from, until, standing, round } of segments) {
    if (standing === 'up') {
      if (current) outages.push(current)
      current = undefined
    } else if (standing === 'down') {
      const before: Outage = current ?? { from, until, downMs: 0, rounds: [], open: false }
      const rounds = round === undefined || before.rounds.at(-1) === round ? before.rounds : [...before.rounds, round]
      current = { ...before, until, downMs: before.downMs + until - from, rounds }
    }
  }
  if (current) outages.push({ ...current, open: current.until === segments.at(-1)?.until })
  return outages
}
