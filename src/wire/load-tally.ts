import type { RawExchange } from '../model/exchange.js'
import type { LoadFacts, LoadPlan } from '../model/load.js'

/** Exchanges that are kept of those that went well, beside the slowest one. */
const mostGood = 3
/** And of those that did not, one of each kind. */
const mostKinds = 5

/** What our own machine ran out of: files, ports, memory. */
const ownWant = /^(EMFILE|ENFILE|EADDRNOTAVAIL|ENOBUFS|ENOMEM)\b/

/** Counts what comes of a load while it goes on; keeps numbers and a few exchanges. */
export class LoadTally {
  readonly #ms: number[] = []
  readonly #statuses: Record<string, number> = {}
  readonly #failures: Record<string, number> = {}
  readonly #good: RawExchange[] = []
  readonly #bad = new Map<string, RawExchange>()
  #slowest: { readonly exchange: RawExchange; readonly ms: number } | undefined
  #sent = 0
  #late = 0
  #maxLagMs = 0
  #ownFailures = 0
  #mostInFlight = 0

  constructor(
    private readonly plan: LoadPlan,
    private readonly planned: number,
  ) {}

  /** A request went, so many milliseconds after it was due. */
  began(lagMs: number, late: boolean, inFlight: number): void {
    this.#sent += 1
    if (late) this.#late += 1
    this.#maxLagMs = Math.max(this.#maxLagMs, lagMs)
    this.#mostInFlight = Math.max(this.#mostInFlight, inFlight)
  }

  /** So many requests were due in the declared time and our own machine never came to send them; the first so long ago. */
  neverWent(requests: number, lagMs: number): void {
    this.#late += requests
    this.#maxLagMs = Math.max(this.#maxLagMs, lagMs)
  }

  /** An exchange ended, so many milliseconds after it was due. */
  ended(exchange: RawExchange, ms: number): void {
    const { outcome } = exchange
    if ('failure' in outcome) {
      const { kind } = outcome.failure
      count(this.#failures, kind)
      if ('detail' in outcome.failure && ownWant.test(outcome.failure.detail)) this.#ownFailures += 1
      this.#keepBad(kind, exchange)
      return
    }
    const { status } = outcome.response
    count(this.#statuses, String(status))
    this.#ms.push(ms)
    if (status >= 300) this.#keepBad(String(status), exchange)
    else if (this.#good.length < mostGood) this.#good.push(exchange)
    else if (ms > (this.#slowest?.ms ?? 0)) this.#slowest = { exchange, ms }
  }

  /** A few exchanges in the order in which they began. */
  samples(): RawExchange[] {
    const slowest = this.#slowest ? [this.#slowest.exchange] : []
    return [...this.#good, ...this.#bad.values(), ...slowest].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }

  /** The numbers as of now, `elapsedMs` after the first request was due. */
  facts(ended: LoadFacts['ended'], elapsedMs: number): LoadFacts {
    const ms = this.#ms.toSorted((a, b) => a - b)
    // The last request goes one interval before the declared time is over.
    const seconds = Math.min(this.plan.seconds, elapsedMs / 1000)
    return {
      ...this.plan,
      ended,
      planned: this.planned,
      sent: this.#sent,
      achievedRate: seconds > 0 ? rounded(this.#sent / seconds) : 0,
      answered: ms.length,
      statuses: this.#statuses,
      failures: this.#failures,
      ...(ms.length === 0 ? {} : { ms: summary(ms) }),
      ours: { late: this.#late, maxLagMs: rounded(this.#maxLagMs), failures: this.#ownFailures },
      mostInFlight: this.#mostInFlight,
    }
  }

  #keepBad(kind: string, exchange: RawExchange): void {
    if (!this.#bad.has(kind) && this.#bad.size < mostKinds) this.#bad.set(kind, exchange)
  }
}

function summary(sorted: readonly number[]): NonNullable<LoadFacts['ms']> {
  /** The smallest value that this share of all values does not exceed (nearest rank). */
  const percentile = (share: number): number => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
  return {
    mean: rounded(sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length),
    p50: percentile(0.5),
    p90: percentile(0.9),
    p95: percentile(0.95),
    p99: percentile(0.99),
    max: percentile(1),
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

const rounded = (number: number): number => Math.round(number * 10) / 10
