import type { SeenExchange } from '../../model/witness.js'
import type { RecordedExchange } from './evidence-exchanges.js'

/** An exchange as both sides have it. */
export interface Pair {
  readonly recorded: RecordedExchange
  readonly seen: SeenExchange
}

export interface Paired {
  readonly pairs: readonly Pair[]
  readonly onlyRecorded: readonly RecordedExchange[]
  readonly onlySeen: readonly SeenExchange[]
  /** How far the platform's clock is ahead of the recorder's, in milliseconds; 0 where no request id tells. */
  readonly aheadMs: number
}

/** How much later than it was sent a request may be noted, and the grain of the clocks, in milliseconds. */
export const toleranceMs = 5000

/**
 * Finds for each exchange of the evidence the one that the platform saw: by request id, and where one side knows none by
 * method, operation, status and time.
 */
export function pairUp(recorded: readonly RecordedExchange[], seen: readonly SeenExchange[]): Paired {
  const pairs: Pair[] = []
  const left = new Set(seen)
  const byId = new Map<string, SeenExchange[]>()
  for (const it of seen) {
    const key = `${it.from} ${it.requestId ?? ''}`
    const known = byId.get(key)
    if (known) known.push(it)
    else byId.set(key, [it])
  }
  const take = (one: RecordedExchange, found: SeenExchange | undefined): boolean => {
    if (!found) return false
    left.delete(found)
    pairs.push({ recorded: one, seen: found })
    return true
  }
  const withoutId = recorded.filter((one) => {
    const { requestId, from, status, method } = one
    if (requestId === undefined) return true
    const same = (byId.get(`${from} ${requestId}`) ?? []).filter((it) => left.has(it))
    // A script may use an id twice.
    const likest = same.find((it) => it.status === status && it.method === method) ?? same[0]
    return !take(one, likest)
  })
  const aheadMs = medianOf(pairs.map((pair) => Date.parse(pair.seen.at) - Date.parse(pair.recorded.at)))
  const open = new Set(withoutId)
  for (const { recorded: one, seen: it } of likely(withoutId, [...left], aheadMs))
    if (open.has(one) && left.has(it)) {
      open.delete(one)
      take(one, it)
    }
  return { pairs, onlyRecorded: [...open], onlySeen: [...left], aheadMs }
}

/**
 * What may be the same exchange where not both sides have an id, the likeliest first: those with an answer, of the same size,
 * near in time.
 */
function likely(recorded: readonly RecordedExchange[], seen: readonly SeenExchange[], aheadMs: number): Pair[] {
  const candidates = recorded.flatMap((one) =>
    seen.flatMap((it) => {
      const pair = { recorded: one, seen: it }
      const awayMs = Math.abs(latenessMs(pair, aheadMs))
      if (awayMs > one.tookMs + toleranceMs || !mayBeSame(one, it)) return []
      const isAnswered = one.status !== null
      return [{ ...pair, rank: isAnswered ? (one.bytes === it.bytes ? 0 : 1) : 2, awayMs }]
    }),
  )
  return candidates.sort((a, b) => a.rank - b.rank || a.awayMs - b.awayMs)
}

function mayBeSame(one: RecordedExchange, it: SeenExchange): boolean {
  if (one.reached === 'no' || it.from !== one.from || it.method !== one.method) return false
  if (one.requestId !== undefined && it.requestId !== undefined) return false
  if (one.operation !== null && it.operation !== null && one.operation !== it.operation) return false
  return one.status === null || one.status === it.status
}

/** How much later than it was sent the platform noted an exchange, by one clock. */
export function latenessMs({ recorded, seen }: Pair, aheadMs: number): number {
  return Date.parse(seen.at) - aheadMs - Date.parse(recorded.at)
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
