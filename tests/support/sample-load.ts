import type { LoadFacts } from '../../src/model/load.js'

/** Facts of a load that went well, with changes. */
export function loadFacts(changes: Partial<LoadFacts> = {}): LoadFacts {
  return {
    rate: 50,
    seconds: 10,
    ended: 'complete',
    planned: 500,
    sent: 500,
    achievedRate: 50,
    answered: 500,
    statuses: { 200: 500 },
    failures: {},
    ms: { mean: 12, p50: 10, p90: 20, p95: 25, p99: 40, max: 90 },
    ours: { late: 0, maxLagMs: 2, failures: 0 },
    mostInFlight: 3,
    ...changes,
  }
}
