/** How much is sent, and for how long: what a target permits under `limits.load`. */
export interface LoadPlan {
  /** Requests started per second, evenly spaced, whatever the answers do. */
  readonly rate: number
  readonly seconds: number
}

/** What came of a load: numbers only. Milliseconds run from the moment at which a request was due, not from when it went. */
export interface LoadFacts extends LoadPlan {
  /** `stopped`: cut off before its time; the numbers are of what had been sent until then. */
  readonly ended: 'complete' | 'stopped'
  readonly planned: number
  readonly sent: number
  /** Requests that really went out per second. */
  readonly achievedRate: number
  readonly answered: number
  /** Complete answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Exchanges without a complete answer, by kind of failure. */
  readonly failures: Readonly<Record<string, number>>
  /** Of complete answers; absent where there was none. */
  readonly ms?: {
    readonly mean: number
    readonly p50: number
    readonly p90: number
    readonly p95: number
    readonly p99: number
    readonly max: number
  }
  /** Requests that our own machine sent later than they were due, and the failures that were for want of its resources. */
  readonly ours: { readonly late: number; readonly maxLagMs: number; readonly failures: number }
  /** Most requests under way at a time. */
  readonly mostInFlight: number
}
