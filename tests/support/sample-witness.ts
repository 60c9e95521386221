import { randomUUID } from 'node:crypto'
import { later } from '../../src/base/clock.js'
import type { EvidenceOfRun } from '../../src/bundle/witness/index.js'
import type { EvidenceEvent } from '../../src/model/evidence.js'
import type { LoadFacts } from '../../src/model/load.js'
import type { PlatformJournal, SeenExchange } from '../../src/model/witness.js'
import { plannedItem } from './sample-run.js'
import { at, conforming, maskedExchange } from './sample-exchange.js'
import { samplePlan } from './sample-plan.js'

/** An exchange that took place, in a few words; through the platform unless told. */
export interface Took {
  readonly status?: number
  readonly bytes?: number
  /** Both sides know its request id. */
  readonly hasId?: boolean
  readonly departures?: number
  readonly direct?: boolean
  /** The application under test sent it. */
  readonly inbound?: boolean
  readonly operation?: string
}

/** What stands on both sides of a run in which all this took place, attempt by attempt, a second apart. */
export interface SampleWitness {
  readonly journal: PlatformJournal
  readonly run: EvidenceOfRun
}

export const nonce = 'n'.repeat(43)
export const mandateDigest = 'a'.repeat(64)

/** Both sides of such a run; `aheadMs` is how far the platform's clock is ahead. */
export function sampleWitness(attempts: readonly (readonly Took[])[], aheadMs = 0): SampleWitness {
  const exchanges: SeenExchange[] = []
  let second = 0
  const next = (): string => later(at, 1000 * ++second)
  const records = attempts.map((took): EvidenceEvent[] => [
    { type: 'attempt-started', at: next(), scenario: 'sample/provider/one', digest: 'd' },
    ...took.map((one): EvidenceEvent => {
      const when = next()
      const { status = 200, bytes = 12, hasId = true, departures = 0, direct = false, inbound = false } = one
      const { operation = 'listAccounts' } = one
      const id = hasId ? { 'x-request-id': randomUUID() } : {}
      const masked = maskedExchange({
        status,
        headers: id,
        text: 'x'.repeat(bytes),
        at: when,
        request: { headers: id },
      })
      const { request } = masked
      const via = direct ? ('direct' as const) : ('through' as const)
      const sender = inbound
        ? ({
            peer: 'platform',
            inbound: { mark: second, answered: 'normally' },
            credential: { certificate: 'application', authorization: 'bearer' },
          } as const)
        : {}
      if (!direct)
        exchanges.push({
          ...{ at: later(when, aheadMs + 20), from: inbound ? 'application' : 'harness', method: 'GET', operation },
          ...(hasId ? { requestId: id['x-request-id'] ?? '' } : {}),
          ...{ status, bytes, ended: 'whole', departures: inbound ? null : departures },
        })
      const contract = Array.from({ length: departures }, () => ({ at: '/', rule: 'type', expected: 'x', seen: 'y' }))
      return {
        ...{ type: 'exchange', at: when, step: '1', facts: { ...conforming, contract } },
        exchange: { ...masked, request: { ...request, operation, via, ...sender } },
      }
    }),
    { type: 'attempt-ended', at: next(), how: 'complete' },
  ])
  const plan = samplePlan(records.map((_, i) => ({ ...plannedItem([], 'through'), attempt: i + 1 })))
  const ended = next()
  return {
    run: {
      plan: attempts.flat().some(({ inbound }) => inbound) ? { ...plan, role: 'user' } : plan,
      lines: [
        {
          ...{ type: 'run-started', at, run: 'run-1', version: '1', planDigest: 'p' },
          witness: { nonce, digest: mandateDigest },
        },
        { type: 'run-ended', at: ended, how: 'complete' },
      ],
      attempts: new Map(records.map((events, i) => [i + 1, { events }])),
    },
    journal: {
      ...{ type: 'synaq-journal/1', nonce, mandate: mandateDigest, participant: 'BANK01' },
      ...{ from: later(at, aheadMs - 60_000), to: later(ended, aheadMs + 60_000) },
      ...{ contract: plan.target.contract.digest, dropped: 0, exchanges },
    },
  }
}

/** The run with the events of an attempt changed. */
export function withEvents(
  run: EvidenceOfRun,
  attempt: number,
  change: (events: readonly EvidenceEvent[]) => readonly EvidenceEvent[],
): EvidenceOfRun {
  const events = change(run.attempts.get(attempt)?.events ?? [])
  return { ...run, attempts: new Map([...run.attempts, [attempt, { events }]]) }
}

/** A load of which so many answers came, all with 200. */
export function loadEvent(at: string, answered: number, failures: number, facts: LoadFacts): EvidenceEvent {
  return {
    ...{ type: 'load', at, step: '1' },
    facts: { ...facts, answered, statuses: { 200: answered }, failures: failures > 0 ? { timeout: failures } : {} },
  }
}
