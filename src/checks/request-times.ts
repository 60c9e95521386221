import type { JudgePlace } from '../model/vocabulary.js'

/** When a request of the application came and when its answer was out, in milliseconds since the epoch, by our clock. */
export interface RequestTimes {
  readonly index: number
  readonly from: number
  readonly to: number
}

export function timesOf({ index, exchange }: JudgePlace['exchanges'][number]): RequestTimes {
  const from = Date.parse(exchange.at)
  return { index, from, to: from + exchange.timings.totalMs }
}

/** Most requests that came within any span of so many milliseconds; the index of the one that made it so many. */
export function busiest(
  times: readonly RequestTimes[],
  spanMs: number,
): { readonly count: number; readonly index?: number } {
  const sorted = [...times].sort((a, b) => a.from - b.from)
  let first = 0
  let most: { count: number; index?: number } = { count: 0 }
  sorted.forEach(({ from, index }, last) => {
    while (from - (sorted[first]?.from ?? from) >= spanMs) first += 1
    const count = last - first + 1
    if (count > most.count) most = { count, index }
  })
  return most
}

/** The pauses between the answer to one request and the next request; requests side by side have a pause of 0. */
export function pausesOf(
  times: readonly RequestTimes[],
): { readonly ms: number; readonly after: number; readonly index: number }[] {
  const sorted = [...times].sort((a, b) => a.from - b.from)
  return sorted.slice(1).map(({ from, index }, i) => {
    const before = sorted[i] as RequestTimes
    return { ms: Math.max(0, from - before.to), after: before.index, index }
  })
}
