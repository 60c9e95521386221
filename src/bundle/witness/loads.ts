import type { Instant } from '../../base/clock.js'
import type { EvidenceEvent } from '../../model/evidence.js'
import type { OperationId } from '../../model/contract.js'
import type { EvidencePlace } from './evidence-exchanges.js'
import { wayOf } from './evidence-exchanges.js'

/** A load that went through the platform, as far as its exchanges do not stand in the evidence one by one. */
export interface RecordedLoad {
  readonly place: EvidencePlace
  readonly from: Instant
  readonly to: Instant
  readonly operation: OperationId | null
  /** Complete answers by status, without the samples. */
  readonly statuses: ReadonlyMap<number, number>
  /** Requests without a complete answer, without the samples: whatever became of them at the platform. */
  readonly unanswered: number
}

/** The loads of an attempt. One of which no sample tells the way went that of its attempt, `isDirect`. */
export function loadsOf(
  events: readonly EvidenceEvent[],
  isDirect: boolean,
  placeOf: (step: string, event: number) => EvidencePlace,
): RecordedLoad[] {
  return events.flatMap((event, i): RecordedLoad[] => {
    if (event.type !== 'load') return []
    const samples = events.slice(0, i).flatMap((it) => (it.type === 'exchange' && it.step === event.step ? [it] : []))
    const [first] = samples
    if (first ? wayOf(first.exchange) === 'direct' : isDirect) return []
    const started = events.find((it) => it.type === 'step-started' && it.step === event.step)
    const statuses = new Map(Object.entries(event.facts.statuses).map(([status, n]) => [Number(status), n]))
    let unanswered = Object.values(event.facts.failures).reduce((sum, n) => sum + n, 0)
    for (const { exchange } of samples) {
      if ('failure' in exchange.outcome) unanswered -= 1
      else {
        const { status } = exchange.outcome.response
        statuses.set(status, (statuses.get(status) ?? 0) - 1)
      }
    }
    return [
      {
        place: placeOf(event.step, i),
        from: started?.at ?? event.at,
        to: event.at,
        operation: first?.exchange.request.operation ?? null,
        statuses,
        unanswered: Math.max(0, unanswered),
      },
    ]
  })
}
