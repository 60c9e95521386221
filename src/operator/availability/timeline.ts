import type { RoundId } from '../../model/round.js'
import type { Excluded, Sample, Standing } from './sample.js'

/** A stretch of time that is accounted for alike; milliseconds since 1970, the end not included. */
export interface Segment {
  readonly from: number
  readonly until: number
  readonly standing: Standing
  /** The round that saw it. */
  readonly round?: RoundId
}

/** Time that counts for nobody, whatever was seen in it: works. */
export interface ExcludedWindow {
  readonly from: number
  readonly until: number
  readonly why: Excluded
}

/**
 * Divides a time into segments, without a gap or an overlap. `samples` in the order in which they began, those before `from`
 * included that may still hold; where no sample holds, nothing is known.
 */
export function timeline(
  samples: readonly Sample[],
  windows: readonly ExcludedWindow[],
  { from, until }: { readonly from: number; readonly until: number },
): Segment[] {
  const seen = observed(samples, from, until)
  const cuts = windows.flatMap((window) => [window.from, window.until]).filter((at) => at > from && at < until)
  const segments: Segment[] = []
  for (const segment of seen) {
    const inner = cuts.filter((at) => at > segment.from && at < segment.until)
    const borders = [segment.from, ...new Set(inner.sort((a, b) => a - b)), segment.until]
    for (let i = 0; i + 1 < borders.length; i++) {
      const part = { ...segment, from: borders[i] ?? 0, until: borders[i + 1] ?? 0 }
      segments.push(withWindow(part, windows))
    }
  }
  return segments
}

/** What the samples say by themselves. */
function observed(samples: readonly Sample[], from: number, until: number): Segment[] {
  const segments: Segment[] = []
  let reached = from
  const add = (end: number, standing: Standing, round?: RoundId): void => {
    const to = Math.min(end, until)
    if (to <= reached) return
    segments.push({ from: reached, until: to, standing, ...(round === undefined ? {} : { round }) })
    reached = to
  }
  samples.forEach((sample, i) => {
    add(sample.at, 'gap')
    const next = samples[i + 1]?.at ?? Infinity
    add(Math.min(next, sample.holdsUntil), sample.standing, sample.round)
  })
  add(until, 'gap')
  return segments
}

/** Of works that overlap, those that are given first. */
function withWindow({ round, ...segment }: Segment, windows: readonly ExcludedWindow[]): Segment {
  const window = windows.find(({ from, until }) => from <= segment.from && until >= segment.until)
  if (window) return { ...segment, standing: window.why }
  return round === undefined ? segment : { ...segment, round }
}
